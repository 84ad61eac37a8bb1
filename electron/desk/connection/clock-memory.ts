import type { Facts } from '../support/facts.ts'

const name = 'kisi_clock_ahead_ms'
/** Smaller changes are Kisi's whole seconds and the time that answers take. */
const leastMs = 5000

/**
 * By how much this computer's clock was ahead of Kisi's when Kisi last said, in milliseconds: after a restart without a
 * network it is all that is known. Null before the first time.
 */
export function createClockMemory(facts: Facts): { aheadMs(): number | null; keep(aheadMs: number): void } {
  const aheadMs = (): number | null => {
    const value = Number(facts.get(name) ?? Number.NaN)
    return Number.isFinite(value) ? value : null
  }
  return {
    aheadMs,
    keep(ahead) {
      const known = aheadMs()
      if (known === null || Math.abs(known - ahead) >= leastMs) facts.set(name, String(Math.round(ahead)))
    },
  }
}
