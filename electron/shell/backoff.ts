export interface Backoff {
  /** How long to wait before the next try, in milliseconds; doubles with each failure. */
  next(): number
}

/**
 * Waits 0.25 s, 0.5 s, 1 s … up to 30 s between tries, and starts over when nothing failed for a minute. `now` in
 * milliseconds that never go back.
 */
export function createBackoff(now: () => number): Backoff {
  let failures = 0
  let last = -Infinity
  return {
    next() {
      const at = now()
      if (at - last > 60_000) failures = 0
      last = at
      const wait = Math.min(30_000, 250 * 2 ** failures)
      failures += 1
      return wait
    },
  }
}
