import { describe, expect, it } from 'vitest'
import { decodeEm4100, parseEm4100Identity } from '../../../../../electron/reader/format/em4100.ts'
import { em4100Vectors } from '../../../../fixtures/em4100-vectors.ts'

describe('the EM4100 format', () => {
  it.each(em4100Vectors)('reads $id as the card printed $number', ({ id, number }) => {
    expect(decodeEm4100(id)).toMatchObject({ identity: `em4100:${id}`, number, readings: [{ format: 'em4100' }] })
  })

  it('keeps the first byte, so that cards with equal lower 32 bits stay apart', () => {
    const one = decodeEm4100('3C00CE754C')
    const other = decodeEm4100('3D00CE754C')
    expect(one?.number).toBe(other?.number)
    expect(one?.identity).not.toBe(other?.identity)
  })

  it('writes identities in upper case, so that the same card always has the same one', () => {
    expect(decodeEm4100('3c00ce754c')).toEqual(decodeEm4100('3C00CE754C'))
  })

  it('reads the largest and the smallest number', () => {
    expect(decodeEm4100('FFFFFFFFFF')?.number).toBe('4294967295')
    expect(decodeEm4100('0000000000')?.number).toBe('0000000000')
  })

  it.each(['', '3C00CE754', '3C00CE754C0', '3C00CE754G', ' 3C00CE754C', '3C00CE754C\n'])(
    'reads no card from %j',
    (text) => {
      expect(decodeEm4100(text)).toBeNull()
    },
  )

  it.each(em4100Vectors)('finds the views of $id in its identity', ({ id, number, facilityCode, cardNumber }) => {
    expect(parseEm4100Identity(`em4100:${id}`)).toEqual({ uid: id, cardId: Number(number), facilityCode, cardNumber })
  })

  it.each(['', 'em4100:', 'em4100:3C00CE754', 'em4100:3C00CE754C\n', 'wiegand26:3C00CE754C', '3C00CE754C'])(
    'finds no EM4100 card in the identity %j',
    (identity) => {
      expect(parseEm4100Identity(identity)).toBeNull()
    },
  )
})
