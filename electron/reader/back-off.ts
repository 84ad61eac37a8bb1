export interface BackOffSettings {
  firstMs: number
  capMs: number
  /** Share by which a delay is stretched or shortened at random, so that many desks do not knock in step. */
  jitter: number
  /** Uniform in [0, 1). */
  random: () => number
}

export const backOffDefaults: BackOffSettings = { firstMs: 250, capMs: 5000, jitter: 0.2, random: Math.random }

/** Delays that double from `firstMs` up to `capMs`, each within ± jitter. */
export function createBackOff(settings: Partial<BackOffSettings> = {}) {
  const { firstMs, capMs, jitter, random } = { ...backOffDefaults, ...settings }
  let base = firstMs
  return {
    /** The next delay in milliseconds. */
    next(): number {
      const delay = base * (1 + jitter * (2 * random() - 1))
      base = Math.min(base * 2, capMs)
      return delay
    },
    reset(): void {
      base = firstMs
    },
  }
}
