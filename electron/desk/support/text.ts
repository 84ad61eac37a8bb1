import { DeskError } from '../../contract/errors.ts'

/** Control characters, line breaks and the marks that reorder a line: a name needs none of them. */
const unwanted = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]+/gu

/** Composes, drops what cannot be seen, and melts runs of spaces. Any script, emoji and right-to-left text pass. */
export function tidy(text: string): string {
  return text.normalize('NFC').replace(unwanted, ' ').replace(/\s+/gu, ' ').trim()
}

/** A text that must be there. Throws `invalid` with the field and a sentence. */
export function requiredText(text: string, field: string, sentence: string, longest: number): string {
  const value = tidy(text)
  if (value === '') throw new DeskError('invalid', sentence, field)
  return withinLength(value, field, longest)
}

/** A text that may be missing: empty and only-spaces become null. */
export function optionalText(text: string | null, field: string, longest: number): string | null {
  const value = tidy(text ?? '')
  return value === '' ? null : withinLength(value, field, longest)
}

function withinLength(value: string, field: string, longest: number): string {
  if (value.length <= longest) return value
  throw new DeskError('invalid', `That is ${value.length} characters long. ${longest} fit.`, field)
}

/**
 * An e-mail address as Kisi takes it, or null: one @, no spaces, a domain with a dot. Whether it can be reached is not
 * for the desk to guess.
 */
export function optionalEmail(text: string | null, field: string, longest: number): string | null {
  const value = optionalText(text, field, longest)
  if (value === null) return null
  if (!/^[^\s@<>",;:]+@[^\s@<>",;:.]+(\.[^\s@<>",;:.]+)+$/u.test(value)) {
    throw new DeskError('invalid', 'That is not an e-mail address. Correct it, or leave it out.', field)
  }
  return value
}
