import type { Framer } from './framing.ts'

export interface LineSettings {
  /** What ends a line. CR LF is both, since empty lines are nothing. */
  terminators: readonly ('cr' | 'lf' | 'tab' | 'etx')[]
  /** Milliseconds of silence that end a line, for readers that send no terminator; null for those that do. */
  silenceMs: number | null
  /** What stands before and after each card, and is taken off. A line without it is none. */
  prefix: string
  suffix: string
  /** Characters of the longest line. */
  longest: number
}

export const lineDefaults: LineSettings = {
  terminators: ['cr', 'lf'],
  silenceMs: null,
  prefix: '',
  suffix: '',
  longest: 128,
}

const terminatorBytes = { cr: 0x0d, lf: 0x0a, tab: 0x09, etx: 0x03 }
const carriageReturn = 0x0d
const lineFeed = 0x0a
/** Milliseconds after which the rest of a line is not waited for, for the sake of a busy computer rather than the wire. */
const staleAfterMs = 500

/**
 * Lines of printable ASCII: generic readers, rf IDEAS and ELATEC on a serial line, Parallax 28140 (LF, ten digits, CR).
 * Noise before a line is passed over; noise within it spoils that line, for the rest of a number is another number.
 * Silence or a terminator ends the spoilt part. Keeps at most one line.
 */
export function createLineFramer(settings: Partial<LineSettings> = {}): Framer<string> {
  const { terminators, silenceMs, prefix, suffix, longest } = { ...lineDefaults, ...settings }
  const ends = new Set(terminators.map((name) => terminatorBytes[name]))
  const room = longest + prefix.length + suffix.length
  let text = ''
  let spoilt = false
  let lastAt = 0
  let rejected = 0

  const clear = (): void => {
    text = ''
    spoilt = false
  }
  const finish = (): string[] => {
    const line = spoilt ? null : payload(text, prefix, suffix)
    if (line === null && (spoilt || text !== '')) rejected += 1
    clear()
    return line === null ? [] : [line]
  }
  const take = (byte: number): string[] => {
    if (ends.has(byte) || (silenceMs !== null && (byte === carriageReturn || byte === lineFeed))) return finish()
    if (spoilt) return []
    const printable = byte >= 0x20 && byte < 0x7f
    if (printable && text.length < room) text += String.fromCharCode(byte)
    else if (printable || text !== '') spoilt = true
    return []
  }

  return {
    push(bytes, at) {
      const silent = at - lastAt
      lastAt = at
      const lines: string[] = []
      if (silenceMs !== null && silent >= silenceMs) lines.push(...finish())
      else if (silent > staleAfterMs && (spoilt || text !== '')) {
        rejected += 1
        clear()
      }
      for (const byte of bytes) lines.push(...take(byte))
      return lines
    },
    get restAfterMs() {
      return spoilt || text !== '' ? silenceMs : null
    },
    rest: finish,
    get rejected() {
      return rejected
    },
  }
}

/** What stands between prefix and suffix; noise before the prefix is dropped. Null when one of them is missing. */
function payload(line: string, prefix: string, suffix: string): string | null {
  const start = line.indexOf(prefix)
  const end = line.length - suffix.length
  if (start < 0 || !line.endsWith(suffix) || start + prefix.length >= end) return null
  return line.slice(start + prefix.length, end)
}
