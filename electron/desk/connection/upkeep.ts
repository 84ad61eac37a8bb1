import type { Mirror } from '../../mirror/types.ts'
import type { Clock, Log } from '../ports.ts'

/** A copy whose events cannot be followed is read whole so often. */
const wholeEveryMs = 5 * 60_000
/** One that is followed is looked through for what no event told of. */
const sweepEveryMs = 6 * 3_600_000
/** A sweep takes at most one request of the five that Kisi allows a second. */
const sweepPauseMs = 1000
const lookEveryMs = 10_000

/**
 * Keeps the mirror true: a whole run while there is no copy; then events do the work (see the feed), and a slow sweep
 * finds what they missed, first after every start. Where events cannot be followed, whole runs take their place.
 */
export function createUpkeep(options: {
  mirror: Mirror
  clock: Clock
  log: Log
  /** Whether the disk has room for a copy. */
  mayWrite(): boolean
  onRun(): void
}): {
  close(): Promise<void>
} {
  const { mirror, clock, log, onRun } = options
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  let sweptAt = -Infinity
  let wholeAt = clock.monotonic()

  function due(): 'whole' | 'sweep' | null {
    if (!options.mayWrite()) return null
    if (mirror.needsRun) return 'whole'
    const now = clock.monotonic()
    const followed = mirror.heardAt !== null && Math.abs(clock.now() - mirror.heardAt) < wholeEveryMs
    if (!followed && now - wholeAt >= wholeEveryMs) return 'whole'
    return mirror.sweepPending || now - sweptAt >= sweepEveryMs ? 'sweep' : null
  }

  async function step(): Promise<void> {
    const what = due()
    if (what === null) return
    try {
      await (what === 'whole' ? mirror.sync() : mirror.sweep({ pauseMs: sweepPauseMs }))
      wholeAt = clock.monotonic()
      sweptAt = clock.monotonic()
    } catch (error) {
      log.info('mirror.missed', { message: error instanceof Error ? error.message : String(error) })
    }
    onRun()
  }

  function run(): void {
    running = step().then(() => {
      if (!stopped) timer = setTimeout(run, lookEveryMs)
    })
  }

  if (mirror.status.state === 'ready') setImmediate(() => stopped || onRun())
  run()
  return {
    async close() {
      stopped = true
      clearTimeout(timer)
      mirror.close()
      await running
    },
  }
}
