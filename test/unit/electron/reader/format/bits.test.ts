import { describe, expect, it } from 'vitest'
import {
  bitsOfBytes,
  bitsOfHex,
  bitsOfNumber,
  bitsOfPacs,
  hexOfBits,
} from '../../../../../electron/reader/format/bits.ts'
import { pacsVectors } from '../../../../fixtures/reader-vectors.ts'

describe('bits', () => {
  it('writes bits that fill no whole digits from the right or from the left', () => {
    expect(hexOfBits('10111101100010001110101110')).toBe('2F623AE')
    expect(hexOfBits('10111101100010001110101110', 'left')).toBe('BD88EB8')
  })

  it('reads back the last bits of a number in hex, and refuses one with bits before those', () => {
    expect(bitsOfHex('2F623AE', 26)).toBe('10111101100010001110101110')
    expect(bitsOfHex('6F623AE', 26)).toBeNull()
    expect(bitsOfHex('5', 8)).toBe('00000101')
  })

  it('reads bits out of bytes from the highest place of the first one', () => {
    expect(bitsOfBytes(Uint8Array.of(0xbd, 0x88, 0xeb, 0x80), 26)).toBe('10111101100010001110101110')
  })

  it('refuses a number that does not fit', () => {
    expect(bitsOfNumber(5n, 3)).toBe('101')
    expect(bitsOfNumber(8n, 3)).toBeNull()
    expect(bitsOfNumber(-1n, 3)).toBeNull()
  })

  it.each(pacsVectors)('reads %s with its count of filler bits in front', (hex, bits) => {
    expect(bitsOfPacs(hex)).toBe(bits)
  })

  it.each(['06BD88EB81', '08BD88EB80', '06', '6BD88EB80', ''])('refuses %j, whose filler cannot be', (hex) => {
    expect(bitsOfPacs(hex)).toBeNull()
  })
})
