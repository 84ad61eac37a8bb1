import { z } from 'zod'
import { reversedBytes, type Credential } from './credential.ts'
import type { Firmware } from './firmware.ts'

const TERMINATORS = { cr: '\r', lf: '\n', crlf: '\r\n', tab: '\t', etx: '\x03', none: '' } as const

export const terminator = z.enum(['cr', 'lf', 'crlf', 'tab', 'etx', 'none'])

/** How a line begins and ends (badge-reader reference, 2.5). */
export const lineSettings = z.strictObject({
  terminator: terminator.default('cr'),
  prefix: z.string().max(3).default(''),
  suffix: z.string().max(3).default(''),
})
export type LineSettings = z.infer<typeof lineSettings>

export const cardLineSettings = lineSettings.extend({
  /** How many bits of an EM4100 card's number it gives, from the lowest. */
  bits: z.union([z.literal(24), z.literal(32), z.literal(40)]).optional(),
  /** Whether it turns the bytes of a UID round. */
  reversed: z.boolean().default(false),
})
export type CardLineSettings = z.infer<typeof cardLineSettings>

/** A line of text with its prefix, suffix and terminator, in UTF-8. */
export function line(text: string, settings: LineSettings): Buffer {
  return Buffer.from(settings.prefix + text + settings.suffix + TERMINATORS[settings.terminator])
}

/** The hex digits of a card's number, leading zeros and all; null for what is no card. */
function digitsOf(credential: Credential, bits: number, reversed: boolean): string | null {
  if (credential.kind === 'em4100') return credential.tag.slice(-bits / 4)
  if (credential.kind === 'uid') return reversed ? reversedBytes(credential.hex) : credential.hex
  return null
}

/** A card's number in hex: all forty bits of an EM4100 card, every byte of a UID. */
export function hexOf(credential: Credential, settings: CardLineSettings): string | null {
  return digitsOf(credential, settings.bits ?? 40, settings.reversed)
}

/**
 * A card's number in decimal: of an EM4100 card ten digits for 32 bits as printed on it, eight for 24, thirteen for 40;
 * of a UID without leading zeros.
 */
export function decimalOf(credential: Credential, settings: CardLineSettings): string | null {
  const bits = settings.bits ?? 32
  const digits = digitsOf(credential, bits, settings.reversed)
  if (digits === null) return null
  const width = credential.kind === 'em4100' ? { 24: 8, 32: 10, 40: 13 }[bits] : 0
  return BigInt(`0x${digits}`).toString().padStart(width, '0')
}

/** A reader that sends a card's number as a line of hex or decimal digits. */
export function createLineReader(base: 'hex' | 'decimal', settings: CardLineSettings): Firmware {
  const numberOf = base === 'hex' ? hexOf : decimalOf
  return {
    baud: 9600,
    read(credential) {
      const text = numberOf(credential, settings)
      return text === null ? null : line(text, settings)
    },
  }
}
