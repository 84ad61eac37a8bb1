import type { Facts } from './support/facts.ts'

const name = 'records_gap'
/** Kisi's clock is not ours, and a copy takes a moment to be made. */
const marginMs = 5 * 60_000

export interface RecordsGap {
  /** Epoch milliseconds. */
  from: number
  until: number
}

/** The time that the records know nothing of, since they went back to an older copy; null when they never did. */
export function gapOf(facts: Facts): RecordsGap | null {
  const [from, until] = (facts.get(name) ?? '').split(' ').map(Number)
  return from === undefined || until === undefined ? null : { from, until }
}

/** Remembers that the records went back at `now` to how they were at `copiedAt`. */
export function noteGap(facts: Facts, copiedAt: number, now: number): void {
  const known = gapOf(facts)
  const from = Math.min(known?.from ?? Infinity, copiedAt - marginMs)
  facts.set(name, `${from} ${Math.max(known?.until ?? 0, now + marginMs)}`)
}
