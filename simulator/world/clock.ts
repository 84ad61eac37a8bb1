import { createAgenda } from './agenda.ts'

/** How the simulator's time goes: with real time, not at all, or `rate` times as fast. */
export type ClockMode = 'real' | 'frozen' | 'fast'

/** What a clock needs to go on from, say in a file. */
export interface ClockState {
  mode: ClockMode
  /** 1 for real time, 0 for frozen. */
  rate: number
  /** Milliseconds that a real clock is ahead of real time; 0 of another. */
  offset: number
  /** Where a frozen or fast clock stood, in milliseconds since the epoch; 0 of a real one. */
  now: number
}

/** The simulator's own time. Everything that happens by itself in the building happens by this clock. */
export interface Clock {
  /** Milliseconds since the epoch; while a scheduled task runs, the moment that task was due. */
  now(): number
  /** RFC 3339 in UTC with milliseconds. */
  iso(): string
  /** Runs `task` once at that moment of the simulator's time. Returns a function that cancels it. */
  at(moment: number, task: () => void): () => void
  /** Moves the time forward and runs, in order, whatever falls due on the way. */
  advance(milliseconds: number): void
  /** When the next task is due, or null when there is none. */
  next(): number | null
  /** Goes on from now in another mode; `rate` is of a fast clock, 1 to 3600. A frozen clock runs nothing but on `advance`. */
  set(mode: ClockMode, rate?: number): void
  readonly mode: ClockMode
  readonly rate: number
  state(): ClockState
  /** Takes up an earlier state and drops every task of what was until now. */
  restore(state: ClockState): void
  /** Called when the time was moved or goes in another way. */
  onChange(listener: () => void): void
  /** How far the simulator is ahead of real time, in milliseconds. */
  offset(): number
  close(): void
}

export interface ClockOptions {
  /** Where real time comes from, in milliseconds since the epoch. */
  time: () => number
  state?: ClockState
  /** False in tests that hold the time still: due tasks then run only on `advance`. */
  timers?: boolean
}

export const USUAL_FAST = 60
export const FASTEST = 3600

/** setTimeout takes no more than this many milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1

export function createClock({ time, state: first, timers = true }: ClockOptions): Clock {
  const agenda = createAgenda()
  const listeners: (() => void)[] = []
  let mode: ClockMode = 'real'
  let rate = 1
  /** A moment of real time, and what the simulator's clock showed then. */
  let since = 0
  let shown = 0
  let held: number | null = null
  let timer: NodeJS.Timeout | undefined

  const running = () => Math.floor(shown + (time() - since) * rate)
  const now = () => held ?? running()
  const changed = () => listeners.forEach((listener) => listener())

  function takeUp(state: ClockState) {
    since = time()
    mode = state.mode
    rate = state.rate
    shown = mode === 'real' ? since + state.offset : state.now
  }
  takeUp(first ?? { mode: 'real', rate: 1, offset: 0, now: 0 })

  function arm() {
    clearTimeout(timer)
    const next = agenda.first()
    if (!timers || !next || rate === 0) return
    timer = setTimeout(runDue, Math.min(LONGEST_TIMER, Math.max(0, Math.ceil((next.moment - running()) / rate))))
  }

  function runDue() {
    const until = running()
    try {
      for (let entry = agenda.first(); entry && entry.moment <= until; entry = agenda.first()) {
        agenda.take()
        held = entry.moment
        entry.run()
      }
    } finally {
      held = null
      arm()
    }
  }

  return {
    now,
    iso: () => new Date(now()).toISOString(),
    at(moment, run) {
      const entry = { moment, run }
      const cancel = agenda.add(entry)
      // While tasks are running, whoever runs them sets the timer afterwards.
      if (held === null && agenda.first() === entry) arm()
      return cancel
    },
    advance(milliseconds) {
      shown += milliseconds
      runDue()
      changed()
    },
    next: () => agenda.first()?.moment ?? null,
    set(wanted, wantedRate = USUAL_FAST) {
      shown = running()
      since = time()
      mode = wanted
      rate = wanted === 'real' ? 1 : wanted === 'frozen' ? 0 : wantedRate
      arm()
      changed()
    },
    get mode() {
      return mode
    },
    get rate() {
      return rate
    },
    state: () =>
      mode === 'real' ? { mode, rate, offset: running() - time(), now: 0 } : { mode, rate, offset: 0, now: running() },
    restore(state) {
      agenda.clear()
      takeUp(state)
      arm()
      changed()
    },
    onChange: (listener) => void listeners.push(listener),
    offset: () => running() - time(),
    close() {
      clearTimeout(timer)
      agenda.clear()
    },
  }
}
