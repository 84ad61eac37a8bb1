import { bitsOfNumber } from './bits.ts'
import { credentialFrom } from './format.ts'
import type { CardReading, Credential, FormatSettings } from './format.ts'
import { restoreOuterParity, wiegandLayouts } from './wiegand-layouts.ts'
import { decodeWiegand } from './wiegand.ts'
import { decodeDigits } from './digits.ts'

export interface ConverterSettings extends FormatSettings {
  /** What the converter makes of the bits between the first and the last: hex, decimal, or facility code and number. */
  output: 'hex' | 'decimal' | 'pair'
}

const digitsOf = {
  hex: { pattern: /^[0-9A-F]{6,16}$/, prefix: '0x' },
  decimal: { pattern: /^\d{4,20}$/, prefix: '' },
}

/**
 * A card from a Wiegand-to-serial converter, which checks the two outer parity bits and takes them away. They are put
 * back, so that the card's identity is the one of a reader that sends all bits; parity further inside is verified. How
 * many bits there were shows in hex digits only roughly and in decimal not at all: every length that fits is a reading.
 */
export function decodeConverter(line: string, settings: ConverterSettings): Credential | null {
  const text = line.toUpperCase()
  if (settings.output === 'pair') return decodeDigits(text, { ...settings, base: 'pair' })
  const { pattern, prefix } = digitsOf[settings.output]
  if (!pattern.test(text)) return null
  const value = BigInt(prefix + text)
  const readings: CardReading[] = []
  const words = new Set<string>()
  for (const layout of wiegandLayouts) {
    const data = layout.bits - 2
    const inner = bitsOfNumber(value, data)
    if (inner === null || (settings.output === 'hex' && Math.ceil(data / 4) !== text.length)) continue
    const word = restoreOuterParity(inner, layout)
    if (word === null || words.has(word)) continue
    words.add(word)
    readings.push(...(decodeWiegand(word, settings)?.readings ?? []))
  }
  return credentialFrom({ identity: `digits:${text}`, number: text }, readings, settings)
}
