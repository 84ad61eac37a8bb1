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
  /** Frames that were begun and came to nothing: cut short, garbled, or with a wrong checksum. */
  readonly rejected: number
}

export type CreateFramer<Frame> = () => Framer<Frame>
