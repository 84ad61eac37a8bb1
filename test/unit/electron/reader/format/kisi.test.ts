import { describe, expect, it } from 'vitest'
import { identityMatches, kisiIdentifiers } from '../../../../../electron/reader/format/kisi.ts'
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
