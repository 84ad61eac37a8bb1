import { createNmeaCounter } from './framing/nmea.ts'
import { garbledMessage, gpsMessage, noiseMessage } from './ports/failure.ts'

/**
 * Bytes without a sound frame after which the reader is said to be garbled: more than the longest line that is no card,
 * and less than a wrong speed sends in a few taps.
 */
const garbledBytes = 128
/** A tap at a wrong speed is a short burst of noise: so many of them, and nothing that makes sense between. */
const noisyBursts = 3
const betweenBurstsMs = 100
/** One sentence may be a line that somebody put into a code. */
const sentencesOfGps = 2

const isNoise = (byte: number): boolean => byte >= 0x7f || (byte < 0x20 && ![2, 3, 9, 10, 13].includes(byte))

/** How much of it no reader sends that is listened to at its own speed: control characters and what is not ASCII. */
export function noiseIn(bytes: Uint8Array): number {
  let noise = 0
  for (const byte of bytes) if (isNoise(byte)) noise += 1
  return noise
}

/** What is said of a connected reader: what its conversation says, or that bytes keep coming that mean nothing. */
export function createTrouble(baudRate: number, say: (message: string | null) => void) {
  let senseless = 0
  let bursts = 0
  let lastAt = -Infinity
  let inNoise = false
  let gps = createNmeaCounter()
  let told: string | null = null
  let heard: string | null = null
  let said: string | null = null

  const tell = (): void => {
    const message = told ?? heard
    if (message === said) return
    said = message
    say(message)
  }
  const judge = (bytes: Uint8Array, at: number): string | null => {
    if (at - lastAt >= betweenBurstsMs) inNoise = false
    if (!inNoise && noiseIn(bytes) > 0) {
      inNoise = true
      bursts += 1
    }
    senseless += bytes.length
    if (gps.push(bytes) >= sentencesOfGps) return gpsMessage
    if (bursts >= noisyBursts) return noiseMessage(baudRate)
    return senseless > garbledBytes ? (bursts > 0 ? noiseMessage(baudRate) : garbledMessage(baudRate)) : null
  }

  return {
    told(message: string | null): void {
      told = message
      tell()
    },
    /** @param at monotonic milliseconds */
    heard(bytes: Uint8Array, soundFrames: number, at: number): void {
      if (soundFrames > 0) {
        senseless = 0
        bursts = 0
        gps = createNmeaCounter()
        heard = null
      } else heard = judge(bytes, at)
      lastAt = at
      tell()
    },
  }
}
