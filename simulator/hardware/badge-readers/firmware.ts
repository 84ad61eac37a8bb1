import type { Credential } from './credential.ts'

/** What a reader shows to whoever stands before it. */
export interface Shown {
  /** The colour of its light now, `off` where none is lit. */
  light: string
  /** Beeps it was told to make since it was plugged in. */
  beeps: number
}

/** What is inside a badge reader: how it says what it reads, and what it makes of the bytes sent to it. */
export interface Firmware {
  /** Bits a second; a byte takes ten of them (8N1). */
  readonly baud: number
  /** How often it says again what stays in its field; once when missing. */
  readonly repeatMilliseconds?: number
  /** How long after the card it speaks. */
  readonly delayMilliseconds?: number
  /**
   * The bytes for one read; none for a reader that waits until it is asked. Null when it cannot read such a thing.
   */
  read(credential: Credential): Buffer | null
  /** What it says when the card leaves its field. */
  release?(): Buffer
  /** What it says when power comes on; whatever it knew is forgotten. */
  wake?(): Buffer
  /** Its answer to bytes from the desk. They may come in any pieces. */
  hear?(bytes: Buffer): Buffer
  shown?(): Shown
  /** The housing is opened, the power fails; null when it has no way to say so. */
  setStatus?(status: { tampered?: boolean; powerFailed?: boolean }): void
}

export const NOTHING = Buffer.alloc(0)
