import { afterEach, describe, expect, it, vi } from 'vitest'
import type { ReaderSettings } from '../../../electron/reader/profile.ts'
import { createReaders } from '../../../electron/reader/readers.ts'
import type { Reading } from '../../../electron/reader/types.ts'
import { createBadgeReaders } from '../../../simulator/hardware/badge-readers/badge-readers.ts'
import type { NewReader, NumberedReader } from '../../../simulator/hardware/badge-readers/badge-readers.ts'
import type { Credential } from '../../../simulator/hardware/badge-readers/credential.ts'
import { encodeWiegand } from '../../../simulator/hardware/badge-readers/wiegand-formats.ts'
import { createRecordingLog } from '../../fixtures/recording-log.ts'

const patience = { timeout: 15_000, interval: 5 }
const transport = process.platform === 'win32' ? 'tcp' : 'pty'
const cleanUps: (() => void | Promise<void>)[] = []

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

/** Virtual readers as the simulator has them, and the desk's readers beside them. */
function setUp() {
  const hardware = createBadgeReaders({})
  const readers = createReaders({
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log: createRecordingLog(),
    list: async () => [],
  })
  cleanUps.push(hardware.close, readers.close)
  const readings: Reading[] = []
  const keys: string[] = []
  readers.onReading((reading) => readings.push(reading))
  readers.onKeys((pressed) => keys.push(pressed.keys))
  const plugIn = async (reader: NewReader, settings: ReaderSettings): Promise<NumberedReader> => {
    const plugged = await hardware.add({ transport, ...reader })
    expect(await readers.connect(plugged.path, settings)).toMatchObject({ state: 'connected' })
    return plugged
  }
  return { readers, readings, keys, plugIn }
}

const em4100: Credential = { kind: 'em4100', tag: '3C00CE754C' }
const uid: Credential = { kind: 'uid', hex: '04A1B2C3' }
const longUid: Credential = { kind: 'uid', hex: '04A1B2C3D4E5F6' }
const prox: Credential = { kind: 'wiegand', bits: encodeWiegand('H10301', { facility_code: 123, card_number: 4567 }) }
const corporate: Credential = {
  kind: 'wiegand',
  bits: encodeWiegand('C1k35s', { facility_code: 118, card_number: 1603 }),
}
const code: Credential = { kind: 'text', text: 'https://visit.example/i/7F3K9', symbology: 'Q1' }

