import { createEm4100StxFramer } from './framing/em4100-stx.ts'
import type { CreateFramer } from './framing/framing.ts'
import { decodeEm4100 } from './format/em4100.ts'
import type { Credential, Decode } from './format/format.ts'
import type { LineSettings } from './ports/port.ts'

/** A kind of reader: how its line is set, how its bytes are framed, and what a frame means. */
export interface ReaderProfile {
  line: LineSettings
  /** A decoder for one connection: bytes in, cards out. */
  createDecoder(): CardDecoder
}

export interface CardDecoder {
  /** @param at monotonic milliseconds when the bytes arrived */
  push(bytes: Uint8Array, at: number): Credential[]
  readonly rejected: number
}

/** Joins a framing and a format into a profile. */
export function createProfile<Frame>(parts: {
  line: LineSettings
  createFramer: CreateFramer<Frame>
  decode: Decode<Frame>
}): ReaderProfile {
  return {
    line: parts.line,
    createDecoder() {
      const framer = parts.createFramer()
      return {
        push: (bytes, at) =>
          framer
            .push(bytes, at)
            .map(parts.decode)
            .filter((card) => card !== null),
        get rejected() {
          return framer.rejected
        },
      }
    },
  }
}

/** RDM6300, RDM630 and ID-Innovations ID-2/3/12/20: EM4100 cards between STX and ETX, 9600 baud. */
export const em4100Reader = createProfile({
  line: { baudRate: 9600 },
  createFramer: createEm4100StxFramer,
  decode: decodeEm4100,
})
