export interface TapSettings {
  /** Milliseconds after the last frame of a card during which the same card at the same reader is the same tap. */
  repeatWindowMs: number
  /** Milliseconds without a frame after which a repeating reader's card counts as taken away. */
  presenceMs: number
}

/** esp-rfid and ELATEC's firmware ignore the same card for 2 s; an RDM6300 repeats every 65 ms. */
export const tapDefaults: TapSettings = { repeatWindowMs: 2000, presenceMs: 300 }

/** Cards that are remembered at one reader: more cannot lie in its field. */
const mostCards = 16

/**
 * Tells taps from repeated frames. Each frame moves its card's window on, so a card left on the reader is one tap, and the
 * window starts when it is taken away. Another card is a tap at once, and does not make the first one a tap again: a
 * reader with two cards before it shows them in turn.
 */
export function createTaps(settings: Partial<TapSettings> = {}) {
  const { repeatWindowMs, presenceMs } = { ...tapDefaults, ...settings }
  const windowMs = Math.max(repeatWindowMs, presenceMs)
  const readers = new Map<string, Map<string, number>>()

  return {
    /** True when this frame is a tap of its own. `at` is monotonic milliseconds: the wall clock may jump. */
    isTap(reader: string, identity: string, at: number): boolean {
      const cards = readers.get(reader) ?? new Map<string, number>()
      readers.set(reader, cards)
      for (const [card, frameAt] of cards) if (at - frameAt >= windowMs) cards.delete(card)
      const repeated = cards.delete(identity)
      cards.set(identity, at)
      const [oldest] = cards.keys()
      if (cards.size > mostCards && oldest !== undefined) cards.delete(oldest)
      return !repeated
    },
  }
}
