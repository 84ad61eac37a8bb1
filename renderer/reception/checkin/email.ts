const wellKnown = [
  'gmail.com',
  'googlemail.com',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'yahoo.com',
  'icloud.com',
  'proton.me',
  'protonmail.com',
  'gmx.net',
  'gmx.de',
  'web.de',
  'aol.com',
]
/** Real domains one slip away from a well-known one: nobody is to be corrected away from them. */
const realNeighbours = new Set([
  'mail.com',
  'email.com',
  'ymail.com',
  'gmx.com',
  'gmx.at',
  'gmx.ch',
  'hotmail.co',
  'me.com',
  'mac.com',
])

/** One `@`, something before it, a dotted name after it, no spaces. More is not knowable without sending to it. */
export function isEmailShape(text: string): boolean {
  return /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/u.test(text)
}

/** The well-known domain that was probably meant, or null: `gmail.com` for `amara@gmial.com`. */
export function meantDomain(email: string): string | null {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  if (!email.includes('@') || domain.length < 5 || wellKnown.includes(domain) || realNeighbours.has(domain)) return null
  const reach = (known: string): number => (known.length > 8 ? 2 : 1)
  return wellKnown.find((known) => distance(domain, known) <= reach(known)) ?? null
}

/** How many slips (a letter wrong, missing, too many, or two swapped) lie between two words. */
export function distance(one: string, other: string): number {
  const rows = Array.from({ length: one.length + 1 }, (_, row) => {
    return Array.from({ length: other.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0))
  })
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0
  for (let row = 1; row <= one.length; row++) {
    for (let column = 1; column <= other.length; column++) {
      const differs = one[row - 1] === other[column - 1] ? 0 : 1
      let best = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + differs)
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      if (swapped) best = Math.min(best, at(row - 2, column - 2) + 1)
      rows[row]![column] = best
    }
  }
  return at(one.length, other.length)
}
