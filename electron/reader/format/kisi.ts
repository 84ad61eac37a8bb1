import { parseEm4100Identity } from './em4100.ts'

/** What identifies an EM4100 card to Kisi when it is enrolled (`POST /cards`, type `third_party_lf_em_410x_32_34`). */
export interface KisiEm4100Identifiers {
  type: 'third_party_lf_em_410x_32_34'
  /** The lower 32 bits as a number. */
  cardId: number
}

/** The fields of a Kisi card that say which physical card it is. Absent ones are null or left out. */
export interface KisiCardFields {
  type: string
  /** Hex digits of either case. */
  uid?: string | null
  facilityCode?: number | null
  cardNumber?: number | null
  cardId?: number | null
  /** Bits. */
  length?: number | null
}

/** Kisi's fields for an identity such as `em4100:3C00CE754C`. Throws a RangeError for what is not an EM4100 card. */
export function kisiIdentifiers(identity: string): KisiEm4100Identifiers {
  const card = parseEm4100Identity(identity)
  if (card === null) throw new RangeError('This is not an EM4100 card: its identity is em4100: and ten hex digits.')
  return { type: 'third_party_lf_em_410x_32_34', cardId: card.cardId }
}

/**
 * Whether a card in Kisi is the card that was read. Kisi may know an EM4100 card by its lower 32 bits, by the 26-bit
 * view (facility code and number, 24 bits), or raw with all 40 bits. The 26-bit view cannot tell cards apart that
 * differ only in the upper 16 bits.
 */
export function identityMatches(identity: string, kisi: KisiCardFields): boolean {
  const card = parseEm4100Identity(identity)
  if (card === null) return false
  switch (kisi.type) {
    case 'third_party_lf_em_410x_32_34':
      return kisi.cardId === card.cardId
    case 'third_party_lf_em_410x_26':
      return kisi.facilityCode === card.facilityCode && kisi.cardNumber === card.cardNumber
    case 'third_party_lf':
      return kisi.length === 40 && kisi.uid?.toUpperCase() === card.uid
    default:
      return false
  }
}
