import type { Strike } from './faults.ts'

/** One draw of the standard normal distribution from two even ones (Box and Muller). */
const normalOf = (one: number, other: number): number =>
  Math.sqrt(-2 * Math.log(1 - one)) * Math.cos(2 * Math.PI * other)

/** How long these faults hold a request back together, in milliseconds. */
export function latencyOf(strikes: readonly Strike[]): number {
  let total = 0
  for (const { fault, draw } of strikes) {
    if (fault.kind !== 'latency') continue
    const { milliseconds, spread, distribution } = fault
    const off = distribution === 'normal' ? normalOf(draw('one'), draw('other')) : draw('one') * 2 - 1
    total += Math.max(0, milliseconds + off * spread)
  }
  return total
}
