import { describe, expect, it } from 'vitest'
import { recognise } from '../../../../electron/reader/recognise.ts'
import { bytesOf, em4100Vectors } from '../../../fixtures/em4100-vectors.ts'
import { createRandom } from '../../../fixtures/random.ts'
import { ascii } from '../../../fixtures/reader-fuzz.ts'

/** Kind, certainty, and the readings of each card, of the candidates in order. */
const seen = (bytes: Uint8Array) =>
  recognise(bytes).map(({ settings, certainty, cards }) => ({
    kind: settings.kind,
    certainty,
    readings: cards.map(({ readings }) => readings.map(({ format, identity }) => `${format} ${identity}`)),
  }))
const first = (bytes: Uint8Array) => seen(bytes)[0]

describe('recognising a reader by its taps', () => {
  it.each(em4100Vectors.flatMap(({ id, frames }) => frames.map((frame) => ({ id, frame }))))(
    'knows the frame $frame by its checksum',
    ({ id, frame }) => {
      expect(first(bytesOf(frame))).toEqual({
        kind: 'em4100',
        certainty: 'checked',
        readings: [[`em4100 em4100:${id}`]],
      })
    },
  )

  it('knows an EM-18 by its checksum, once it is silent', () => {
    expect(first(ascii('4500C5D1E9B8'))).toMatchObject({ kind: 'em18', readings: [['em4100 em4100:4500C5D1E9']] })
  })

  it('knows the answers of an OSDP reader among its acknowledgements', () => {
    const bytes = bytesOf('53800800044059AC538008000540689F53801000065000001A00BD88EB80636C')
    expect(first(bytes)).toEqual({ kind: 'osdp', certainty: 'checked', readings: [['h10301 wiegand:26:2F623AE']] })
  })

  it('knows the answers of an ELATEC reader with the Simple Protocol', () => {
    expect(first(ascii('0000\r0001802004DEADBEEF\r'))).toMatchObject({
      kind: 'twn4_simple',
      readings: [['uid uid:DEADBEEF']],
    })
  })

  it('knows an ELATEC reader by its version, and an rf IDEAS reader by its prompt', () => {
    expect(seen(ascii('TWN4/B1.64/NKF4.64/PRS1.04\r04A1B2C3D4E5F6\r')).map(({ kind }) => kind)).toContain('twn4')
    expect(first(ascii('TWN4/B1.64/NKF4.64/PRS1.04\r04A1B2C3D4E5F6\r'))?.kind).toBe('twn4')
    expect(first(ascii('\r\nRF IDeas>123:4567\r'))?.kind).toBe('pcprox')
  })

  it('says of a line of hex digits everything that it may be', () => {
    const candidates = seen(ascii('04A1B2C3\r'))
    expect(candidates[0]).toEqual({
      kind: 'lines',
      certainty: 'fits',
      readings: [['em4100_32 em4100_32:04A1B2C3', 'uid uid:04A1B2C3']],
    })
    expect(candidates.map(({ kind }) => kind)).toContain('wiegand')
    expect(candidates.at(-1)).toMatchObject({ kind: 'scanner', certainty: 'text' })
  })

  it('says of a line of decimal digits that it may be decimal, hex, or a converter’s', () => {
    const settings = recognise(ascii('0000123478\r\n')).map(({ settings: { kind, ...rest } }) => ({ kind, ...rest }))
    expect(settings).toContainEqual(expect.objectContaining({ kind: 'lines', base: 'decimal' }))
    expect(settings).toContainEqual(expect.objectContaining({ kind: 'lines', base: 'hex' }))
    expect(settings).toContainEqual(expect.objectContaining({ kind: 'wiegand', output: 'decimal' }))
  })

  it('knows two numbers with a sign between them', () => {
    const [candidate] = recognise(ascii('206,30028\r'))
    expect(candidate?.settings).toMatchObject({ kind: 'lines', base: 'pair' })
    expect(candidate?.cards[0]?.readings[0]).toMatchObject({ format: 'h10301', facilityCode: 206, cardNumber: 30028 })
  })

  it('knows HID’s bits with their count of filler bits', () => {
    const pacs = recognise(ascii('06BD88EB80\r')).find(({ settings }) => 'base' in settings && settings.base === 'pacs')
    expect(pacs?.cards[0]?.readings).toMatchObject([{ format: 'h10301', facilityCode: 123, cardNumber: 4567 }])
  })

  it.each([
    [';3C00CE754C?\r', { prefix: ';', suffix: '?' }],
    ['3C00CE754C\t', { terminators: ['tab'] }],
    ['\x023C00CE754C\x03', { terminators: ['etx'] }],
    ['3C00CE754C', { silenceMs: 50 }],
  ])('finds what stands around the digits of %j', (text, frame) => {
    const hex = recognise(ascii(text)).find(({ settings }) => 'base' in settings && settings.base === 'hex')
    expect(hex?.settings).toMatchObject(frame)
    expect(hex?.cards.map(({ identity }) => identity)).toEqual(['em4100:3C00CE754C'])
  })

  it('knows a scanner by its AIM identifier, and offers one for any other text', () => {
    expect(first(ascii(']Q1https://visit.example/i/7F3K9\r\n'))).toEqual({
      kind: 'scanner',
      certainty: 'fits',
      readings: [['qr qr:https://visit.example/i/7F3K9']],
    })
    expect(seen(ascii('VISIT-7F3K9'))).toMatchObject([{ kind: 'scanner', certainty: 'text' }])
  })

  it('reads several taps apart that only silence parts', () => {
    const taps = [0, 800, 1600].map((at) => ({ at, bytes: ascii('4500C5D1E9B8') }))
    expect(recognise(taps)[0]).toMatchObject({ settings: { kind: 'em18' }, cards: [{}, {}, {}], rejected: 0 })
  })

  it('finds the same however the bytes are cut', () => {
    const text = 'TWN4/B1.64\r04A1B2C3\r3C00CE754C\r'
    const cut = [...ascii(text)].map((byte) => ({ at: 0, bytes: Uint8Array.of(byte) }))
    expect(recognise(cut)).toEqual(recognise(ascii(text)))
  })

  it('still knows a reader behind noise', () => {
    const noise = bytesOf('FF00FE0233433030434502024141414141414141414130300355AA0D0A')
    const bytes = Uint8Array.from([...noise, ...bytesOf('0233433030434537353443434203')])
    expect(first(bytes)).toMatchObject({ kind: 'em4100', readings: [['em4100 em4100:3C00CE754C']] })
  })

  it.each([
    ['nothing', () => new Uint8Array()],
    ['noise', () => createRandom(20_260_101).bytes(64 * 1024)],
    ['one byte over and over', () => new Uint8Array(64 * 1024).fill(0xaa)],
    ['line ends', () => ascii('\r\n\r\n')],
    ['acknowledgements without a card', () => bytesOf('53800800044059AC538008000540689F')],
  ])('finds no reader in %s', (_what, make) => {
    expect(recognise(make())).toEqual([])
  })
})
