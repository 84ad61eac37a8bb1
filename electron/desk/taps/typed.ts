import type { ReaderSettings } from '../../contract/readers.ts'
import { decodeCode } from '../../reader/format/code.ts'
import { decodeDigits } from '../../reader/format/digits.ts'
import { anyFormat, type Credential } from '../../reader/format/format.ts'

/**
 * A card or a code from what a reader has typed: digits are a card in every format that fits, anything else is a code. An
 * AIM identifier in front says that it is a code. Null when the reader's settings allow nothing that it could be.
 */
export function decodeTyped(typed: string, settings: ReaderSettings): Credential | null {
  const text = typed.trim()
  const base = settings.kind === 'keyboard' ? (settings.base ?? 'any') : 'any'
  const formats = settings.formats ?? null
  const byteOrder = settings.byteOrder ?? anyFormat.byteOrder
  const isCode = /^\][A-Za-z][0-9A-Za-z]/.test(text)
  const card = isCode ? null : decodeDigits(text, { base, formats, byteOrder })
  if (card !== null) return card
  const code = decodeCode(text)
  if (code === null || formats === null) return code
  return code.readings.every(({ format }) => formats.includes(format)) ? code : null
}
