import type { Framer } from './framing.ts'

export interface ScannerSettings {
  /** Whether the scanner ends each code with CR, LF or both. Without it, silence ends a code. */
  terminated: boolean
  /** Whether lines that follow each other at once are one code: contact cards and Wi-Fi codes have several. */
  multiline: boolean
}

export const scannerDefaults: ScannerSettings = { terminated: true, multiline: true }

/** Bytes of the longest code: 2000 characters, and what stands around them. */
const longest = 8192
const carriageReturn = 0x0d
const lineFeed = 0x0a
const nextLineMs = 30
const unterminatedMs = 50
const staleAfterMs = 500

/**
 * QR and barcode scanners in USB-COM mode: text in UTF-8, which is decoded with replacement. Yields one text for a code,
 * its lines joined by LF, with an AIM identifier still in front. Keeps at most one code; a longer one is dropped whole.
 */
export function createScannerFramer(settings: Partial<ScannerSettings> = {}): Framer<string> {
  const { terminated, multiline } = { ...scannerDefaults, ...settings }
  let bytes: number[] = []
  let overflown = false
  /** Whether the last byte ended a line. */
  let ended = false
  let lastAt = 0
  let rejected = 0

  const clear = (): void => {
    bytes = []
    overflown = false
    ended = false
  }
  const finish = (): string[] => {
    const text = overflown ? '' : new TextDecoder().decode(Uint8Array.from(bytes)).trimEnd()
    if (overflown) rejected += 1
    clear()
    return text === '' ? [] : [text]
  }
  const waiting = (): boolean => bytes.length > 0 || overflown
  const silenceMs = (): number | null => {
    if (!waiting()) return null
    if (!terminated) return unterminatedMs
    return ended && multiline ? nextLineMs : null
  }
  const add = (byte: number): void => {
    if (bytes.length < longest) bytes.push(byte)
    else overflown = true
  }

  return {
    push(chunk, at) {
      const silent = at - lastAt
      lastAt = at
      const codes: string[] = []
      const patience = silenceMs()
      if (patience !== null && silent >= patience) codes.push(...finish())
      else if (waiting() && silent > staleAfterMs) {
        rejected += 1
        clear()
      }
      for (const byte of chunk) {
        if (byte !== carriageReturn && byte !== lineFeed) {
          if (ended) add(lineFeed)
          ended = false
          add(byte)
        } else if (waiting()) {
          ended = true
          if (terminated && !multiline) codes.push(...finish())
        }
      }
      return codes
    },
    get restAfterMs() {
      return silenceMs()
    },
    rest: finish,
    get rejected() {
      return rejected
    },
  }
}
