const work = ['department', 'title', 'job_title', 'team']
const floors = ['floor', 'storey']

function find(metadata: Record<string, string>, names: readonly string[]): string | null {
  const entries = Object.entries(metadata).map(([key, value]) => [key.trim().toLowerCase(), value.trim()] as const)
  for (const name of names) {
    const found = entries.find(([key, value]) => key === name && value !== '')
    if (found) return found[1].slice(0, 100)
  }
  return null
}

/** `4` as `4th floor`; anything that is no plain number is already in words. */
function floorInWords(text: string): string {
  if (!/^-?\d{1,3}$/.test(text)) return /floor|storey|level/i.test(text) ? text : `${text} floor`
  const number = Number(text)
  if (number === 0) return 'ground floor'
  if (number < 0) return `basement ${-number}`
  const tens = number % 100
  const ending = tens >= 11 && tens <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th')
  return `${number}${ending} floor`
}

/**
 * Where a user works, from the metadata that an organization keeps in Kisi (department, title or team, and floor):
 * "Structures, 4th floor". Null when it says nothing.
 */
export function personRole(metadata: Record<string, string>): string | null {
  const where = find(metadata, floors)
  const parts = [find(metadata, work), where === null ? null : floorInWords(where)].filter((part) => part !== null)
  return parts.length === 0 ? null : parts.join(', ')
}
