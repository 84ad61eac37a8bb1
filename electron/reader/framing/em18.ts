import type { Framer } from './framing.ts'

const frameLength = 12
/** A frame has no end of its own: this much silence ends it. */
const silenceMs = 20

/**
 * EM-18: twelve hex digits at 9600 baud without start or end, ten of the card and two of checksum, the XOR of the card's
 * bytes. Silence is the only frame there is, so that anything but twelve digits between two silences is dropped.
 */
export function createEm18Framer(): Framer<string> {
  let text = ''
  let spoilt = false
  let lastAt = 0
  let rejected = 0

  const finish = (): string[] => {
    const card = spoilt ? null : verified(text)
    if (card === null && (spoilt || text !== '')) rejected += 1
    text = ''
    spoilt = false
    return card === null ? [] : [card]
  }

  return {
    push(bytes, at) {
      const cards = at - lastAt > silenceMs ? finish() : []
      lastAt = at
      for (const byte of bytes) {
        const digit = /[0-9A-Fa-f]/.test(String.fromCharCode(byte))
        if (!digit || text.length === frameLength) spoilt = true
        else if (!spoilt) text += String.fromCharCode(byte)
      }
      return cards
    },
    get restAfterMs() {
      return spoilt || text !== '' ? silenceMs + 1 : null
    },
    rest: finish,
    get rejected() {
      return rejected
    },
  }
}

function verified(digits: string): string | null {
  if (digits.length !== frameLength) return null
  const bytes = digits.match(/../g) ?? []
  const sum = bytes.reduce((xor, byte) => xor ^ Number.parseInt(byte, 16), 0)
  return sum === 0 ? digits.slice(0, -2).toUpperCase() : null
}
