import { afterEach, describe, expect, it, vi } from 'vitest'
import { createHttpDesk, type HttpDesk, type LinkState } from '../../../../renderer/app/http-desk.ts'
import { createFakeDesk, type FakeDesk } from '../../../fixtures/renderer/fake-desk.ts'
import { createFakeHost, type FakeHost } from '../../../fixtures/renderer/host.ts'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  while (closing.length > 0) await closing.pop()!()
})

interface Retry {
  run: () => void
  milliseconds: number
}

async function start(token = 'good'): Promise<{
  desk: FakeDesk
  host: FakeHost
  http: HttpDesk
  states: LinkState[]
  retries: Retry[]
}> {
  const desk = createFakeDesk()
  const host = await createFakeHost(desk, { token: 'good' })
  const retries: Retry[] = []
  const http = createHttpDesk({
    address: host.address,
    token,
    noAnswer: 'No answer.',
    fetch,
    openSocket: (address) => new WebSocket(address),
    later(run, milliseconds) {
      retries.push({ run, milliseconds })
      return () => {}
    },
  })
  const states: LinkState[] = []
  http.onLink((state) => states.push(state))
  closing.push(
    () => host.close(),
    () => http.close(),
  )
  return { desk, host, http, states, retries }
}

describe('the desk over HTTP', () => {
  it('answers calls with the value the desk gave', async () => {
    const { http } = await start()
    const answer = await http.call('visits.search', { query: 'thorunn' })
    expect(answer).toMatchObject({ ok: true, value: { visits: [{ visitor: { name: 'Þórunn Guðmundsdóttir' } }] } })
  })

  it('carries a refusal with its code, sentence and field', async () => {
    const { http } = await start()
    const answer = await http.call('connection.test', { address: 'https://api.kisi.io', key: 'wrong' })
    expect(answer).toEqual({
      ok: false,
      error: { code: 'unauthorized', message: 'Kisi does not know this key.', field: 'key' },
    })
  })

  it('does not take a refused Kisi key for a refused window', async () => {
    const { http, states } = await start()
    await vi.waitFor(() => expect(states).toContain('ready'))
    await http.call('connection.test', { address: 'https://api.kisi.io', key: 'wrong' })
    expect(states).toEqual(['ready'])
  })

  it('hears events, and no more once the subscription has ended', async () => {
    const { desk, host, http } = await start()
    await vi.waitFor(() => expect(host.sockets()).toBe(1))
    const heard: string[] = []
    const end = http.on('tap', (tap) => heard.push(tap.number))
    desk.tap({ kind: 'drawer_card', checkIn: null }, '0001')
    await vi.waitFor(() => expect(heard).toEqual(['0001']))
    end()
    const others: string[] = []
    http.on('tap', (tap) => others.push(tap.number))
    desk.tap({ kind: 'drawer_card', checkIn: null }, '0002')
    await vi.waitFor(() => expect(others).toEqual(['0002']))
    expect(heard).toEqual(['0001'])
  })

  it('is locked, and does not try again, when the desk does not know its token', async () => {
    const { states, retries } = await start('stale')
    await vi.waitFor(() => expect(states).toContain('locked'))
    expect(retries).toEqual([])
  })

  it('goes on with the token of a new address, and hears events again', async () => {
    const { desk, host, http, states } = await start('stale')
    await vi.waitFor(() => expect(states).toContain('locked'))
    const heard: string[] = []
    http.on('tap', (tap) => heard.push(tap.number))
    http.renew('good')
    await vi.waitFor(() => expect(host.sockets()).toBe(1))
    desk.tap({ kind: 'drawer_card', checkIn: null }, '0004')
    await vi.waitFor(() => expect(heard).toEqual(['0004']))
    expect(await http.call('desk.status', {})).toMatchObject({ ok: true })
    expect(states.at(-1)).toBe('ready')
  })

  it('says that the line is lost, waits longer each time, and hears events again after coming back', async () => {
    const { desk, host, http, states, retries } = await start()
    const heard: string[] = []
    http.on('tap', (tap) => heard.push(tap.number))
    await vi.waitFor(() => expect(host.sockets()).toBe(1))
    host.die()
    await vi.waitFor(() => expect(retries).toHaveLength(1))
    retries[0]!.run()
    await vi.waitFor(() => expect(retries).toHaveLength(2))
    expect(retries.map(({ milliseconds }) => milliseconds)).toEqual([250, 500])
    host.revive()
    retries[1]!.run()
    await vi.waitFor(() => expect(host.sockets()).toBe(1))
    desk.tap({ kind: 'drawer_card', checkIn: null }, '0003')
    await vi.waitFor(() => expect(heard).toEqual(['0003']))
    expect(states).toEqual(['ready', 'lost', 'ready'])
  })

  it('never waits longer than five seconds', async () => {
    const { host, states, retries } = await start()
    await vi.waitFor(() => expect(states).toContain('ready'))
    host.die()
    for (let tries = 1; tries <= 7; tries++) {
      await vi.waitFor(() => expect(retries).toHaveLength(tries))
      retries[tries - 1]!.run()
    }
    await vi.waitFor(() => expect(retries).toHaveLength(8))
    expect(retries.at(-1)!.milliseconds).toBe(5_000)
  })

  it('answers not_ready instead of failing when nobody listens', async () => {
    const { host, http } = await start()
    host.die()
    const answer = await http.call('desk.status', {})
    expect(answer).toEqual({ ok: false, error: { code: 'not_ready', message: 'No answer.' } })
  })
})
