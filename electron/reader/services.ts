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
