/**
 * Whether a text fits a pattern in which a star stands for anything, also for nothing. Walks back to the last star only,
 * so that no pattern is slower than its length times the text's.
 */
export function fits(pattern: string, text: string): boolean {
  let at = 0
  let place = 0
  let star = -1
  let taken = 0
  while (at < text.length) {
    if (place < pattern.length && pattern[place] === '*') {
      star = place++
      taken = at
    } else if (place < pattern.length && pattern[place] === text[at]) {
      place++
      at++
    } else if (star >= 0) {
      place = star + 1
      at = ++taken
    } else return false
  }
  while (pattern[place] === '*') place++
  return place === pattern.length
}
