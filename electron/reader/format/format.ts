import type { WiegandFormat } from './wiegand-layouts.ts'

/**
 * What a reader's bytes may be: an EM4100 card with all 40 bits or the lower 32, a card in a Wiegand format, the UID of
 * an ISO 14443 card, the content of a MIFARE Classic block, bits of no known format, or a code before a scanner.
 */
export type CardFormat =
  'em4100' | 'em4100_32' | WiegandFormat | 'uid' | 'data_block' | 'raw' | 'qr' | 'barcode' | 'code'

/** One way to understand what was read. */
export interface CardReading {
  format: CardFormat
  /** Technology and every bit read: the only thing cards are compared by. */
  identity: string
  /** As printed on the card. */
  number: string
  facilityCode: number | null
  cardNumber: number | null
  /** False for what must not be enrolled: a phone's random UID, or an UID longer than Kisi takes. */
  enrollable: boolean
}

/** A card as it was read, in every format that fits: where there are several, nobody has guessed. */
export interface Credential {
  /** The readings' own where they agree, else the digits or bits as they came. */
  identity: string
  /** As printed on the card where the readings agree, else the digits or bits as they came. */
  number: string
  /** At least one. */
  readings: readonly CardReading[]
}

export interface FormatSettings {
  /** Formats that this reader's cards have, once somebody has chosen; null takes every format that fits. */
  formats: readonly CardFormat[] | null
  /** How this reader gives the bytes of a UID. Found once with a known card, never tried both ways. */
  byteOrder: 'as_sent' | 'reversed'
}

export const anyFormat: FormatSettings = { formats: null, byteOrder: 'as_sent' }

/** Reads a frame's payload, or returns null when the payload is no card of this format. */
export type Decode<Frame> = (frame: Frame) => Credential | null

/** What several readings of one frame come to; null when there are none among those the reader's settings allow. */
export function credentialFrom(
  raw: { identity: string; number: string },
  readings: readonly CardReading[],
  { formats }: Pick<FormatSettings, 'formats'>,
): Credential | null {
  const allowed = readings.filter((reading) => formats === null || formats.includes(reading.format))
  const [first] = allowed
  if (first === undefined) return null
  const agree = (key: 'identity' | 'number'): string =>
    allowed.every((reading) => reading[key] === first[key]) ? first[key] : raw[key]
  return { identity: agree('identity'), number: agree('number'), readings: allowed }
}
