import type { ParsedInput } from '../../contract/table.ts'
import type { OpenCheckIn } from '../../contract/taps.ts'
import type { Clock } from '../ports.ts'

/** Milliseconds after which a screen that said nothing is gone. */
const lapsesAfterMs = 90_000
const mostWindows = 16

export interface Attention {
  /** A screen says what it has open. */
  attend(said: ParsedInput<'taps.attend'>): void
  /** Whether some screen waits for an answer. */
  dialog(): boolean
  /** The form that was opened last, or null. */
  checkIn(): OpenCheckIn | null
}

/** What the screens of this desk have open: what a tap means depends on it. */
export function createAttention(options: { clock: Pick<Clock, 'monotonic'> }): Attention {
  const { clock } = options
  const windows = new Map<string, { at: number; checkIn: OpenCheckIn | null; dialog: boolean }>()

  function fresh() {
    const since = clock.monotonic() - lapsesAfterMs
    for (const [window, { at }] of windows) if (at < since) windows.delete(window)
    return [...windows.values()]
  }

  return {
    attend({ window, checkIn, dialog }) {
      const before = windows.get(window)
      const opened = checkIn === null ? null : { window, ...checkIn }
      // A form that is only said again does not come before one that was opened since.
      if (before?.checkIn?.requestId !== checkIn?.requestId) windows.delete(window)
      windows.set(window, { at: clock.monotonic(), checkIn: opened, dialog })
      const [oldest] = windows.keys()
      if (windows.size > mostWindows && oldest !== undefined) windows.delete(oldest)
    },
    dialog: () => fresh().some(({ dialog }) => dialog),
    checkIn: () => fresh().findLast(({ checkIn }) => checkIn !== null)?.checkIn ?? null,
  }
}
