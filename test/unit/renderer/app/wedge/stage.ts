import type { TypingPattern } from '../../../../../renderer/app/wedge/pattern.ts'
import { createSorter, type Burst, type Press } from '../../../../../renderer/app/wedge/sorter.ts'

export const tenDigits: TypingPattern = {
  prefix: '',
  suffix: '',
  alphabet: 'decimal',
  shortest: 10,
  longest: 10,
  end: 'Enter',
  by: 'key',
  pauseMs: 16,
  releases: true,
}

/** One key on its way: when it goes down and up, in milliseconds. */
export interface Stroke {
  key: string
  code: string
  at: number
  up: number
  shift?: boolean
  /** How much later than that the page hears of it. */
  late?: number
}

export interface Outcome {
  /** What reached the page, in order; Enter and Tab as `\n` and `\t`. */
  page: string
  cards: string[]
  bursts: Burst<Press>[]
  /** The longest time a person's key was kept back. */
  longest: number
}

export function codeOf(key: string): string {
  if (/^\d$/.test(key)) return `Digit${key}`
  return /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : `Other${key.codePointAt(0)}`
}

/** Presses keys at their times, on a clock that stands still between them. */
export function press(strokes: readonly Stroke[], patterns: readonly TypingPattern[] = [tenDigits]): Outcome {
  const outcome: Outcome = { page: '', cards: [], bursts: [], longest: 0 }
  let now = 0
  let timers: { at: number; run: () => void }[] = []
  const sorter = createSorter<Press>({
    patterns: () => patterns,
    later(run, milliseconds) {
      const timer = { at: now + milliseconds, run }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    heard(burst) {
      outcome.bursts.push(burst)
      outcome.cards.push(burst.text)
    },
    give(given) {
      outcome.page += given.key
      outcome.longest = Math.max(outcome.longest, now - given.at)
    },
  })
  function runUntil(at: number): void {
    for (;;) {
      const due = timers.filter((timer) => timer.at < at).sort((one, other) => one.at - other.at)[0]
      if (due === undefined) break
      timers = timers.filter((timer) => timer !== due)
      now = due.at
      due.run()
    }
    now = at
  }
  const happenings = strokes.flatMap((stroke) => [
    { at: stroke.at, stroke, down: true },
    { at: stroke.up, stroke, down: false },
  ])
  happenings.sort((one, other) => one.at - other.at)
  for (const { at, stroke, down } of happenings) {
    const { key, code, shift = false, late = 0 } = stroke
    runUntil(Math.max(now, at + late))
    if (!down) sorter.released(code, at)
    else if (key === 'Enter' || key === 'Tab') {
      if (!sorter.ending(key, at)) outcome.page += key === 'Enter' ? '\n' : '\t'
    } else if (!sorter.character({ key, code, shift, at, upAt: null })) outcome.page += key
  }
  runUntil(now + 10_000)
  return outcome
}

/** What a reader presses: each key for half of its gap, and let go before the next. */
export function typed(text: string, at: number, gap: number | (() => number) = 8, end = 'Enter'): Stroke[] {
  const strokes: Stroke[] = []
  let time = at
  for (const key of [...text, ...(end === '' ? [] : [end])]) {
    const pause = typeof gap === 'number' ? gap : gap()
    strokes.push({ key, code: key.length > 1 ? key : codeOf(key), at: time, up: time + pause / 2 })
    time += pause
  }
  return strokes
}
