/** What the bridge needs from the outside. */

export interface Clock {
  /** Wall clock, epoch milliseconds. */
  now(): number
  /** Milliseconds that never jump and never go back. */
  monotonic(): number
}

export interface Log {
  info(event: string, fields?: Record<string, unknown>): void
  warn(event: string, fields?: Record<string, unknown>): void
  error(event: string, fields?: Record<string, unknown>): void
}

/** Time as a conversation with a reader needs it. */
export interface Timers {
  /** Milliseconds that never jump and never go back. */
  monotonic(): number
  /** Runs a task later; what it returns takes that back. */
  after(milliseconds: number, task: () => void): () => void
}

export function createTimers(clock: Pick<Clock, 'monotonic'>): Timers {
  return {
    monotonic: () => clock.monotonic(),
    after(milliseconds, task) {
      const timer = setTimeout(task, milliseconds)
      return () => clearTimeout(timer)
    },
  }
}
