import { bitsOfHex, bitsOfNumber, bitsOfPacs } from './bits.ts'
import { readEm4100, readEm4100Lower } from './em4100.ts'
import { anyFormat, credentialFrom } from './format.ts'
import type { CardReading, Credential, FormatSettings } from './format.ts'
import { readUid } from './uid.ts'
import { fitsLayout, restoreOuterParity, wiegandLayouts, wordFor } from './wiegand-layouts.ts'
import { decodeWiegand, readingIn } from './wiegand.ts'

export interface DigitSettings extends FormatSettings {
  /** `any` takes digits that could be either for both. `pair` is a facility code and a number, `pacs` HID's bits. */
  base: 'hex' | 'decimal' | 'pair' | 'pacs' | 'any'
}

export const anyDigits: DigitSettings = { ...anyFormat, base: 'any' }

const hexDigits = /^[0-9A-F]{6,20}$/
const decimalDigits = /^\d{4,20}$/
const pairOfNumbers = /^(\d{1,8})[:\-., ](\d{1,10})$/

const word26 = wiegandLayouts.filter((layout) => layout.format === 'h10301')

/**
 * A card from a line of digits, in every format that fits: hex of an even count (24 bits between the parity bits of a
 * 26-bit word, 32 or 40 bits of an EM4100 card, a UID, a whole 48-bit word), decimal of the same, or a facility code and
 * a number with a sign between them. A whole Wiegand word in hex of another length is read where the settings name its
 * format. Null for anything else: nothing but this list stands between line noise and a card.
 */
export function decodeDigits(line: string, settings: DigitSettings = anyDigits): Credential | null {
  const text = line.toUpperCase()
  const { base } = settings
  if (base === 'pacs') {
    const bits = bitsOfPacs(text)
    return bits === null ? null : decodeWiegand(bits, settings)
  }
  const readings: CardReading[] = []
  if (base === 'hex' || base === 'any') readings.push(...fromHex(text, settings))
  if (base === 'decimal' || base === 'any') readings.push(...fromDecimal(text, settings))
  if (base === 'pair' || base === 'any') readings.push(...fromPair(text))
  return credentialFrom({ identity: `digits:${text}`, number: text }, unique(readings), settings)
}

function fromHex(text: string, { formats, byteOrder }: FormatSettings): CardReading[] {
  if (!hexDigits.test(text)) return []
  const words = wiegandLayouts
    .filter((layout) => text.length === 12 || (formats?.includes(layout.format) ?? false))
    .flatMap((layout) => {
      const bits = Math.ceil(layout.bits / 4) === text.length ? bitsOfHex(text, layout.bits) : null
      return bits !== null && fitsLayout(bits, layout) ? [readingIn(bits, layout)] : []
    })
  if (text.length % 2 !== 0) return words
  return [...words, ...fromValue(BigInt(`0x${text}`), text.length * 4, byteOrder)]
}

function fromDecimal(text: string, { byteOrder }: FormatSettings): CardReading[] {
  if (!decimalDigits.test(text)) return []
  const value = BigInt(text)
  return [24, 32, 40, 56].flatMap((bits) => {
    // 40 bits in decimal are told from 32 by their size only; a UID of seven bytes begins with its maker's number.
    const least = { 24: 0n, 32: 0n, 40: 1n << 32n, 56: 1n << 48n }[bits] ?? 0n
    return value >= least && value < 1n << BigInt(bits) ? fromValue(value, bits, byteOrder) : []
  })
}

/** A number of that many bits, which is as much as the reader sends of a card. */
function fromValue(value: bigint, bits: number, byteOrder: FormatSettings['byteOrder']): CardReading[] {
  const readings: (CardReading | null)[] = []
  if (bits === 24) {
    const inner = bitsOfNumber(value, bits) ?? ''
    for (const layout of word26) {
      const word = restoreOuterParity(inner, layout)
      if (word !== null) readings.push(readingIn(word, layout))
    }
  }
  const hex = value
    .toString(16)
    .toUpperCase()
    .padStart(bits / 4, '0')
  if (bits === 32) readings.push(readEm4100Lower(Number(value)))
  if (bits === 40) readings.push(readEm4100(hex))
  readings.push(readUid(hex, byteOrder))
  return readings.filter((reading) => reading !== null)
}

function fromPair(text: string): CardReading[] {
  const parts = pairOfNumbers.exec(text)
  if (parts === null) return []
  return wiegandLayouts.flatMap((layout) => {
    const word = wordFor(layout, Number(parts[1]), Number(parts[2]))
    return word === null ? [] : [readingIn(word, layout)]
  })
}

function unique(readings: readonly CardReading[]): CardReading[] {
  const keyOf = ({ format, identity }: CardReading): string => `${format} ${identity}`
  return [...new Map(readings.map((reading) => [keyOf(reading), reading])).values()]
}
