const combiningMarks = /\p{M}+/gu
/** Letters that Unicode does not decompose, as people type them without their own keyboard. */
const letters: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
  ŋ: 'n',
  ĸ: 'k',
  ŧ: 't',
  ʻ: '',
  ʼ: '',
  '’': '',
  '‘': '',
  "'": '',
}

/**
 * Folds one text for searching: lower case, no accents, special Latin letters spelled out, apostrophes gone.
 * `fold('Þórunn Wiśniewski')` is `'thorunn wisniewski'`.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(combiningMarks, '')
    .replace(/[ßæœøđðþłħıŋĸŧʻʼ’‘']/g, (letter) => letters[letter] ?? letter)
    .normalize('NFC')
}

/**
 * Where `query` is found in `text` under folding, as `[start, end)` in UTF-16 units of `text`, or null.
 * The renderer marks the letters that matched with it.
 */
export function findFolded(text: string, query: string): [start: number, end: number] | null {
  const wanted = fold(query).trim()
  if (wanted === '') return null
  let folded = ''
  const origin: number[] = []
  let position = 0
  for (const character of text) {
    const piece = fold(character)
    for (let index = 0; index < piece.length; index++) origin.push(position)
    folded += piece
    position += character.length
  }
  const found = folded.indexOf(wanted)
  if (found < 0) return null
  const start = origin[found] ?? 0
  const last = origin[found + wanted.length - 1] ?? start
  let end = last + (text.codePointAt(last)! > 0xffff ? 2 : 1)
  while (end < text.length && /\p{M}/u.test(text[end]!)) end++
  return [start, end]
}
