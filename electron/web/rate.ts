/** A token bucket: `burst` at once, then `perSecond`. `now` in milliseconds that never go back. */
export function createRateLimit(now: () => number, perSecond: number, burst: number): { take(): boolean } {
  let left = burst
  let last = now()
  return {
    take() {
      const at = now()
      left = Math.min(burst, left + ((at - last) / 1000) * perSecond)
      last = at
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}