const cases: [what: string, reader: NewReader, settings: ReaderSettings, card: Credential, identity: string][] = [
  ['an RDM6300', { protocol: 'rdm6300' }, { kind: 'em4100' }, em4100, 'em4100:3C00CE754C'],
  ['an ID-12', { protocol: 'id12' }, { kind: 'em4100' }, em4100, 'em4100:3C00CE754C'],
  ['an EM-18', { protocol: 'em18' }, { kind: 'em18' }, em4100, 'em4100:3C00CE754C'],
  [
    'a Parallax reader',
    { protocol: 'parallax' },
    { kind: 'lines', base: 'hex', baudRate: 2400 },
    em4100,
    'em4100:3C00CE754C',
  ],
  ['a reader of hex lines', { protocol: 'hex' }, { kind: 'lines', base: 'hex' }, longUid, 'uid:04A1B2C3D4E5F6'],
  [
    'a reader that turns UIDs round, with a prefix and no terminator',
    { protocol: 'hex', settings: { reversed: true, prefix: ';', terminator: 'none' } },
    { kind: 'lines', base: 'hex', formats: ['uid'], byteOrder: 'reversed', prefix: ';', silenceMs: 50 },
    uid,
    'uid:04A1B2C3',
  ],
  [
    'a reader of decimal lines',
    { protocol: 'decimal' },
    { kind: 'lines', base: 'decimal', formats: ['em4100_32'] },
    em4100,
    'em4100_32:00CE754C',
  ],
  [
    'a scanner',
    { protocol: 'scanner', settings: { terminator: 'crlf' } },
    { kind: 'scanner' },
    code,
    'qr:https://visit.example/i/7F3K9',
  ],
  [
    'a scanner without AIM identifier and terminator',
    { protocol: 'scanner', settings: { aim: false, terminator: 'none' } },
    { kind: 'scanner', terminated: false },
    code,
    'code:https://visit.example/i/7F3K9',
  ],
  [
    'an rf IDEAS reader',
    { protocol: 'pcprox', settings: { facility: ':', gone: '~' } },
    { kind: 'pcprox', base: 'pair', formats: ['h10301'], gone: '~' },
    prox,
    'wiegand:26:2F623AE',
  ],
  [
    'an ELATEC reader',
    { protocol: 'twn4', settings: { banner: true } },
    { kind: 'twn4', formats: ['uid'] },
    uid,
    'uid:04A1B2C3',
  ],
  [
    'an ELATEC reader with the Simple Protocol',
    { protocol: 'twn4-simple' },
    { kind: 'twn4_simple' },
    prox,
    'wiegand:26:2F623AE',
  ],
  [
    'the same, before a MIFARE card',
    { protocol: 'twn4-simple' },
    { kind: 'twn4_simple' },
    longUid,
    'uid:04A1B2C3D4E5F6',
  ],
  [
    'the same, before an EM4100 card',
    { protocol: 'twn4-simple' },
    { kind: 'twn4_simple' },
    em4100,
    'em4100:3C00CE754C',
  ],
  [
    'a Wiegand converter in hex',
    { protocol: 'wiegand', settings: { output: 'hex' } },
    { kind: 'wiegand', output: 'hex' },
    prox,
    'wiegand:26:2F623AE',
  ],
  [
    'a Wiegand converter in hex, before a 35-bit card',
    { protocol: 'wiegand', settings: { output: 'hex' } },
    { kind: 'wiegand', output: 'hex', formats: ['corporate1000_35'] },
    corporate,
    'wiegand:35:60EC00C87',
  ],
  [
    'a Wiegand converter in decimal',
    { protocol: 'wiegand' },
    { kind: 'wiegand', output: 'decimal', formats: ['h10301'] },
    prox,
    'wiegand:26:2F623AE',
  ],
  [
    'a Wiegand converter with two numbers',
    { protocol: 'wiegand', settings: { output: 'pair' } },
    { kind: 'wiegand', output: 'pair', formats: ['h10301'] },
    prox,
    'wiegand:26:2F623AE',
  ],
  ['an OSDP reader', { protocol: 'osdp' }, { kind: 'osdp' }, prox, 'wiegand:26:2F623AE'],
  ['an OSDP reader before a 35-bit card', { protocol: 'osdp' }, { kind: 'osdp' }, corporate, 'wiegand:35:60EC00C87'],
  [
    'an OSDP reader at another address and speed, with checksums',
    { protocol: 'osdp', settings: { address: 5, baud: 38_400, crc: false } },
    { kind: 'osdp', address: 5, baudRate: 38_400, formats: ['uid'] },
    uid,
    'uid:04A1B2C3',
  ],
  [
    'an OSDP reader that sends characters',
    { protocol: 'osdp', settings: { cards: 'fmt' } },
    { kind: 'osdp', formats: ['h10301'] },
    prox,
    'wiegand:26:2F623AE',
  ],
]

