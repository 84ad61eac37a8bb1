/** The simulator's own time: real time plus what it was told to advance by. */
export interface Clock {
  /** Milliseconds since the epoch; while a scheduled task runs, the moment that task was due. */
  now(): number
  /** RFC 3339 in UTC with milliseconds. */
  iso(): string
  /** Runs `task` once at that moment of the simulator's time. Returns a function that cancels it. */
  at(moment: number, task: () => void): () => void
  /** Moves the time forward and runs, in order, whatever falls due on the way. */
  advance(milliseconds: number): void
  /** How far the simulator is ahead of `time`, in milliseconds. */
  offset(): number
  close(): void
}

export interface ClockOptions {
  /** Where real time comes from, in milliseconds since the epoch. */
  time: () => number
  offset?: number
  /** False in tests that hold the time still: due tasks then run only on `advance`. */
  timers?: boolean
}

interface Task {
  moment: number
  order: number
  run: () => void
}

/** setTimeout takes no more than this many milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1

export function createClock({ time, offset: startOffset = 0, timers = true }: ClockOptions): Clock {
  let offset = startOffset
  let held: number | null = null
  let order = 0
  let timer: NodeJS.Timeout | undefined
  let tasks: Task[] = []

  const now = () => held ?? time() + offset

  function arm() {
    clearTimeout(timer)
    const next = tasks[0]
    if (!timers || !next) return
    timer = setTimeout(runDue, Math.min(LONGEST_TIMER, Math.max(0, next.moment - now())))
  }

  function runDue() {
    const until = time() + offset
    for (let task = tasks[0]; task && task.moment <= until; task = tasks[0]) {
      tasks.shift()
      held = task.moment
      try {
        task.run()
      } finally {
        held = null
      }
    }
    arm()
  }

  return {
    now,
    iso: () => new Date(now()).toISOString(),
    at(moment, run) {
      const task = { moment, order: order++, run }
      tasks.push(task)
      tasks.sort((one, other) => one.moment - other.moment || one.order - other.order)
      arm()
      return () => {
        tasks = tasks.filter((each) => each !== task)
        arm()
      }
    },
    advance(milliseconds) {
      offset += milliseconds
      runDue()
    },
    offset: () => offset,
    close() {
      clearTimeout(timer)
      tasks = []
    },
  }
}
