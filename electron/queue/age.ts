/**
 * How old a momentary command is, in milliseconds: the larger of what the wall clock and the monotonic clock say.
 * Another process (boot), or a clock that went back, counts as too old for anything: infinity.
 */
export function ageOf(
  command: { enqueuedAt: number; enqueuedMonotonic: number; boot: string },
  now: { wall: number; monotonic: number; boot: string },
): number {
  if (command.boot !== now.boot) return Number.POSITIVE_INFINITY
  const wall = now.wall - command.enqueuedAt
  const monotonic = now.monotonic - command.enqueuedMonotonic
  if (wall < 0 || monotonic < 0) return Number.POSITIVE_INFINITY
  return Math.max(wall, monotonic)
}

/** A door is never opened later than this after the click, in milliseconds. */
export const momentaryLifeMs = 10_000

/** A lockdown is tried for so long after it was asked for, in milliseconds. */
export const alarmLifeMs = 60_000
