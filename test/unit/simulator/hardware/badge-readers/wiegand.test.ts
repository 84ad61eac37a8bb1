import { describe, expect, it } from 'vitest'
import { encodeWiegand } from '../../../../../simulator/hardware/badge-readers/wiegand-formats.ts'
import { wiegandBits } from '../../../../../simulator/hardware/badge-readers/wiegand.ts'
import { buildFirmware } from '../../../../../simulator/hardware/badge-readers/kinds.ts'
import { EM4100, WIEGAND } from './goldens.ts'

const converter = (settings: object = {}) => buildFirmware('wiegand', settings, () => 0)

describe('the bits of a card', () => {
  it.each(WIEGAND)('of %s %s/%s are %s', (format, facility, number, bits, more) => {
    const numbers = { ...more, ...(facility === null ? {} : { facility_code: facility }), card_number: number }
    expect(encodeWiegand(format, numbers)).toBe(bits)
  })

  it.each([
    ['H10301', { facility_code: 256, card_number: 1 }, '256 does not fit into the facility_code of H10301.'],
    ['H10302', { facility_code: 1, card_number: 1 }, 'H10302 has no facility_code.'],
  ] as const)('of %s are refused for %o', (format, numbers, sentence) => {
    expect(() => encodeWiegand(format, numbers)).toThrow(sentence)
  })

  it('are the low 24 of an EM4100 card, between parity bits', () => {
    expect(wiegandBits({ kind: 'em4100', tag: '3C00CE754C' })).toBe('01100111001110101010011000')
    for (const { id, facility, number } of EM4100) {
      const bits = encodeWiegand('H10301', { facility_code: facility, card_number: number })
      expect(wiegandBits({ kind: 'em4100', tag: id })).toBe(bits)
    }
  })

  it('are 34 of a UID, its bytes turned round', () => {
    expect(wiegandBits({ kind: 'uid', hex: '1EA68671' })).toBe('1011100011000011010100110000111101')
  })
})

describe('a converter', () => {
  it('gives ten decimal digits and CR LF, without the parity bits', () => {
    const bits = encodeWiegand('H10301', { facility_code: 0x01, card_number: 0xe256 })
    expect(converter().read({ kind: 'wiegand', bits })?.toString()).toBe('0000123478\r\n')
  })

  it('gives six hex digits or facility and number when told to', () => {
    const bits = encodeWiegand('H10301', { facility_code: 123, card_number: 4567 })
    const text = (output: string) => converter({ output, terminator: 'cr' }).read({ kind: 'wiegand', bits })?.toString()
    expect(text('hex')).toBe('7B11D7\r')
    expect(text('pair')).toBe('123,4567\r')
  })

  it('passes a key of the keypad on as a single character', () => {
    expect(converter().read({ kind: 'keys', keys: '1' })?.toString()).toBe('1')
  })
})
