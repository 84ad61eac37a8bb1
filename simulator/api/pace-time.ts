import type { Clock } from '../world/clock.ts'

/**
 * The time that requests are counted by: milliseconds that pass as the simulator's clock runs, and as real time does
 * while it is frozen, or nobody could ask anything for ever. Unlike the clock it only grows: it takes no part in steps
 * forward, nor in a world that is put back. `monotonic` is real time in milliseconds.
 */
export function createPaceTime(clock: Pick<Clock, 'rate' | 'onChange'>, monotonic: () => number): () => number {
  const rateNow = (): number => clock.rate || 1
  let rate = rateNow()
  let since = monotonic()
  let passed = 0
  const now = (): number => passed + (monotonic() - since) * rate
  clock.onChange(() => {
    passed = now()
    since = monotonic()
    rate = rateNow()
  })
  return now
}
