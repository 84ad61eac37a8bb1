/** What a request says about where it comes from, as node:http gives it. */
export interface Provenance {
  host?: string | undefined
  origin?: string | undefined
}

/**
 * Whether a request was meant for this server and comes from its own pages. Checking `Host` keeps out names that were
 * pointed at 127.0.0.1 (DNS rebinding), checking `Origin` keeps out other sites; programs that are no browser send none.
 */
export function isOwnRequest(headers: Provenance, port: number): boolean {
  const { host, origin } = headers
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) return false
  return origin === undefined || origin === `http://${host}`
}

export interface FailureLimit {
  /** Counts a failure; true when there have been too many of late. */
  failed(): boolean
}

/** Counts failures in windows of `windowMs`; more than `most` in one window is too many. `now` in milliseconds. */
export function createFailureLimit(now: () => number, most = 20, windowMs = 60_000): FailureLimit {
  let windowStart = now()
  let failures = 0
  return {
    failed() {
      if (now() - windowStart >= windowMs) {
        windowStart = now()
        failures = 0
      }
      failures += 1
      return failures > most
    },
  }
}
