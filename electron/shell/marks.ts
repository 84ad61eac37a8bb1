import type { Log } from '../desk/ports.ts'

export interface Marks {
  /** Notes a moment; the first note under a name counts. */
  mark(name: string): void
  /** Writes all moments as one log line, in whole milliseconds since the process was made. */
  report(log: Log): void
}

/** Marks named `will…` and `did…` along the start. `createdAt` and `now` are epoch milliseconds. */
export function createMarks(createdAt: number, now: () => number): Marks {
  const moments = new Map<string, number>()
  return {
    mark(name) {
      if (!moments.has(name)) moments.set(name, Math.round(now() - createdAt))
    },
    report: (log) => log.info('start.marks', Object.fromEntries(moments)),
  }
}
