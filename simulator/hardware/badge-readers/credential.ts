/** What somebody holds to a badge reader or types on its keypad. */
export type Credential =
  /** An EM4100 card: its full 40-bit number as ten hex digits, upper case. */
  | { kind: 'em4100'; tag: string }
  /** An ISO 14443 card: the bytes of its UID in the order sent (uid0 first), 4, 7 or 10 of them in hex, upper case. */
  | { kind: 'uid'; hex: string }
  /** A card with a number in a Wiegand format, parity bits and all; the first bit is the first one transmitted. */
  | { kind: 'wiegand'; bits: string }
  /** A QR code or barcode, with its AIM code letter and modifier, `Q1` for a QR code. */
  | { kind: 'text'; text: string; symbology: string }
  /** Keys pressed, of `0`–`9`, `*` and `#`. */
  | { kind: 'keys'; keys: string }

/** The bytes of a UID in the opposite order: the same card as other readers show it (badge-reader reference, 4.4). */
export function reversedBytes(hex: string): string {
  return (hex.match(/../g) ?? []).reverse().join('')
}

/** Bits as bytes, first bit in the highest place, the last byte filled up with zeros. */
export function packBits(bits: string): Buffer {
  const bytes = bits.match(/.{1,8}/g) ?? []
  return Buffer.from(bytes.map((byte) => Number.parseInt(byte.padEnd(8, '0'), 2)))
}

/** The bits of a string of hex digits. */
export function bitsOfHex(hex: string): string {
  return [...hex].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('')
}
