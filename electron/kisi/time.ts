import type { CallOptions, KisiClient, KisiMoment } from './types.ts'

/** Answers take a while and name whole seconds. */
const toleranceMs = 5000
/** Where so many answers in a row each say something else, the newest is taken. */
const mostDoubts = 3

export interface KisiTime {
  /** The time at Kisi, epoch milliseconds; while Kisi has not said, by the difference that is remembered. */
  now(): number
  /** By how much this computer's clock is ahead of Kisi's, milliseconds; null while Kisi has not said. */
  aheadMs(): number | null
  /**
   * Takes what Kisi said. `as thought`: `now` was right then. `other`: it was not, and is now. `doubtful`: one odd answer
   * is not believed before a second one says the same; ask again.
   */
  note(made: KisiMoment | null): 'as thought' | 'other' | 'doubtful'
  /** Asks Kisi for the time if it has not said yet. Where it cannot be asked, nothing happens. */
  learn(call: CallOptions): Promise<void>
}

/**
 * Kisi's clock, as its event sets tell it: what events happened when is told by that clock alone, and the one of this
 * computer may be hours off. Between two answers it goes by the monotonic clock, so that nobody who sets this computer's
 * clock moves it.
 */
export function createKisiTime(options: {
  kisi: Pick<KisiClient, 'events'>
  clock: { now(): number; monotonic(): number }
  /** By how much this computer's clock was ahead in an earlier life of the desk; null or missing: nobody knows. */
  rememberedAheadMs?: number | null
  /** Kisi has said the time, and this computer's clock is so much ahead of it. */
  onSaid?(aheadMs: number): void
}): KisiTime {
  const { kisi, clock, rememberedAheadMs = null } = options
  let known: KisiMoment | null = null
  let odd: KisiMoment | null = null
  let doubts = 0

  /** How far two moments are from telling of one clock. */
  const apart = (one: KisiMoment, other: KisiMoment): number =>
    Math.abs(other.at - one.at - (other.monotonic - one.monotonic))
  const now = (): number =>
    known === null ? clock.now() - (rememberedAheadMs ?? 0) : known.at + clock.monotonic() - known.monotonic

  function note(made: KisiMoment | null): ReturnType<KisiTime['note']> {
    if (made === null) return 'as thought'
    const thought = known ?? { at: now(), monotonic: clock.monotonic() }
    const same = apart(thought, made) <= toleranceMs
    const confirmed = known === null || (odd !== null && apart(odd, made) <= toleranceMs) || doubts >= mostDoubts
    if (!same && !confirmed) {
      odd = made
      doubts += 1
      return 'doubtful'
    }
    known = made
    odd = null
    doubts = 0
    options.onSaid?.(clock.now() - now())
    return same ? 'as thought' : 'other'
  }

  return {
    now,
    aheadMs: () => (known === null ? null : clock.now() - now()),
    note,
    async learn(call) {
      if (known !== null) return
      const at = clock.now()
      const [from, to] = [new Date(at - 1000).toISOString(), new Date(at).toISOString()] as const
      // No event is looked for, only when the set was made.
      const answer = await kisi.events({ from, to, types: ['place.create'] }, call).catch(() => null)
      note(answer?.made ?? null)
    },
  }
}
