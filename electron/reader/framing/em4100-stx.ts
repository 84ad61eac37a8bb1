import type { Framer } from './framing.ts'

const stx = 0x02
const etx = 0x03
const lineFeed = 0x0a
const carriageReturn = 0x0d

/** Five bytes of card and one of checksum, two digits each. */
const digitsInFrame = 12
const lineEndsInFrame = 2
/**
 * Milliseconds after which the rest of a frame is not waited for. A frame takes 17 ms on the wire; the margin is for a
 * busy computer that hands the two halves of a good frame over late. A new frame starts afresh at any time.
 */
const staleAfterMs = 1000

/**
 * RDM6300 and RDM630 (14 bytes: STX, ten hex digits, two of checksum, ETX) and ID-Innovations ID-2/3/12/20 (16 bytes:
 * the same with CR LF before ETX), at 9600 baud. The checksum is the XOR of the five card bytes. Yields the card's ten
 * digits in upper case. Keeps at most one frame, whatever is sent.
 */
export function createEm4100StxFramer(): Framer<string> {
  const digits = new Uint8Array(digitsInFrame)
  let inside = false
  let count = 0
  let lineEnds = 0
  let lastAt = 0
  let rejected = 0

  const drop = (): void => {
    inside = false
    rejected += 1
  }

  /** Returns a card when this byte completes one. */
  const take = (byte: number): string | null => {
    if (byte === stx) {
      if (inside) rejected += 1
      inside = true
      count = 0
      lineEnds = 0
      return null
    }
    if (!inside) return null
    if (byte === etx) {
      const card = count === digitsInFrame ? verified(digits) : null
      if (card === null) rejected += 1
      inside = false
      return card
    }
    if (byte === carriageReturn || byte === lineFeed) {
      lineEnds += 1
      if (count < digitsInFrame || lineEnds > lineEndsInFrame) drop()
      return null
    }
    const digit = hexDigit(byte)
    if (digit === null || count === digitsInFrame) {
      drop()
      return null
    }
    digits[count] = digit
    count += 1
    return null
  }

  return {
    push(bytes, at) {
      if (inside && at - lastAt > staleAfterMs) drop()
      lastAt = at
      const cards: string[] = []
      for (const byte of bytes) {
        const card = take(byte)
        if (card !== null) cards.push(card)
      }
      return cards
    },
    get rejected() {
      return rejected
    },
  }
}

/** Turns twelve digits into the ten of the card, or null when their checksum is wrong. */
function verified(digits: Uint8Array): string | null {
  let checksum = 0
  let card = ''
  for (let index = 0; index < digitsInFrame; index += 2) {
    const high = digits[index] ?? 0
    const low = digits[index + 1] ?? 0
    checksum ^= (high << 4) | low
    if (index < digitsInFrame - 2) card += high.toString(16) + low.toString(16)
  }
  return checksum === 0 ? card.toUpperCase() : null
}

function hexDigit(byte: number): number | null {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte & ~0x20
  if (letter >= 0x41 && letter <= 0x46) return letter - 0x41 + 10
  return null
}
