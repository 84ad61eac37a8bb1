import { fullJitter } from './patience.ts'

export type Gate = ReturnType<typeof createGate>

/**
 * The circuit breaker of the queue's lane. While Kisi cannot be reached it stays shut, and lets one command through as
 * a probe when its time has come; 401 shuts it for longer, since only a person can mend a key.
 */
export function createGate(options: { clock: { now(): number }; random: () => number }) {
  const { clock, random } = options
  const ceilingMs = 20_000
  const pauseMs = 30_000
  let failures = 0
  let shutUntil = 0
  return {
    open: (): boolean => clock.now() >= shutUntil || shutUntil - clock.now() > pauseMs * 2, // a clock that went back opens it
    opensAt: (): number => shutUntil,
    failed(): void {
      failures += 1
      shutUntil = clock.now() + fullJitter(failures, random, { firstMs: 1000, ceilingMs })
    },
    pause(): void {
      failures += 1
      shutUntil = clock.now() + pauseMs
    },
    /** True while nothing has been answered since the line failed: whoever is sent next is a probe. */
    failing: (): boolean => failures > 0,
    /** Something was answered. True when that ends a failure. */
    succeeded(): boolean {
      const mended = failures > 0
      failures = 0
      shutUntil = 0
      return mended
    },
    reset(): void {
      shutUntil = 0
    },
  }
}
