import { describe, expect, it } from 'vitest'
import { decodeCode, decodeDataBlock } from '../../../../../electron/reader/format/code.ts'
import { decodeDigits } from '../../../../../electron/reader/format/digits.ts'
import {
  enrolmentOf,
  identityMatches,
  kisiIdentifiers,
  kisiViews,
  kisiViewsOf,
} from '../../../../../electron/reader/format/kisi.ts'
import { decodeWiegand } from '../../../../../electron/reader/format/wiegand.ts'
import { em4100Vectors } from '../../../../fixtures/em4100-vectors.ts'

const absent = { uid: null, facilityCode: null, cardNumber: null, cardId: null, length: null }

describe('Kisi’s fields for an EM4100 card', () => {
  it.each(em4100Vectors)('enrols $id by its lower 32 bits', ({ id, number }) => {
    expect(kisiIdentifiers(`em4100:${id}`)).toEqual({ type: 'third_party_lf_em_410x_32_34', cardId: Number(number) })
  })

  it('keeps numbers above 2^31 positive', () => {
    expect(kisiIdentifiers('em4100:00FFFFFFFF').cardId).toBe(4294967295)
  })

  it('refuses an identity that is no EM4100 card', () => {
    expect(() => kisiIdentifiers('hf:04A1B2C3')).toThrow(RangeError)
  })
})

describe('finding the card in Kisi', () => {
  const identity = 'em4100:3C00CE754C'

  it.each([
    ['its lower 32 bits', { type: 'third_party_lf_em_410x_32_34', cardId: 13530444 }],
    ['facility code and number', { type: 'third_party_lf_em_410x_26', facilityCode: 206, cardNumber: 30028 }],
    ['all 40 bits', { type: 'third_party_lf', uid: '3C00CE754C', length: 40 }],
    ['all 40 bits in lower case', { type: 'third_party_lf', uid: '3c00ce754c', length: 40 }],
  ])('knows the card that Kisi has by %s', (_what, card) => {
    expect(identityMatches(identity, card)).toBe(true)
    expect(identityMatches(identity, { ...absent, ...card })).toBe(true)
  })

  it.each([
    ['another number', { type: 'third_party_lf_em_410x_32_34', cardId: 13530445 }],
    ['no number', { type: 'third_party_lf_em_410x_32_34' }],
    ['another facility code', { type: 'third_party_lf_em_410x_26', facilityCode: 207, cardNumber: 30028 }],
    ['another number in its facility', { type: 'third_party_lf_em_410x_26', facilityCode: 206, cardNumber: 30029 }],
    ['the same digits with another length', { type: 'third_party_lf', uid: '3C00CE754C', length: 37 }],
    ['the same digits with no length', { type: 'third_party_lf', uid: '3C00CE754C' }],
    ['another version byte', { type: 'third_party_lf', uid: '3D00CE754C', length: 40 }],
    ['the same digits on another technology', { type: 'third_party_hf', uid: '3C00CE754C', length: 40 }],
    ['the same numbers as a Wiegand card', { type: 'third_party_lf_hid_h10301', facilityCode: 206, cardNumber: 30028 }],
  ])('does not take a card with %s for it', (_what, card) => {
    expect(identityMatches(identity, { ...absent, ...card })).toBe(false)
  })

  it('finds nothing for an identity it cannot read', () => {
    expect(identityMatches('em4100:xyz', { ...absent, type: 'third_party_lf_em_410x_32_34' })).toBe(false)
  })
})

