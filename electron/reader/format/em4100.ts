import type { CardReading, Credential } from './format.ts'

const cardDigits = /^[0-9A-F]{10}$/i
const prefix = 'em4100:'
const lowerPrefix = 'em4100_32:'

/**
 * An EM4100 card of 40 bits from its ten hex digits. The identity keeps all of them: the first byte (version or
 * customer) tells cards apart whose lower 32 bits are equal. The number is the one printed on most cards: the lower 32
 * bits in decimal, ten digits with leading zeros.
 */
export function decodeEm4100(digits: string): Credential | null {
  const reading = readEm4100(digits)
  return reading === null ? null : { identity: reading.identity, number: reading.number, readings: [reading] }
}

export function readEm4100(digits: string): CardReading | null {
  if (!cardDigits.test(digits)) return null
  const upper = digits.toUpperCase()
  return reading('em4100', prefix + upper, Number.parseInt(upper.slice(2), 16))
}

/**
 * The lower 32 bits of an EM4100 card, as readers give it that drop the first byte. An identity of its own kind: two
 * cards that differ in the first byte alone cannot be told apart.
 */
export function readEm4100Lower(cardId: number): CardReading {
  return reading('em4100_32', lowerPrefix + cardId.toString(16).toUpperCase().padStart(8, '0'), cardId)
}

function reading(format: 'em4100' | 'em4100_32', identity: string, cardId: number): CardReading {
  const number = String(cardId).padStart(10, '0')
  return { format, identity, number, facilityCode: null, cardNumber: null, enrollable: true }
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
  return { uid, ...viewsOf(Number.parseInt(uid.slice(2), 16)) }
}

/** Reads an identity such as `em4100_32:00CE754C`, or returns null. */
export function parseEm4100LowerIdentity(identity: string): Omit<Em4100Card, 'uid'> | null {
  const digits = /^em4100_32:([0-9A-F]{8})$/.exec(identity)?.[1]
  return digits === undefined ? null : viewsOf(Number.parseInt(digits, 16))
}

function viewsOf(cardId: number): Omit<Em4100Card, 'uid'> {
  return { cardId, facilityCode: (cardId >>> 16) & 0xff, cardNumber: cardId & 0xffff }
}
