import { describe, expect, it } from 'vitest'
import type { CardFormat } from '../../../../../electron/reader/format/format.ts'
import {
  fitsLayout,
  restoreOuterParity,
  wiegandLayouts,
  wordFor,
} from '../../../../../electron/reader/format/wiegand-layouts.ts'
import { decodeWiegand, parseWiegandIdentity } from '../../../../../electron/reader/format/wiegand.ts'
import { wiegandVectors } from '../../../../fixtures/reader-vectors.ts'

const layoutOf = (format: string) => wiegandLayouts.filter((layout) => layout.format === format)
const chosen = (...formats: CardFormat[]) => ({ formats, byteOrder: 'as_sent' }) as const

describe('cards in Wiegand formats', () => {
  it.each(wiegandVectors)('reads %s, facility %s, card %s', (format, facilityCode, cardNumber, bits) => {
    const card = decodeWiegand(bits)
    expect(card?.readings).toContainEqual(expect.objectContaining({ format, facilityCode, cardNumber }))
    expect(decodeWiegand(bits, chosen(format))).toMatchObject({
      identity: card?.readings[0]?.identity,
      number: String(cardNumber),
      readings: [{ format }],
    })
  })

  it.each(wiegandVectors)(
    'takes no bit of %s %s/%s turned round for another card',
    (format, _facility, _card, bits) => {
      const tolerated: number[] = []
      for (let at = 0; at < bits.length; at += 1) {
        const turned = bits.slice(0, at) + (bits[at] === '1' ? '0' : '1') + bits.slice(at + 1)
        if (decodeWiegand(turned, chosen(format)) !== null) tolerated.push(at)
      }
      expect(tolerated).toEqual([])
    },
  )

  it('says that 37 bits with right parity are H10302 and H10304, and that they are one card all the same', () => {
    const card = decodeWiegand('0000000000111101100000010001110101111')
    expect(card?.readings.map(({ format }) => format)).toEqual(['h10302', 'h10304'])
    expect(card?.identity).toBe('wiegand:37:0007B023AF')
    expect(card?.number).toBe('0007B023AF')
  })

  it('says that 34 bits may be a facility code and number, a number of 32 bits, or a UID', () => {
    const card = decodeWiegand('1011100011000011010100110000111101')
    expect(card?.readings.map(({ format, identity }) => [format, identity])).toEqual([
      ['h10306', 'wiegand:34:2E30D4C3D'],
      ['em4100_32', 'em4100_32:7186A61E'],
      ['uid', 'uid:7186A61E'],
    ])
    expect(card?.identity).toBe('wiegand:34:2E30D4C3D')
  })

  it('turns the UID in 34 bits round when the reader is set so', () => {
    const settings = { formats: ['uid'], byteOrder: 'reversed' } as const
    expect(decodeWiegand('1011100011000011010100110000111101', settings)?.identity).toBe('uid:1EA68671')
  })

  it.each([
    [32, '04A1B2C3'],
    [56, '04A1B2C3D4E5F6'],
    [80, '04A1B2C3D4E5F6071829'],
  ])('reads %s bits as a UID or as raw bits', (length, uid) => {
    const bits = BigInt(`0x${uid}`).toString(2).padStart(length, '0')
    expect(decodeWiegand(bits)?.readings.map(({ identity }) => identity)).toEqual([
      `uid:${uid}`,
      `wiegand:${length}:${uid}`,
    ])
  })

  it('reads 40 bits as an EM4100 card or as raw bits', () => {
    const bits = BigInt('0x3C00CE754C').toString(2).padStart(40, '0')
    expect(decodeWiegand(bits)?.readings.map(({ format }) => format)).toEqual(['em4100', 'raw'])
  })

  it('gives 75 bits of no known format raw', () => {
    const bits = '1'.padEnd(75, '0')
    expect(decodeWiegand(bits)).toMatchObject({
      identity: 'wiegand:75:4000000000000000000',
      readings: [{ format: 'raw' }],
    })
  })

  it('never gives a known length raw because its parity is wrong, unless the reader is set to raw', () => {
    const wrong = '00111101100010001110101110'
    expect(decodeWiegand(wrong)).toBeNull()
    expect(decodeWiegand(wrong, chosen('h10301'))).toBeNull()
    expect(decodeWiegand(wrong, chosen('h10301', 'raw'))).toMatchObject({ readings: [{ format: 'raw' }] })
  })

  it('does not read a card in a format that the reader is not set to', () => {
    expect(decodeWiegand('10111101100010001110101110', chosen('h10302'))).toBeNull()
  })

  it.each(['', '1', '1011101', '2'.repeat(26), '1'.repeat(257)])('reads no card from %j', (bits) => {
    expect(decodeWiegand(bits)).toBeNull()
  })

  it('finds the bits again in an identity, and none in what is no identity', () => {
    for (const [, , , bits] of wiegandVectors) {
      expect(parseWiegandIdentity(decodeWiegand(bits)?.readings[0]?.identity ?? '')).toBe(bits)
    }
    for (const text of [
      'wiegand:26:6F623AE',
      'wiegand:26:F623AE',
      'wiegand:0:',
      'wiegand:999:00',
      'uid:04A1B2C3',
      '',
    ]) {
      expect(parseWiegandIdentity(text)).toBeNull()
    }
  })
})

describe('parity', () => {
  it.each(wiegandVectors)(
    'of %s %s/%s is put back where a converter took it away',
    (format, _facility, _card, bits) => {
      for (const layout of layoutOf(format)) expect(restoreOuterParity(bits.slice(1, -1), layout)).toBe(bits)
    },
  )

  it('is not put back around an inner parity bit that is wrong', () => {
    const bits = '11000001110110000000000110010000111'
    const inner = `0${bits.slice(2, -1)}`
    for (const layout of layoutOf('corporate1000_35')) expect(restoreOuterParity(inner, layout)).toBeNull()
  })

  it.each(wiegandVectors.filter(([, facility]) => facility !== null))(
    'of %s %s/%s is made from the numbers alone, where they are all there is',
    (format, facility, card, bits) => {
      for (const layout of layoutOf(format)) {
        const word = wordFor(layout, facility ?? 0, card)
        if (format === 'c15001' || format === 's12906') expect(word).toBeNull()
        else expect(word).toBe(bits)
      }
    },
  )

  it('is right in every word made from numbers', () => {
    for (const layout of wiegandLayouts) {
      const word = wordFor(layout, 1, 2)
      if (word !== null) expect(fitsLayout(word, layout)).toBe(true)
    }
  })

  it('is made for no number that does not fit', () => {
    for (const layout of layoutOf('h10301')) {
      expect(wordFor(layout, 256, 1)).toBeNull()
      expect(wordFor(layout, 1, 65536)).toBeNull()
    }
  })
})
