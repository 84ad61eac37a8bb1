/** From and to, in epoch milliseconds of real time. */
export type Stall = readonly [number, number]

const beatMs = 5
/** A beat that is later than this, in milliseconds, was kept waiting. */
const lateMs = 15

/**
 * Tells when nothing of this process could run, for the machine did something else or it computed without a pause: a
 * beat that should have come did not. Where time goes many times as fast as in life, a tenth of such a second is long.
 */
export function watchStalls(
  now: () => number,
  every: typeof setInterval,
  tell: (stall: Stall) => void,
): { stop(): void } {
  let last = now()
  const beat = every(() => {
    const at = now()
    if (at - last > beatMs + lateMs) tell([last, at])
    last = at
  }, beatMs)
  beat.unref()
  return { stop: () => clearInterval(beat) }
}
