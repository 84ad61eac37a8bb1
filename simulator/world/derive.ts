import { createHash } from 'node:crypto'

/**
 * Everything that looks random in the simulator comes from here: a value depends on the seed, a label and a count, and
 * on nothing else, so that the same seed and the same calls give the same answers, also after a restart.
 */
export function deriveHex(seed: number, label: string, count: number): string {
  return createHash('sha256').update(`${seed}/${label}/${count}`).digest('hex')
}

/** A whole number from 0 up to, not including, `below` (at most 2^48). */
export function deriveNumber(seed: number, label: string, count: number, below: number): number {
  return Number.parseInt(deriveHex(seed, label, count).slice(0, 12), 16) % below
}

/** A version 4 UUID (RFC 9562) in form, derived in substance. */
export function deriveUuid(seed: number, label: string, count: number): string {
  const hex = deriveHex(seed, label, count)
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
