const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/
const withCapitals = /\p{Lu}|\p{Ll}/u

/** Keeps a right-to-left name from turning the sentence around it; other names are left untouched. */
export function isolate(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text
}

const longestShort = 40

/**
 * The first word of a name, for buttons: `Amara` of `Amara Okonkwo`. An initial alone says too little, and more than
 * 40 letters are not read out on every press.
 */
export function shortName(name: string): string {
  const words = name.trim().split(/\s+/)
  const first = words[0] ?? ''
  const bare = first.replace(/\p{P}+$/u, '')
  const short = Array.from(withCapitals.test(first) && Array.from(bare).length < 2 ? words.join(' ') : first)
  return isolate(short.length > longestShort ? `${short.slice(0, longestShort).join('')}…` : short.join(''))
}

/** Two letters for an avatar; one in scripts without capitals. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+/u, ''))
    .filter((word) => word !== '')
  const first = letterOf(words[0])
  if (first === '' || !withCapitals.test(first)) return first
  const last = words.length > 1 ? letterOf(words.at(-1)) : ''
  return withCapitals.test(last) ? first.toUpperCase() + last.toUpperCase() : first.toUpperCase()
}

function letterOf(word: string | undefined): string {
  return word === undefined ? '' : (Array.from(word)[0] ?? '')
}
