import { KisiError, type KisiErrorKind } from '../kisi/error.ts'

const passing: readonly KisiErrorKind[] = ['network', 'timeout', 'rate_limited', 'unavailable', 'unreadable']

/** Waits, or returns at once when the signal aborts. */
export function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    if (signal.aborted) done()
    else signal.addEventListener('abort', done)
  })
}

/**
 * Asks again after failures that pass by themselves, resting up to `restsMs[n]` after the n-th (full jitter, so that
 * desks that lost the line together do not come back together). A long run must not start over because one of its
 * thousand requests was reset. `Retry-After` is the client's business: its pacer waits.
 */
export async function askWithPatience<Value>(
  call: () => Promise<Value>,
  restsMs: readonly number[],
  random: () => number,
  signal: AbortSignal,
): Promise<Value> {
  for (let failures = 0; ; failures++) {
    try {
      return await call()
    } catch (error) {
      const pause = restsMs[failures]
      const passes = error instanceof KisiError && passing.includes(error.kind)
      if (!passes || pause === undefined || signal.aborted) throw error
      await rest(pause * random(), signal)
      if (signal.aborted) throw error
    }
  }
}