describe('every way in which Kisi may know a card', () => {
  const viewsOf = (bits: string) => kisiViewsOf(decodeWiegand(bits)?.readings ?? [])

  it('has both types of 26 bits, and the raw bits', () => {
    expect(viewsOf('10111101100010001110101110')).toEqual([
      { type: 'third_party_lf_hid_h10301', facilityCode: 123, cardNumber: 4567 },
      { type: 'third_party_lf_em_410x_26', facilityCode: 123, cardNumber: 4567 },
      { type: 'third_party_lf', uid: '2F623AE', length: 26 },
    ])
  })

  it.each([
    ['11000001110110000000000110010000111', 'hid_corporate1000_35', { facilityCode: 118, cardNumber: 1603 }],
    ['111001000000000000010001110101111', 'hid_d10202', { facilityCode: 100, cardNumber: 4567 }],
    ['111100001000111101100010001110101110', 'keyscan_c15001', { oem: 900, facilityCode: 123, cardNumber: 4567 }],
    ['1000010010011001011000000010110100101', 'hid_h10302', { cardNumber: 1234567890 }],
    ['0000000000111101100000010001110101111', 'hid_h10304', { facilityCode: 123, cardNumber: 4567 }],
    ['1010010011001011000000010110100100', 'em_410x_32_34', { cardId: 1234567890 }],
  ])('has %s as %s', (bits, type, fields) => {
    expect(viewsOf(bits)).toContainEqual({ type: `third_party_lf_${type}`, ...fields })
  })

  it('has bits of a format that Kisi does not know raw, aligned as it is set', () => {
    const bits = '000000001010010001010101000000010100100010101011'
    expect(viewsOf(bits)).toEqual([{ type: 'third_party_lf', uid: '00A4550148AB', length: 48 }])
    const [identity = ''] = [decodeWiegand('10111101100010001110101110')?.identity]
    expect(kisiViews(identity, { rawAlignment: 'left' }).at(-1)).toEqual({
      type: 'third_party_lf',
      uid: 'BD88EB8',
      length: 26,
    })
  })

  it('has a UID as a card of another maker and as the chip of a Kisi pass', () => {
    expect(kisiViews('uid:04A1B2C3')).toEqual([
      { type: 'third_party_hf', uid: '04A1B2C3' },
      { type: 'mifare_desfire', uid: '04A1B2C3' },
    ])
    expect(kisiViews('uid:04A1B2C3D4E5F6071829').map(({ type }) => type)).toEqual(['mifare_desfire'])
  })

  it('has codes and data blocks by their text, in which case matters', () => {
    expect(kisiViews('qr:aB:1')).toEqual([{ type: 'third_party_qr_code', uid: 'aB:1' }])
    expect(kisiViews('code:x').map(({ type }) => type)).toEqual(['third_party_qr_code', 'third_party_barcode'])
    expect(kisiViews('data_block:Ab01')).toEqual([{ type: 'third_party_hf_mifare_classic', dataBlockValue: 'Ab01' }])
    expect(identityMatches('qr:aB', { type: 'third_party_qr_code', uid: 'aB' })).toBe(true)
    expect(identityMatches('qr:aB', { type: 'third_party_qr_code', uid: 'AB' })).toBe(false)
  })

  it('asks for undecided digits by each of their readings, and by none of them alone', () => {
    const card = decodeDigits('04A1B2C3')
    expect(kisiViews(card?.identity ?? '')).toEqual([])
    expect(kisiViewsOf(card?.readings ?? []).map(({ type }) => type)).toEqual([
      'third_party_lf_em_410x_32_34',
      'third_party_lf_em_410x_26',
      'third_party_hf',
      'mifare_desfire',
    ])
  })

  it.each(['', 'uid:', 'wiegand:26:', 'unknown:1', 'em4100_32:1', 'em4100:xyz'])('has none for %j', (identity) => {
    expect(kisiViews(identity)).toEqual([])
  })
})

describe('what a card is enrolled by', () => {
  it('is the type of its format once that is decided', () => {
    const bits = '0000000000111101100000010001110101111'
    const settings = { formats: ['h10304'], byteOrder: 'as_sent' } as const
    expect(enrolmentOf(decodeWiegand(bits, settings)?.readings ?? [])).toEqual({
      type: 'third_party_lf_hid_h10304',
      facilityCode: 123,
      cardNumber: 4567,
    })
    expect(enrolmentOf(decodeWiegand(bits)?.readings ?? [])).toBeNull()
  })

  it('is the text of a code or a data block', () => {
    expect(enrolmentOf(decodeCode(']Q1abc')?.readings ?? [])).toEqual({ type: 'third_party_qr_code', uid: 'abc' })
    expect(enrolmentOf(decodeDataBlock('Ab01')?.readings ?? [])).toMatchObject({ dataBlockValue: 'Ab01' })
    expect(enrolmentOf(decodeCode('abc')?.readings ?? [])).toBeNull()
  })

  it('is nothing for a UID that changes or that Kisi does not take', () => {
    const uid = { formats: ['uid'], byteOrder: 'as_sent', base: 'hex' } as const
    expect(enrolmentOf(decodeDigits('08A1B2C3', uid)?.readings ?? [])).toBeNull()
    expect(enrolmentOf(decodeDigits('04A1B2C3D4E5F6071829', uid)?.readings ?? [])).toBeNull()
    expect(enrolmentOf(decodeDigits('04A1B2C3', uid)?.readings ?? [])).toEqual({
      type: 'third_party_hf',
      uid: '04A1B2C3',
    })
  })
})
