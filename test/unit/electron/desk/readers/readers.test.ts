import { describe, expect, it, onTestFinished } from 'vitest'
import type { EventName } from '../../../../../electron/contract/names.ts'
import type { Reader } from '../../../../../electron/contract/readers.ts'
import type { EventValue } from '../../../../../electron/contract/table.ts'
import type { Settings } from '../../../../../electron/desk/ports.ts'
import { createDeskReaders } from '../../../../../electron/desk/readers/readers.ts'
import { newReader, readersIn } from '../../../../../electron/desk/readers/saved.ts'
import { createReaders } from '../../../../../electron/reader/readers.ts'
import { memorySecrets, memorySettings } from '../../../../fixtures/desk.ts'
import { createRecordingLog } from '../../../../fixtures/recording-log.ts'
import { createScriptedPorts } from '../../../../fixtures/scripted-ports.ts'
import { knownFrame } from '../../../../fixtures/em4100-vectors.ts'

const [desk, back] = ['tcp://desk.example:1', 'tcp://back.example:2']
const key = '30313233343536373839 3A3B3C3D3E3F'.replace(' ', '')

function setUp(options: { settings?: Settings; given?: string; secrets?: ReturnType<typeof memorySecrets> } = {}) {
  const settings = options.settings ?? memorySettings()
  const secrets = options.secrets ?? memorySecrets()
  const ports = createScriptedPorts('open')
  const log = createRecordingLog()
  const readers = createReaders({
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    ...{ log, open: ports.open, list: async () => [] },
  })
  const emitted: { name: EventName; value: unknown }[] = []
  const made = createDeskReaders({
    ...{ readers, settings, secrets, log, givenPort: options.given ?? null, onChange: () => undefined },
    emit: <Name extends EventName>(name: Name, value: EventValue<Name>) => void emitted.push({ name, value }),
  })
  onTestFinished(made.close)
  const changed = (): Reader[] =>
    (emitted.findLast(({ name }) => name === 'readers.changed')?.value as { readers: Reader[] }).readers
  return { ...made, ports, settings, secrets, emitted, changed, log, readers }
}

const states = (readers: readonly Reader[]) => readers.map(({ port, state, kept }) => [port, state, kept])

