import { createAgenda } from '../world/agenda.ts'
import type { Clock } from '../world/clock.ts'

/** One after the other, in the order of their coming: a door, a receptionist. */
export interface Lane {
  /** Resolves when it is one's turn, with what ends it. */
  take(): Promise<() => void>
}

/**
 * People who do things at the same time, by the simulator's clock. Only one of them runs at a time and the next goes on
 * only when that one waits again, so that the same seed gives the same story.
 */
export interface Timeline {
  now(): number
  wait(milliseconds: number): Promise<void>
  /** Starts somebody beside those who run already. */
  start(process: () => Promise<void>): void
  lane(): Lane
  /** Goes on until everybody has finished. Rejects with the first error of any of them, or with that of `stop`. */
  run(): Promise<void>
  /** Ends it: nobody goes on. */
  stop(error: Error): void
}

/** A frozen clock is moved on from moment to moment, as fast as the machine allows; any other is waited for. */
export function createTimeline(clock: Clock): Timeline {
  const agenda = createAgenda()
  let busy = 0
  let onIdle: () => void = () => undefined
  const failures: unknown[] = []
  let stopWaiting: () => void = () => undefined

  function rest() {
    busy -= 1
    if (busy === 0) onIdle()
  }
  function later(moment: number, run: () => void) {
    agenda.add({
      moment,
      run() {
        busy += 1
        run()
      },
    })
  }
  function pass(moment: number): Promise<void> {
    if (moment <= clock.now()) return Promise.resolve()
    if (clock.mode !== 'frozen') {
      return new Promise((resolve) => {
        stopWaiting = resolve
        clock.at(moment, resolve)
      })
    }
    clock.advance(moment - clock.now())
    return Promise.resolve()
  }

  return {
    now: clock.now,
    wait(milliseconds) {
      return new Promise((resolve) => {
        later(clock.now() + milliseconds, resolve)
        rest()
      })
    },
    start(process) {
      later(clock.now(), () => {
        process()
          .catch((error: unknown) => failures.push(error))
          .finally(rest)
      })
    },
    lane() {
      const waiting: (() => void)[] = []
      let taken = false
      const release = () => {
        const next = waiting.shift()
        if (next) later(clock.now(), next)
        else taken = false
      }
      return {
        take() {
          if (!taken) {
            taken = true
            return Promise.resolve(release)
          }
          return new Promise((resolve) => {
            waiting.push(() => resolve(release))
            rest()
          })
        },
      }
    },
    async run() {
      for (let entry = agenda.take(); entry; entry = agenda.take()) {
        await pass(entry.moment)
        if (failures.length > 0) throw failures[0]
        const idle = new Promise<void>((resolve) => (onIdle = resolve))
        entry.run()
        await idle
        if (failures.length > 0) throw failures[0]
      }
    },
    stop(error) {
      failures.push(error)
      stopWaiting()
    },
  }
}
