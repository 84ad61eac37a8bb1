import { describe, expect, it } from 'vitest'
import { decodeConverter } from '../../../../../electron/reader/format/converter.ts'
import { anyDigits, decodeDigits } from '../../../../../electron/reader/format/digits.ts'
import { anyFormat } from '../../../../../electron/reader/format/format.ts'
import { em4100Vectors } from '../../../../fixtures/em4100-vectors.ts'
import { decodeWiegand } from '../../../../../electron/reader/format/wiegand.ts'
import { pacsVectors, uidPairs, wiegandVectors } from '../../../../fixtures/reader-vectors.ts'

const hex = { ...anyDigits, base: 'hex' } as const
const decimal = { ...anyDigits, base: 'decimal' } as const
const seen = (card: ReturnType<typeof decodeDigits>) =>
  card?.readings.map(({ format, identity }) => `${format} ${identity}`)

describe('cards as lines of digits', () => {
  it.each(em4100Vectors)('reads $id in hex, and its 32 bits $number in decimal', ({ id, number }) => {
    expect(decodeDigits(id.toLowerCase(), hex)).toMatchObject({ identity: `em4100:${id}`, number })
    const lower = `em4100_32:${id.slice(2)}`
    expect(seen(decodeDigits(number, { ...decimal, formats: ['em4100_32'] }))).toEqual([`em4100_32 ${lower}`])
    expect(seen(decodeDigits(String(BigInt(`0x${id}`)), { ...decimal, formats: ['em4100'] }))).toEqual(
      BigInt(`0x${id}`) < 2n ** 32n ? undefined : [`em4100 em4100:${id}`],
    )
  })

  it('says what eight hex digits may be, and reads one of it when told which', () => {
    expect(seen(decodeDigits('04A1B2C3', hex))).toEqual(['em4100_32 em4100_32:04A1B2C3', 'uid uid:04A1B2C3'])
    expect(decodeDigits('04A1B2C3', hex)).toMatchObject({ identity: 'digits:04A1B2C3', number: '04A1B2C3' })
    expect(decodeDigits('04A1B2C3', { ...hex, formats: ['uid'] })?.identity).toBe('uid:04A1B2C3')
  })

  it('says that ten digits may be hex or decimal where it is not told', () => {
    expect(seen(decodeDigits('0013530444'))).toEqual([
      'em4100 em4100:0013530444',
      'h10301 wiegand:26:19CEA98',
      'em4100_32 em4100_32:00CE754C',
      'uid uid:00CE754C',
    ])
  })

  it.each(uidPairs)('reads %s from a reader that sends %s in decimal', (pcsc, sent) => {
    const settings = { ...decimal, formats: ['uid'], byteOrder: 'reversed' } as const
    expect(decodeDigits(String(Number.parseInt(sent, 16)), settings)?.identity).toBe(`uid:${pcsc}`)
  })

  it('keeps every digit of a seven-byte UID in decimal, which no JavaScript number holds', () => {
    const uid = '04A1B2C3D4E5F7'
    expect(seen(decodeDigits(BigInt(`0x${uid}`).toString(), decimal))).toEqual([`uid uid:${uid}`])
  })

  it('reads six hex digits as the data bits of a 26-bit word', () => {
    expect(decodeDigits('7B11D7', hex)).toMatchObject({ identity: 'wiegand:26:2F623AE', number: '4567' })
  })

  it('reads twelve hex digits as 48 bits only when their parity is right', () => {
    expect(seen(decodeDigits('400076000C86', hex))).toEqual(['corporate1000_48 wiegand:48:400076000C86'])
    expect(decodeDigits('400076000C87', hex)).toBeNull()
  })

  it('reads a whole word in hex where the format is named', () => {
    expect(decodeDigits('2F623AE', { ...hex, formats: ['h10301'] })?.readings).toMatchObject([{ facilityCode: 123 }])
    expect(decodeDigits('2F623AF', { ...hex, formats: ['h10301'] })).toBeNull()
    expect(decodeDigits('2F623AE', hex)).toBeNull()
  })

  it.each([':', '-', '.', ',', ' '])('reads a facility code and a number with %j between them', (sign) => {
    const card = decodeDigits(`206${sign}30028`)
    expect(card?.readings.map(({ format }) => format)).toEqual([
      'h10301',
      'h10306',
      'corporate1000_35',
      'h10304',
      'corporate1000_48',
    ])
    expect(decodeDigits(`206${sign}30028`, { ...anyDigits, formats: ['h10301'] })).toMatchObject({
      identity: 'wiegand:26:19CEA98',
      number: '30028',
    })
  })

  it.each([
    '',
    '12',
    '123',
    'hello',
    '3C00CE754',
    '3C 00 CE',
    '0x3C00CE754C',
    '3C00CE754G',
    '1'.repeat(21),
    '123:',
    ':123',
    '1:2:3',
    '１２３４５',
    '-1234',
    '9999999999999999999',
  ])('reads no card from %j', (line) => {
    expect(decodeDigits(line)).toBeNull()
  })
})

describe('cards as HID readers send their bits, with a count of filler bits', () => {
  it.each(pacsVectors)('reads %s', (text, bits) => {
    expect(decodeDigits(text, { ...anyDigits, base: 'pacs' })).toEqual(decodeWiegand(bits))
  })

  it('reads no card whose parity is wrong, nor without being told', () => {
    expect(decodeDigits('0685025240', { ...anyDigits, base: 'pacs' })).toBeNull()
    expect(decodeDigits('0605025240', hex)?.readings.map(({ format }) => format)).toEqual(['em4100'])
  })
})

describe('cards behind a Wiegand converter', () => {
  const readingsOf = (text: string, output: 'hex' | 'decimal' | 'pair', formats = anyFormat.formats) =>
    decodeConverter(text, { ...anyFormat, formats, output })?.readings ?? []

  it('reads the published decimal value', () => {
    expect(Number('0000123478')).toBe(0x1e256)
    expect(readingsOf('0000123478', 'decimal', ['h10301'])).toMatchObject([{ facilityCode: 1, cardNumber: 57942 }])
  })

  it.each(wiegandVectors)(
    'finds %s %s/%s again from the bits between the outer two',
    (format, facility, card, bits) => {
      const inner = BigInt(`0b${bits.slice(1, -1)}`)
      const width = Math.ceil((bits.length - 2) / 4)
      const expected = expect.objectContaining({ format, facilityCode: facility, cardNumber: card })
      expect(readingsOf(inner.toString(16).padStart(Math.max(6, width), '0'), 'hex')).toContainEqual(expected)
      expect(readingsOf(inner.toString().padStart(10, '0'), 'decimal')).toContainEqual(expected)
    },
  )

  it('gives a card the identity it has behind a reader that sends all its bits', () => {
    expect(decodeConverter('7B11D7', { ...anyFormat, output: 'hex' })?.identity).toBe('wiegand:26:2F623AE')
  })

  it('reads a facility code and a number', () => {
    expect(readingsOf('123,4567', 'pair', ['h10301'])).toMatchObject([{ identity: 'wiegand:26:2F623AE' }])
  })

  it.each(['', 'G', '12', '7B11D', 'FFFFFFFFFFFFFFFFF'])('reads no card from %j', (line) => {
    expect(readingsOf(line, 'hex')).toEqual([])
  })
})
