import type { Credential } from './format.ts'

const cardDigits = /^[0-9A-F]{10}$/i
const prefix = 'em4100:'

/**
 * An EM4100 card of 40 bits from its ten hex digits. The identity keeps all of them: the first byte (version or
 * customer) tells cards apart whose lower 32 bits are equal. The number is the one printed on most cards: the lower 32
 * bits in decimal, ten digits with leading zeros.
 */
export function decodeEm4100(digits: string): Credential | null {
  if (!cardDigits.test(digits)) return null
  const upper = digits.toUpperCase()
  return { identity: prefix + upper, number: String(Number.parseInt(upper.slice(2), 16)).padStart(10, '0') }
}

/** The views of an EM4100 card that readers, cards and Kisi use. */
export interface Em4100Card {
  /** All 40 bits, ten hex digits in upper case. */
  uid: string
  /** The lower 32 bits. */
  cardId: number
  /** The third byte from the left, which a 26-bit Wiegand reader sends as the facility code. */
  facilityCode: number
  /** The lower 16 bits. */
  cardNumber: number
}

/** Reads an identity such as `em4100:3C00CE754C`, or returns null when it is of another technology or malformed. */
export function parseEm4100Identity(identity: string): Em4100Card | null {
  if (!identity.startsWith(prefix)) return null
  const uid = identity.slice(prefix.length).toUpperCase()
  if (!cardDigits.test(uid)) return null
  const cardId = Number.parseInt(uid.slice(2), 16)
  return { uid, cardId, facilityCode: (cardId >>> 16) & 0xff, cardNumber: cardId & 0xffff }
}
