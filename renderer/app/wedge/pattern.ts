import type { TypingRhythm } from '../../../electron/contract/readers.ts'
import { usCharacter } from './us-layout.ts'

/** What a reader that types writes, and how fast. `end` none: it ends with silence, and takes an Enter or Tab along. */
export type TypingPattern = TypingRhythm

/** What keys have written, as the layout has it or as a US keyboard would. */
export function writtenBy(
  presses: readonly { key: string; code: string; shift: boolean }[],
  by: TypingPattern['by'],
): string {
  return presses.map(({ key, code, shift }) => (by === 'key' ? key : (usCharacter(code, shift) ?? '\u0000'))).join('')
}

const alphabets = { decimal: /^[0-9]*$/, hex: /^[0-9A-Fa-f]*$/, text: /^[^]*$/ }

/**
 * Whether these characters can be the reader's: `begun` when more must come, `whole` when it may be all; null when they
 * are somebody else's.
 */
export function fitOf(pattern: TypingPattern, text: string): 'begun' | 'whole' | null {
  const { prefix, suffix, shortest, longest } = pattern
  if (text.length < prefix.length) return prefix.startsWith(text) ? 'begun' : null
  if (!text.startsWith(prefix)) return null
  const rest = text.slice(prefix.length)
  const isBody = (body: string): boolean => body.length <= longest && alphabets[pattern.alphabet].test(body)
  if (rest.endsWith(suffix)) {
    const body = rest.slice(0, rest.length - suffix.length)
    // A held key, or something leaning on the keyboard, is no card.
    const varied = new Set(body).size > 1
    if (isBody(body) && body.length >= shortest && varied) return 'whole'
  }
  for (let ends = 0; ends < Math.max(1, suffix.length); ends++) {
    if (rest.endsWith(suffix.slice(0, ends)) && isBody(rest.slice(0, rest.length - ends))) return 'begun'
  }
  return null
}

/** The characters of the card alone; hex in capitals, so that Caps Lock makes no other card of it. */
export function bodyOf(pattern: TypingPattern, text: string): string {
  const body = text.slice(pattern.prefix.length, text.length - pattern.suffix.length)
  return pattern.alphabet === 'hex' ? body.toUpperCase() : body
}
