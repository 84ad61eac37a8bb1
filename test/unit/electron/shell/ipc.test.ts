import { describe, expect, it } from 'vitest'
import { createBridge } from '../../../../electron/shell/bridge.ts'
import { callChannel } from '../../../../electron/shell/channels.ts'
import { setupCalls, setupEvents } from '../../../../electron/shell/ipc.ts'
import { createFakeDesk } from '../../../fixtures/fake-desk.ts'

type Call = (event: unknown, name: unknown, input: unknown) => Promise<{ ok: boolean; error?: { code: string } }>

function setup(desk = Promise.resolve(createFakeDesk())) {
  const handlers = new Map<string, Call>()
  let now = 0
  let refused = 0
  const end = setupCalls({
    ipcMain: {
      handle: (channel, handler) => void handlers.set(channel, handler as unknown as Call),
      removeHandler: (channel) => void handlers.delete(channel),
    },
    desk,
    now: () => now,
    onRefusedSender: () => (refused += 1),
  })
  const own = { senderFrame: { parent: null, origin: 'desk://app' } }
  return {
    end,
    handlers,
    refused: () => refused,
    wait: (ms: number) => (now += ms),
    call: (name: unknown, input: unknown, event: unknown = own) => handlers.get(callChannel)!(event, name, input),
  }
}

describe('desk:call', () => {
  it('carries the name, the input and the answer unchanged', async () => {
    const desk = createFakeDesk()
    const { call } = setup(Promise.resolve(desk))
    expect(await call('visits.list', { list: 'left' })).toEqual({ ok: true, value: { list: 'left' } })
    expect(desk.asked).toEqual([{ name: 'visits.list', input: { list: 'left' } }])
  })

  it('refuses a sender that is not our own main frame, and asks the desk nothing', async () => {
    const desk = createFakeDesk()
    const { call, refused } = setup(Promise.resolve(desk))
    for (const senderFrame of [
      null,
      { parent: null, origin: 'https://example.com' },
      { parent: {}, origin: 'desk://app' },
    ]) {
      expect((await call('desk.status', {}, { senderFrame })).error?.code).toBe('unauthorized')
    }
    expect(refused()).toBe(3)
    expect(desk.asked).toEqual([])
  })

  it('refuses what is too large, has no JSON form, or has no name', async () => {
    const { call } = setup()
    const circle: Record<string, unknown> = {}
    circle['self'] = circle
    expect((await call('x', 'a'.repeat(65 * 1024))).error?.code).toBe('too_much')
    expect((await call('x', 'é'.repeat(40 * 1024))).error?.code).toBe('too_much')
    expect((await call('x', circle)).error?.code).toBe('invalid')
    expect((await call('x', 1n)).error?.code).toBe('invalid')
    expect((await call(7, {})).error?.code).toBe('invalid')
    expect((await call('x', undefined)).ok).toBe(true)
  })

  it('slows a page down that asks without end, and hears it again later', async () => {
    const { call, wait } = setup()
    const answers = await Promise.all(Array.from({ length: 301 }, () => call('desk.status', {})))
    expect(answers.filter((answer) => !answer.ok).map((answer) => answer.error?.code)).toEqual(['too_much'])
    wait(10)
    expect((await call('desk.status', {})).ok).toBe(true)
  })

  it('answers with a refusal, never a stack, when the desk breaks or cannot be loaded', async () => {
    const broken = setup(Promise.resolve(createFakeDesk(() => Promise.reject(new Error('secret detail')))))
    const unloadable = setup(Promise.reject(new Error('secret detail')))
    for (const { call } of [broken, unloadable]) {
      const answer = await call('desk.status', {})
      expect(answer.error?.code).toBe('internal')
      expect(JSON.stringify(answer)).not.toContain('secret detail')
    }
  })

  it('is taken away at the end', () => {
    const { end, handlers } = setup()
    end()
    expect(handlers.size).toBe(0)
  })
})

describe('desk:event', () => {
  it('reaches the pages there are now, and stops at the end', () => {
    const desk = createFakeDesk()
    const sent: unknown[] = []
    const page = (destroyed: boolean) =>
      ({ isDestroyed: () => destroyed, send: (...message: unknown[]) => void sent.push(message) }) as never
    const end = setupEvents(desk, () => [page(false), page(true)])
    desk.say('visits.changed', { visitIds: ['a'] })
    expect(sent).toEqual([['desk:event', 'visits.changed', { visitIds: ['a'] }]])
    end()
    expect(desk.listeners()).toBe(0)
  })
})

describe('createBridge', () => {
  function bridge(invoke: (name: string, input: unknown) => Promise<unknown> = async () => ({ ok: true, value: 1 })) {
    const listeners = new Set<(name: unknown, value: unknown) => void>()
    const desk = createBridge({
      callNames: ['desk.status'],
      eventNames: ['tap'],
      invoke,
      subscribe(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    })
    return { desk, listeners }
  }

  it('lets only names of the contract through', async () => {
    const invoked: string[] = []
    const { desk, listeners } = bridge(async (name) => {
      invoked.push(name)
      return { ok: true, value: null }
    })
    await desk.call('desk.status', {})
    for (const name of ['desk.stop', 'constructor', '', 'desk:call']) {
      expect(await desk.call(name as never, {} as never)).toMatchObject({ ok: false, error: { code: 'not_found' } })
      desk.on(name as never, () => undefined)
    }
    expect(invoked).toEqual(['desk.status'])
    expect(listeners.size).toBe(0)
  })

  it('answers not_ready instead of rejecting when the main process is gone', async () => {
    const { desk } = bridge(() => Promise.reject(new Error('gone')))
    expect(await desk.call('desk.status', {})).toMatchObject({ ok: false, error: { code: 'not_ready' } })
  })

  it('gives a listener its own event only, without any event object, until it unsubscribes', () => {
    const { desk, listeners } = bridge()
    const heard: unknown[][] = []
    const off = desk.on('tap', (...values: unknown[]) => void heard.push(values))
    for (const say of listeners) {
      say('tap', { id: 't1' })
      say('visits.changed', {})
    }
    expect(heard).toEqual([[{ id: 't1' }]])
    off()
    expect(listeners.size).toBe(0)
  })

  it('shows a page nothing but host, call and on', () => {
    expect(Object.keys(bridge().desk)).toEqual(['host', 'call', 'on'])
  })
})
