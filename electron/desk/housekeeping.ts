import type { Store } from '../store/store.ts'
import type { Clock, Log } from './ports.ts'

const keptMs = 30 * 86_400_000
const firstAfterMs = 60_000
const everyMs = 60 * 60_000
/** So many rows go in one transaction, two milliseconds of work, and the desk may do something else before the next ones. */
const chunk = 100
const restMs = 20

/** Forgets rows older than `before` among the next `limit` after the place `after`; null when there is nothing left. */
export type Purge = (before: number, after: number, limit: number) => number | null

/**
 * Forgets what is older than 30 days: finished commands with their history, receipts, what happened at doors. A
 * little at a time, a minute after the start and every hour, and never in the way of anyone.
 */
export function createHousekeeping(options: {
  store: Store
  clock: Pick<Clock, 'now'>
  log: Pick<Log, 'error'>
  purge: readonly Purge[]
  firstAfterMs?: number
}): { close(): Promise<void> } {
  const { store, clock, log, purge } = options
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let wake = (): void => undefined
  let running: Promise<void> = Promise.resolve()

  const rest = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
      timer = setTimeout(resolve, restMs)
    })

  async function tidy(): Promise<void> {
    const before = clock.now() - keptMs
    for (const forget of purge) {
      let place: number | null = 0
      while (place !== null && !stopped) {
        const after: number = place
        place = store.transaction(() => forget(before, after, chunk))
        await rest()
      }
    }
  }

  function plan(afterMs: number): void {
    if (stopped) return
    timer = setTimeout(() => {
      running = tidy()
        .catch((error: unknown) => log.error('housekeeping.failed', { error: String(error) }))
        .then(() => plan(everyMs))
    }, afterMs)
  }

  plan(options.firstAfterMs ?? firstAfterMs)
  return {
    async close() {
      stopped = true
      clearTimeout(timer)
      wake()
      await running
    },
  }
}
