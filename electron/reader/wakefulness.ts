import type { Clock } from './services.ts'

const lookEveryMs = 1500
/** More than a busy computer is late by, and less than anybody lets one sleep. */
const sleptMs = 10_000

/**
 * Calls `woken` when the computer has slept, told by a wall clock that went on while no timer ran. What was open before may
 * look open after and yet be dead. Returns what ends the watching.
 */
export function watchSleep(clock: Pick<Clock, 'now'>, woken: () => void): () => void {
  let lookedAt = clock.now()
  const timer = setInterval(() => {
    const gap = clock.now() - lookedAt
    lookedAt = clock.now()
    if (gap > sleptMs) woken()
  }, lookEveryMs)
  return () => clearInterval(timer)
}
