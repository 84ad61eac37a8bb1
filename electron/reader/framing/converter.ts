import type { Framer } from './framing.ts'
import { createLineFramer } from './lines.ts'
import type { LineSettings } from './lines.ts'

/** A line for a card, or a key of the reader's keypad. */
export type ConverterFrame = { kind: 'card'; text: string } | { kind: 'key'; key: string }

/** Longer than a line takes between two of its characters, shorter than a person between two keys. */
const keySilenceMs = 50
const keypad = /^[0-9*#]$/
const carriageReturn = 0x0d
const lineFeed = 0x0a

/**
 * Wiegand-to-serial converters: lines of digits for cards; a key of the keypad is a single character that nothing ends, so
 * that only silence tells it from the beginning of a line.
 */
export function createConverterFramer(settings: Partial<LineSettings> = {}): Framer<ConverterFrame> {
  const lines = createLineFramer(settings)
  let held: string | null = null
  let lastAt = 0
  let between = true

  const keyed = (): ConverterFrame[] => {
    if (held === null) return []
    const key = held
    held = null
    between = true
    return [{ kind: 'key', key }]
  }
  const cards = (texts: readonly string[]): ConverterFrame[] => texts.map((text) => ({ kind: 'card', text }))
  return {
    push(bytes, at) {
      const frames = at - lastAt >= keySilenceMs ? keyed() : []
      if (at - lastAt >= keySilenceMs) between = true
      lastAt = at
      const passed: number[] = []
      for (const byte of bytes) {
        const character = String.fromCharCode(byte)
        if (between && held === null && keypad.test(character)) {
          held = character
          between = false
          continue
        }
        // A byte after a held key: the two begin a line.
        if (held !== null) passed.push(held.charCodeAt(0))
        held = null
        passed.push(byte)
        between = byte === carriageReturn || byte === lineFeed
      }
      if (passed.length > 0) frames.push(...cards(lines.push(Uint8Array.from(passed), at)))
      return frames
    },
    get restAfterMs() {
      return held === null ? (lines.restAfterMs ?? null) : keySilenceMs
    },
    rest: () => (held === null ? cards(lines.rest?.() ?? []) : keyed()),
    get rejected() {
      return lines.rejected
    },
  }
}
