/** Bits as text of `0` and `1`, the first one sent first: there are up to a few hundred, and numbers end at 53. */

/** The bits of hex digits; with a length the last `length` of them, or null when a bit before those is set. */
export function bitsOfHex(hex: string, length = hex.length * 4): string | null {
  const bits = [...hex].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('')
  const extra = bits.length - length
  if (extra < 0) return bits.padStart(length, '0')
  return bits.slice(0, extra).includes('1') ? null : bits.slice(extra)
}

/** Hex digits in upper case, as many as the bits need; `left` fills the last digit up, `right` the first. */
export function hexOfBits(bits: string, alignment: 'left' | 'right' = 'right'): string {
  const width = Math.ceil(bits.length / 4) * 4
  const padded = alignment === 'right' ? bits.padStart(width, '0') : bits.padEnd(width, '0')
  return (padded.match(/.{4}/g) ?? [])
    .map((four) => Number.parseInt(four, 2).toString(16))
    .join('')
    .toUpperCase()
}

/** The first `length` bits of bytes, the first bit in the highest place of the first byte. */
export function bitsOfBytes(bytes: Uint8Array, length: number): string {
  return [...bytes]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
    .slice(0, length)
}

export function hexOfBytes(bytes: Uint8Array): string {
  return [...bytes]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase()
}

/** A number as exactly `length` bits, or null when it does not fit. */
export function bitsOfNumber(value: bigint, length: number): string | null {
  const bits = value.toString(2)
  return value < 0n || bits.length > length ? null : bits.padStart(length, '0')
}

/**
 * HID's physical access bits with a leading byte that says how many of the last byte's low bits are filler
 * (HID 5127-902; Proxmark3's "new PACS"): `0605025240` is 26 bits. Null when the first byte is no such count, or when
 * filler is set.
 */
export function bitsOfPacs(hex: string): string | null {
  if (!/^0[0-7]([0-9A-F]{2})+$/i.test(hex)) return null
  const filler = Number.parseInt(hex.slice(0, 2), 16)
  const bits = bitsOfHex(hex.slice(2)) ?? ''
  return bits.slice(bits.length - filler).includes('1') ? null : bits.slice(0, bits.length - filler)
}