describe('the simulator’s readers', () => {
  it.each(cases)('are understood: %s', async (_what, reader, settings, card, identity) => {
    const { readings, plugIn } = setUp()
    const plugged = await plugIn(reader, settings)
    // Readers that are asked lose nothing that comes before the first question, except one that looks only now and then.
    await vi.waitFor(() => {
      expect(plugged.present(card, 400)).toBe('read')
      return vi.waitFor(() => expect(readings.length).toBeGreaterThan(0), { timeout: 3000, interval: 5 })
    }, patience)
    expect(readings[0]).toMatchObject({ reader: plugged.path, identity })
  })

  it('are heard all at once, each for itself, and a card that stays is one tap', async () => {
    const { readings, plugIn } = setUp()
    const rdm = await plugIn({ protocol: 'rdm6300' }, { kind: 'em4100' })
    const osdp = await plugIn({ protocol: 'osdp' }, { kind: 'osdp' })
    const scanner = await plugIn({ protocol: 'scanner' }, { kind: 'scanner' })
    rdm.present(em4100, 1000)
    osdp.present(prox)
    scanner.present(code)
    rdm.present({ kind: 'em4100', tag: '100086F444' })
    await vi.waitFor(() => expect(readings).toHaveLength(4), patience)
    rdm.present({ kind: 'em4100', tag: '4500C5D1E9' }, 1)
    await vi.waitFor(() => expect(readings).toHaveLength(5), patience)
    const at = (path: string) => readings.filter(({ reader }) => reader === path).map(({ number }) => number)
    expect(at(rdm.path)).toEqual(['0013530444', '0008844356', '0012964329'])
    expect(at(osdp.path)).toEqual(['4567'])
    expect(at(scanner.path)).toEqual(['https://visit.example/i/7F3K9'])
  })

  it('show on themselves what became of a tap, where they can', async () => {
    const { readers, readings, plugIn } = setUp()
    const osdp = await plugIn({ protocol: 'osdp' }, { kind: 'osdp' })
    const elatec = await plugIn({ protocol: 'twn4-simple' }, { kind: 'twn4_simple' })
    const rdm = await plugIn({ protocol: 'rdm6300' }, { kind: 'em4100' })
    osdp.present(prox)
    await vi.waitFor(() => expect(readings).toHaveLength(1), patience)
    expect(await readers.signal(osdp.path, 'granted')).toBe(true)
    expect(osdp.shown()).toEqual({ light: 'green', beeps: 1 })
    expect(await readers.signal(osdp.path, 'denied')).toBe(true)
    expect(osdp.shown()).toEqual({ light: 'red', beeps: 4 })
    expect(await readers.signal(elatec.path, 'granted')).toBe(true)
    expect(elatec.shown()).toEqual({ light: 'green', beeps: 1 })
    const pcprox = await plugIn({ protocol: 'pcprox' }, { kind: 'pcprox' })
    const signals = [readers.signal(pcprox.path, 'granted'), readers.signal(pcprox.path, 'denied')]
    expect(await Promise.all(signals)).toEqual([true, true])
    expect(pcprox.shown()).toEqual({ light: 'off', beeps: 4 })
    expect(await readers.signal(rdm.path, 'granted')).toBe(false)
  })

  it('tell keys', async () => {
    const { keys, plugIn } = setUp()
    const osdp = await plugIn({ protocol: 'osdp' }, { kind: 'osdp' })
    osdp.present({ kind: 'keys', keys: '12*#' })
    await vi.waitFor(() => expect(keys.join('')).toBe('12*#'), patience)
    const converter = await plugIn({ protocol: 'wiegand' }, { kind: 'wiegand', output: 'decimal' })
    converter.present({ kind: 'keys', keys: '7' })
    await vi.waitFor(() => expect(keys.join('')).toBe('12*#7'), patience)
  })

  it('say that their housing was opened, and that it is closed again', async () => {
    const { readers, readings, plugIn } = setUp()
    const osdp = await plugIn({ protocol: 'osdp' }, { kind: 'osdp' })
    osdp.present(prox)
    await vi.waitFor(() => expect(readings).toHaveLength(1), patience)
    osdp.setStatus?.({ tampered: true })
    await vi.waitFor(() => expect(readers.states[0]?.message).toMatch(/housing is open/), patience)
    osdp.setStatus?.({ tampered: false })
    await vi.waitFor(() => expect(readers.states[0]?.message).toBeNull(), patience)
  })

  it('are not used in plain where they were given a key', async () => {
    const { readers, readings, plugIn } = setUp()
    const osdp = await plugIn({ protocol: 'osdp' }, { kind: 'osdp', key: new Uint8Array(16) })
    osdp.present(prox)
    await vi.waitFor(() => expect(readers.states[0]?.message).toMatch(/refuses an encrypted line/), patience)
    expect(readings).toEqual([])
  })

  it('come back with OSDP after an unplug, in the middle of polling', async () => {
    const { readers, readings, plugIn } = setUp()
    const osdp = await plugIn({ protocol: 'osdp' }, { kind: 'osdp' })
    for (let count = 1; count <= 5; count += 1) {
      osdp.present({ kind: 'uid', hex: `04A1B2C${count}` })
      await vi.waitFor(() => expect(readings).toHaveLength(count), patience)
      osdp.unplug()
      await vi.waitFor(() => expect(readers.states[0]?.state).toBe('unplugged'), patience)
      await osdp.plug()
      await vi.waitFor(() => expect(readers.states[0]?.state).toBe('connected'), patience)
    }
  })
})
