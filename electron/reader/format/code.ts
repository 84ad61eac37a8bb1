import type { CardFormat, Credential } from './format.ts'

/** AIM code letters (ISO/IEC 15424), and what stands behind them for Kisi, which knows QR codes and barcodes. */
const symbologies: Readonly<Record<string, 'qr' | 'barcode'>> = {
  Q: 'qr',
  C: 'barcode',
  d: 'barcode',
  A: 'barcode',
  I: 'barcode',
  G: 'barcode',
  U: 'barcode',
  L: 'barcode',
  z: 'barcode',
  E: 'barcode',
  e: 'barcode',
  F: 'barcode',
  H: 'barcode',
  X: 'barcode',
}
/** Kisi's optical cards hold no more characters. */
const longest = 2000

/**
 * A code before a scanner. An AIM identifier in front (`]Q1`) says what kind of code it is and is taken off; without one
 * the kind is unknown. The text may be anything a phone can show: control characters except TAB and line breaks are
 * dropped, and it must never be opened, run or put into a page. Null when nothing is left or when it is too long.
 */
export function decodeCode(scanned: string): Credential | null {
  const letter = /^\]([A-Za-z])[0-9A-Za-z]/.exec(scanned)?.[1]
  const known = letter === undefined ? undefined : symbologies[letter]
  const text = withoutControls(known === undefined ? scanned : scanned.slice(3))
  if (text.trim() === '' || [...text].length > longest) return null
  const format: CardFormat = known ?? 'code'
  const identity = `${format}:${text}`
  const reading = { format, identity, number: text, facilityCode: null, cardNumber: null, enrollable: true }
  return { identity, number: text, readings: [reading] }
}

/** The content of a MIFARE Classic block, from a reader that is set to send that instead of the UID. */
export function decodeDataBlock(text: string): Credential | null {
  if (!/^[\x21-\x7e]{1,64}$/.test(text)) return null
  const identity = `data_block:${text}`
  const reading = {
    format: 'data_block',
    identity,
    number: text,
    facilityCode: null,
    cardNumber: null,
    enrollable: true,
  } as const
  return { identity, number: text, readings: [reading] }
}

function withoutControls(text: string): string {
  return [...text]
    .filter((character) => {
      const code = character.codePointAt(0) ?? 0
      return code === 0x09 || code === 0x0a || (code >= 0x20 && (code < 0x7f || code > 0x9f))
    })
    .join('')
}
