/** A card as a format reads it from a frame. */
export interface Credential {
  /** Technology and every bit read: the only thing cards are compared by. */
  identity: string
  /** As printed on the card. */
  number: string
}

/** Reads a frame's payload, or returns null when the payload is no card of this format. */
export type Decode<Frame> = (frame: Frame) => Credential | null
