import type { Credential, Decode } from './format/format.ts'
import type { Framer } from './framing/framing.ts'
import type { Timers } from './services.ts'

/** What a reader can be told to show: that a card was taken, or that it was not. */
export type Signal = 'granted' | 'denied'

/** The line of one connection, as the conversation with a reader sees it. */
export interface Line {
  timers: Timers
  /** Sends bytes; what cannot be sent any more is dropped and never sent later. */
  write(bytes: Uint8Array): void
  /** @param at monotonic milliseconds when the card's last byte arrived */
  onCard(card: Credential, at: number): void
  /** Keys of the reader's keypad: digits, `*` and `#`. */
  onKeys(keys: string): void
  /** One sentence for a receptionist while something is wrong with a reader whose port is open, then null. */
  onTrouble(message: string | null): void
}

/** What is said to one reader and heard from it, on one connection. */
export interface Conversation {
  /** The port is open: the first thing may be said. */
  start(): void
  /** Takes the next bytes, in chunks of any size. Answers how many frames in them were sound. */
  push(bytes: Uint8Array, at: number): number
  /** Shows it on the reader. False when the reader has nothing to show it with, or does not answer. */
  signal(what: Signal): Promise<boolean>
  readonly rejected: number
  close(): void
}

/** A reader that only speaks: its frames are cards, or keys. */
export function listen<Frame>(
  line: Line,
  framer: Framer<Frame>,
  decode: Decode<Frame>,
  keysIn: (frame: Frame) => string | null = () => null,
): Conversation {
  let refused = 0
  let cancelRest: () => void = () => undefined

  const take = (frames: readonly Frame[], at: number): number => {
    let sound = 0
    for (const frame of frames) {
      const keys = keysIn(frame)
      const card = keys === null ? decode(frame) : null
      if (keys !== null) line.onKeys(keys)
      if (card !== null) line.onCard(card, at)
      if (keys === null && card === null) refused += 1
      else sound += 1
    }
    return sound
  }

  return {
    start: () => undefined,
    push(bytes, at) {
      const sound = take(framer.push(bytes, at), at)
      cancelRest()
      const patience = framer.restAfterMs ?? null
      if (patience !== null) cancelRest = line.timers.after(patience, () => void take(framer.rest?.() ?? [], at))
      return sound
    },
    signal: async () => false,
    get rejected() {
      return framer.rejected + refused
    },
    close: () => cancelRest(),
  }
}
