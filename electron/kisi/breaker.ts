import { KisiError } from './error.ts'

/** Failures in a row after which nobody asks for a while. */
const failuresUntilOpen = 3
const firstRestMs = 1000
/** A network that broke may be back any second; a cloud in trouble or a refused key is left in peace for longer. */
const longestRestMs = {
  network: 10_000,
  timeout: 10_000,
  unauthorized: 15_000,
  unavailable: 30_000,
  unreadable: 30_000,
}
const mostRetryAfterMs = 60_000

/**
 * Keeps the desk's own reading (mirror, events) from hammering a Kisi that does not answer or refuses the key. Clicks
 * and the queue pass by it: the one is a person's wish, the other has a gate of its own with one probe at a time.
 */
export interface Breaker {
  /** `free` to ask, `probe` when this one finds out for all (then `leave` it), or the error to fail with at once. */
  enter(): 'free' | 'probe' | KisiError
  leave(): void
  /** Kisi answered someone, whatever it said about the matter. */
  answered(): void
  failed(error: KisiError): void
}

type Cause = keyof typeof longestRestMs

/** Whether a failure is the line's rather than the request's. */
function causeOf(error: KisiError): Cause | null {
  const { kind, code } = error
  // A controller out of reach is Kisi's own answer about a door; the cloud itself is well.
  if (kind === 'unavailable') return code === undefined || code === 'ffffff' ? kind : null
  return kind === 'network' || kind === 'timeout' || kind === 'unauthorized' || kind === 'unreadable' ? kind : null
}

export function createBreaker(options: { clock: { monotonic(): number }; random: () => number }): Breaker {
  const { clock, random } = options
  let failures = 0
  let rests = 0
  let openUntil = -Infinity
  let last: KisiError | null = null
  let probing = false

  function answered(): void {
    failures = 0
    rests = 0
    last = null
  }

  return {
    enter() {
      if (last === null) return 'free'
      if (probing || clock.monotonic() < openUntil) {
        // Nothing was sent: what the last one met is what this one would meet.
        return new KisiError(last.kind, last.message, { reached: false, status: last.status })
      }
      probing = true
      return 'probe'
    },
    leave() {
      probing = false
    },
    answered,
    failed(error) {
      if (error.kind === 'aborted') return
      const cause = causeOf(error)
      if (cause === null) return answered()
      failures += 1
      if (failures < failuresUntilOpen && cause !== 'unauthorized') return
      const ceiling = Math.min(longestRestMs[cause], firstRestMs * 2 ** rests)
      rests += 1
      last = error
      const asked = Math.min(error.retryAfterMs ?? 0, mostRetryAfterMs)
      openUntil = clock.monotonic() + Math.max(asked, random() * ceiling)
    },
  }
}