describe('the readers of a desk', () => {
  it('are opened at every start as they were set up, but for those that were switched off', async () => {
    const first = setUp()
    await first.handlers['readers.connect']({ port: desk, name: 'Desk' })
    await first.handlers['readers.connect']({ port: back, settings: { kind: 'scanner', baudRate: 115_200 } })
    await first.handlers['readers.save']({
      ...{ port: back, name: 'Back', settings: { kind: 'scanner', baudRate: 115_200 } },
      ...{ mode: 'staff', visitorCards: 'check_out', sound: true },
    })
    await first.handlers['readers.disconnect']({ port: desk })
    await first.close()

    const second = setUp({ settings: first.settings })
    await second.start()
    expect(second.ports.opened.map(({ line }) => line.baudRate)).toEqual([115_200])
    const { readers } = await second.handlers['readers.list']({})
    expect(states(readers)).toEqual([
      [desk, 'off', true],
      [back, 'connected', true],
    ])
    expect(readers[1]).toMatchObject({
      name: 'Back',
      mode: 'staff',
      visitorCards: 'check_out',
      sound: true,
      wire: 'tcp',
    })
    expect(second.status()).toMatchObject({
      reader: { state: 'connected', port: back },
      readers: [{ port: back, name: 'Back', state: 'connected' }],
    })
  })

  it('make room for the one of this run, and are open again at the next', async () => {
    const settings = memorySettings()
    settings.set({ readers: [newReader(back)] })
    const run = setUp({ settings, given: desk })
    await run.start()
    expect(states((await run.handlers['readers.list']({})).readers)).toEqual([
      [back, 'off', true],
      [desk, 'connected', false],
    ])
    await run.handlers['readers.save']({
      ...{ port: back, name: 'Back', settings: { kind: 'em4100' }, mode: 'desk', visitorCards: 'ask', sound: false },
    })
    expect(settings.get().readers).toMatchObject([{ port: back, name: 'Back' }])
    await run.close()
    const next = setUp({ settings })
    await next.start()
    expect(states((await next.handlers['readers.list']({})).readers)).toEqual([[back, 'connected', true]])
  })

  it('are kept once somebody sets up the one of this run', async () => {
    const run = setUp({ given: desk })
    await run.start()
    expect(run.settings.get().readers).toEqual([])
    await run.handlers['readers.connect']({ port: desk, name: 'Desk' })
    expect(run.settings.get().readers).toMatchObject([{ port: desk, name: 'Desk', open: true }])
  })

  it('go on with new settings at once, and with the format that was chosen', async () => {
    const { handlers, ports, readAs, settings } = setUp()
    await handlers['readers.connect']({ port: desk, settings: { kind: 'lines' } })
    await readAs(desk, 'uid')
    expect(ports.opened).toHaveLength(2)
    expect(ports.opened[0]?.closes).toBe(1)
    expect(settings.get().readers[0]?.settings).toEqual({ kind: 'lines', formats: ['uid'] })
  })

  it('are lent to the set-up and taken back', async () => {
    const { handlers, lend, takeBack, readers, ports, changed } = setUp()
    const heard: string[] = []
    readers.onReading(({ number }) => heard.push(number))
    await handlers['readers.connect']({ port: desk })
    await lend(desk)
    expect(changed()[0]).toMatchObject({ state: 'connected', message: 'It is being set up.' })
    expect(ports.latest().closes).toBe(1)
    await takeBack(desk)
    ports.latest().handlers.data(knownFrame('3C00CE754C'))
    expect(heard).toEqual(['0013530444'])
    expect(changed()[0]).toMatchObject({ state: 'connected', message: null })
  })

  it('are opened only when the set-up gives their port back, where that is how they came', async () => {
    const { handlers, lend, takeBack, ports } = setUp()
    await lend(desk)
    await handlers['readers.connect']({ port: desk })
    expect(ports.tries).toBe(0)
    await takeBack(desk)
    expect(ports.tries).toBe(1)
  })

  it('are forgotten with everything that was known of them', async () => {
    const { handlers, settings, secrets } = setUp()
    await handlers['readers.connect']({ port: desk, settings: { kind: 'osdp', key } })
    await handlers['readers.forget']({ port: desk })
    expect(settings.get().readers).toEqual([])
    expect(await secrets.get(`osdp ${desk}`)).toBeNull()
    await expect(handlers['readers.forget']({ port: desk })).rejects.toMatchObject({ code: 'not_found' })
  })

  it('that type are there without a port, and take no settings of another kind', async () => {
    const { handlers, ports } = setUp()
    const typed = await handlers['readers.connect']({ port: 'keyboard:1', name: 'Wedge' })
    expect(typed).toMatchObject({ wire: 'keyboard', state: 'connected', settings: { kind: 'keyboard' } })
    expect(ports.tries).toBe(0)
    for (const [port, settings] of [
      [desk, { kind: 'keyboard' }],
      ['keyboard:2', { kind: 'em4100' }],
    ] as const) {
      await expect(handlers['readers.connect']({ port, settings })).rejects.toMatchObject({ field: 'settings' })
    }
  })
})

describe('the key of a secure channel', () => {
  it('is kept apart from the settings and never shown, and stays when it is not spoken of', async () => {
    const { handlers, settings, secrets, emitted, log } = setUp()
    const connected = await handlers['readers.connect']({ port: desk, settings: { kind: 'osdp', key } })
    expect(connected).toMatchObject({ keyKept: true, settings: { kind: 'osdp' } })
    await handlers['readers.connect']({ port: desk, settings: { kind: 'osdp', address: 3 } })
    expect(await secrets.get(`osdp ${desk}`)).toBe(key)
    expect(JSON.stringify([settings.get(), emitted, log.entries, connected])).not.toContain(key)
    expect(await handlers['readers.connect']({ port: desk, settings: { kind: 'osdp', key: null } })).toMatchObject({
      keyKept: false,
    })
    expect(await secrets.get(`osdp ${desk}`)).toBeNull()
  })

  it('is there at the next start', async () => {
    const first = setUp()
    await first.handlers['readers.connect']({ port: desk, settings: { kind: 'osdp', key } })
    await first.close()
    const second = setUp({ settings: first.settings, secrets: first.secrets })
    await second.start()
    expect((await second.handlers['readers.list']({})).readers[0]).toMatchObject({ keyKept: true })
  })
})

describe('readers in a settings file', () => {
  it('are those that are whole, each port once', () => {
    const good = newReader(desk)
    expect(readersIn([good, { port: 7 }, 'x', { ...good, name: 'Again' }], null)).toEqual([{ ...good, name: 'Again' }])
  })

  it('are the one of an older file, or none', () => {
    expect(readersIn(undefined, 'COM3')).toEqual([newReader('COM3')])
    expect(readersIn(undefined, null)).toEqual([])
    expect(readersIn([], 'COM3')).toEqual([])
  })
})
