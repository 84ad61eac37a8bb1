export interface RateLimit {
  /** Counts a request of that caller; false when it is one too many. */
  take(caller: string): boolean
}

/** A sliding window: at most `most` requests within any `milliseconds`. Refused requests do not count. */
export function createRateLimit(most: number, milliseconds: number, now: () => number): RateLimit {
  const taken = new Map<string, number[]>()
  return {
    take(caller) {
      const moment = now()
      const recent = (taken.get(caller) ?? []).filter((each) => moment - each < milliseconds)
      const allowed = recent.length < most
      if (allowed) recent.push(moment)
      taken.set(caller, recent)
      return allowed
    },
  }
}
