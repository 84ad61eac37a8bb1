import { Session } from 'node:inspector'
import type { Profiler } from 'node:inspector'

/** What of the code under test was run, as V8 counts it. */
export interface Coverage {
  /** Blocks run since the last call, each `file:start:end`. Takes some 20 ms, whatever has been run. */
  take(): string[]
  stop(): void
}

/** Counts the blocks of files whose address has `folder` in it. */
export function startCoverage(folder: string): Coverage {
  const session = new Session()
  session.connect()
  session.post('Profiler.enable')
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  return {
    take() {
      let scripts: Profiler.ScriptCoverage[] = []
      // Synchronous: a session within the same thread answers before `post` returns.
      session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
        scripts = result
      })
      return scripts
        .filter(({ url }) => url.includes(folder))
        .flatMap(({ url, functions }) =>
          functions.flatMap(({ ranges }) =>
            ranges
              .filter(({ count }) => count > 0)
              .map(({ startOffset, endOffset }) => `${url}:${startOffset}:${endOffset}`),
          ),
        )
    },
    stop() {
      session.post('Profiler.stopPreciseCoverage')
      session.disconnect()
    },
  }
}
