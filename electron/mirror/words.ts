import { fold } from '../contract/fold.ts'

/** Two of these stand before every word in the text index. No key types them, so `^^an` finds only starts of words. */
const mark = '\u0002'
const mostWords = 8
const longestWord = 64
/** Scripts that do not part words by spaces: there a name may be looked for from any of its letters on. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u
const longestUnspaced = 24

/** The folded words of a text: runs of letters and digits. Everything else, quotes and stars too, only parts them. */
export function wordsOf(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? []
}

function suffixes(word: string): string[] {
  if (!unspaced.test(word)) return [word]
  const letters = [...word].slice(0, longestUnspaced)
  return letters.map((_, index) => letters.slice(index).join(''))
}

/** A name or e-mail address as the text index keeps it. */
export function indexedText(text: string): string {
  return wordsOf(text)
    .flatMap(suffixes)
    .map((word) => mark + mark + word)
    .join('')
}

export interface QueryWord {
  text: string
  /** Trigrams need three letters; shorter ones are looked for at the starts of words, where the marks make up for them. */
  short: boolean
}

/** What of a query is looked for: at most eight words of at most 64 letters. */
export function queryWords(query: string): QueryWord[] {
  const words = [...new Set(wordsOf(query))].map((word) => [...word].slice(0, longestWord).join(''))
  return words.slice(0, mostWords).map((text) => ({ text, short: [...text].length < 3 }))
}

/**
 * A word of a query as an FTS5 phrase. Words hold only letters and digits, so the quotes cannot be left. One mark is
 * enough where the word brings two letters of its own, and spares the index its longest list.
 */
export function phrase(word: QueryWord, where: 'start' | 'anywhere'): string {
  if (where === 'anywhere' && !word.short) return `"${word.text}"`
  return `"${[...word.text].length === 1 ? mark + mark : mark}${word.text}"`
}

/** Whether each word begins a word of an indexed text. */
export function allStart(words: readonly QueryWord[], indexed: string): boolean {
  return words.every((word) => indexed.includes(mark + word.text))
}
