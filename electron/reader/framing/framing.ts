/**
 * Cuts a reader's bytes into frames. One framer serves one connection, so that half a frame before an unplug is never
 * glued to what comes after it.
 */
export interface Framer<Frame> {
  /**
   * Takes the next bytes, in chunks of any size, and returns the frames they complete, in order, checksums verified.
   * @param at monotonic milliseconds when the bytes arrived
   */
  push(bytes: Uint8Array, at: number): Frame[]
  /**
   * Milliseconds of silence after which `rest` is to be called, or null while nothing waits for silence. Framings whose
   * frames end by themselves leave it out.
   */
  readonly restAfterMs?: number | null
  /** The frames that silence has ended. */
  rest?(): Frame[]
  /** Frames that were begun and came to nothing: cut short, garbled, or with a wrong checksum. */
  readonly rejected: number
}

export type CreateFramer<Frame> = () => Framer<Frame>

/** A framer whose frames are made into others; those made into null are left out, as what is no card. */
export function mapFrames<From, To>(framer: Framer<From>, make: (frame: From) => To | null): Framer<To> {
  const all = (frames: readonly From[]): To[] => frames.map(make).filter((frame) => frame !== null)
  return {
    push: (bytes, at) => all(framer.push(bytes, at)),
    get restAfterMs() {
      return framer.restAfterMs ?? null
    },
    rest: () => all(framer.rest?.() ?? []),
    get rejected() {
      return framer.rejected
    },
  }
}
