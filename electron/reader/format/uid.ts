import type { CardReading, FormatSettings } from './format.ts'

const prefix = 'uid:'
const bytesInUid = new Set([4, 7, 10])
/** First byte of a part of a longer UID (ISO 14443-3): such four bytes are no UID of their own. */
const cascadeTag = '88'
/** First byte of a four-byte UID that the card, mostly a phone, makes up anew each time (NXP AN10927). */
const randomId = '08'
/** Kisi takes 6 to 16 hex digits. */
const longestAtKisi = 16

/**
 * The UID of an ISO 14443 card (MIFARE and others) of 4, 7 or 10 bytes. Its own form, and the identity, is the bytes in
 * the order that PC/SC shows, uid0 first. Returns null for other lengths and for a cascade tag.
 */
export function readUid(hex: string, byteOrder: FormatSettings['byteOrder']): CardReading | null {
  if (!/^([0-9A-F]{2})+$/i.test(hex) || !bytesInUid.has(hex.length / 2)) return null
  const uid = (byteOrder === 'reversed' ? reverseBytes(hex) : hex).toUpperCase()
  const short = uid.length === 8
  if (short && uid.startsWith(cascadeTag)) return null
  return {
    format: 'uid',
    identity: prefix + uid,
    number: uid,
    facilityCode: null,
    cardNumber: null,
    enrollable: uid.length <= longestAtKisi && !(short && uid.startsWith(randomId)),
  }
}

/** The hex digits of an identity such as `uid:04A1B2C3`, or null. */
export function parseUidIdentity(identity: string): string | null {
  return /^uid:((?:[0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20}))$/.exec(identity)?.[1] ?? null
}

/** The same bytes the other way round. */
export function reverseBytes(hex: string): string {
  return (hex.match(/../g) ?? []).reverse().join('')
}
