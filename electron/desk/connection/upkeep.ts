import type { Mirror } from '../../mirror/types.ts'
import type { Clock, Log } from '../ports.ts'

const everyMs = 5 * 60_000
const afterFailureMs = 10_000

/** Keeps the mirror fresh: a full run at once, then every five minutes, sooner after one that failed. */
export function createUpkeep(options: { mirror: Mirror; clock: Clock; log: Log; onRun(): void }): {
  close(): Promise<void>
} {
  const { mirror, log, onRun } = options
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let running: Promise<void> = Promise.resolve()
  function run(): void {
    running = mirror
      .sync()
      .then(
        () => everyMs,
        (error: unknown) => {
          log.info('mirror.missed', { message: error instanceof Error ? error.message : String(error) })
          return afterFailureMs
        },
      )
      .then((wait) => {
        onRun()
        if (!stopped) timer = setTimeout(run, wait)
      })
  }
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
