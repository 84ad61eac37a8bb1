export interface TapSettings {
  /** Milliseconds after the last frame of a card during which the same card at the same reader is the same tap. */
  repeatWindowMs: number
  /** Milliseconds without a frame after which a repeating reader's card counts as taken away. */
  presenceMs: number
}

/** esp-rfid and ELATEC's firmware ignore the same card for 2 s; an RDM6300 repeats every 65 ms. */
export const tapDefaults: TapSettings = { repeatWindowMs: 2000, presenceMs: 300 }

/**
 * Tells taps from repeated frames. Each frame moves the window on, so a card left on the reader is one tap, and the
 * window starts when it is taken away. Another card is a tap at once.
 */
export function createTaps(settings: Partial<TapSettings> = {}) {
  const { repeatWindowMs, presenceMs } = { ...tapDefaults, ...settings }
  const windowMs = Math.max(repeatWindowMs, presenceMs)
  const last = new Map<string, { identity: string; frameAt: number }>()

  return {
    /** True when this frame is a tap of its own. `at` is monotonic milliseconds: the wall clock may jump. */
    isTap(reader: string, identity: string, at: number): boolean {
      const before = last.get(reader)
      last.set(reader, { identity, frameAt: at })
      return before === undefined || before.identity !== identity || at - before.frameAt >= windowMs
    },
  }
}
