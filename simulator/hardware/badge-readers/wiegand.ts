import { z } from 'zod'
import { reversedBytes, type Credential } from './credential.ts'
import type { Firmware } from './firmware.ts'
import { line, lineSettings, terminator } from './lines.ts'
import { encodeWiegand } from './wiegand-formats.ts'

export const wiegandSettings = lineSettings.extend({
  terminator: terminator.default('crlf'),
  /** `hex`: the bits between the parity bits in hex; `decimal`: the same as ten digits; `pair`: facility, comma, number. */
  output: z.enum(['hex', 'decimal', 'pair']).default('decimal'),
})

/** The end of a Wiegand word is this much silence on the wires. */
const SILENCE_MILLISECONDS = 50

/** The Wiegand bits a reader with that output makes of a card: 26 of EM4100 cards, 34 of a four-byte UID turned round. */
export function wiegandBits(credential: Credential): string | null {
  if (credential.kind === 'wiegand') return credential.bits
  if (credential.kind === 'em4100') {
    const facility = Number.parseInt(credential.tag.slice(4, 6), 16)
    return encodeWiegand('H10301', {
      facility_code: facility,
      card_number: Number.parseInt(credential.tag.slice(6), 16),
    })
  }
  if (credential.kind !== 'uid' || credential.hex.length !== 8) return null
  const hex = reversedBytes(credential.hex)
  return encodeWiegand('H10306', {
    facility_code: Number.parseInt(hex.slice(0, 4), 16),
    card_number: Number.parseInt(hex.slice(4), 16),
  })
}

/** How many of the bits between the parity bits are the facility code, for the lengths that have one right after it. */
const FACILITY_BITS: Record<number, number> = { 24: 8, 32: 16 }

/** A Wiegand reader behind a converter to USB, which takes the outer parity bits away (badge-reader reference, 2.9). */
export function createWiegandConverter({ output, ...settings }: z.infer<typeof wiegandSettings>): Firmware {
  function textOf(credential: Credential): string | null {
    const data = wiegandBits(credential)?.slice(1, -1)
    if (data === undefined) return null
    const number = BigInt(`0b${data}`)
    if (output === 'hex') {
      return number
        .toString(16)
        .toUpperCase()
        .padStart(Math.ceil(data.length / 4), '0')
    }
    if (output === 'decimal') return number.toString().padStart(10, '0')
    const split = FACILITY_BITS[data.length]
    return split === undefined
      ? null
      : `${Number.parseInt(data.slice(0, split), 2)},${Number.parseInt(data.slice(split), 2)}`
  }
  return {
    baud: 9600,
    delayMilliseconds: SILENCE_MILLISECONDS,
    read(credential) {
      // A key of the keypad is a single character without an end.
      if (credential.kind === 'keys') return Buffer.from(credential.keys, 'ascii')
      const text = textOf(credential)
      return text === null ? null : line(text, settings)
    },
  }
}
