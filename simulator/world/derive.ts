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

/** Numbers in a row that look random: for the thousands of rows of a large world, where a hash for each would cost. */
export interface Rolls {
  /** A whole number from 0 up to, not including, `below` (at most 2^32). */
  below(below: number): number
  /** True in so many of a hundred cases. */
  percent(chance: number): boolean
  pick<Item>(items: readonly Item[]): Item
}

/** The same seed and label give the same numbers in the same order. */
export function createRolls(seed: number, label: string): Rolls {
  let state = Number.parseInt(deriveHex(seed, label, 0).slice(0, 8), 16)
  // Mulberry32: one addition and two multiplications a number, which is random enough for who sits on which floor.
  function next(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    percent: (chance) => next() * 100 < chance,
    pick<Item>(items: readonly Item[]): Item {
      if (items.length === 0) throw new RangeError('There is nothing to pick from.')
      return items[below(items.length)] as Item
    },
  }
}
