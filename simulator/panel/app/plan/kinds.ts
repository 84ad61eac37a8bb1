export interface DoorName {
  id: number
  name: string
}

/** What a door is of, as far as its name tells: the outer wall, the way through the building, or a room. */
export type DoorKind = 'outer' | 'passage' | 'room'

const OUTER =
  /\b(entrance|gate|garage|goods|loading|delivery|dock|barrier|car park|parking|front door|back door|exit)\b/i
const PASSAGE = /\b(turnstile|lift|elevator|lobby|stair|staircase|stairwell|corridor|landing)/i

export function kindOf(name: string): DoorKind {
  if (PASSAGE.test(name)) return 'passage'
  return OUTER.test(name) ? 'outer' : 'room'
}

export function sortedByKind<Door extends DoorName>(doors: readonly Door[]): Record<DoorKind, Door[]> {
  const sorted: Record<DoorKind, Door[]> = { outer: [], passage: [], room: [] }
  for (const door of doors) sorted[kindOf(door.name)].push(door)
  return sorted
}

/** A door's name where its floor and place are written beside it already: `Stairwell A` of `Stairwell A, 3rd, Delft`. */
export function shortName(door: { name: string; floor: string | null; place: { name: string } }): string {
  const parts = door.name.split(', ')
  const known = `${door.floor ?? ''} ${door.place.name}`.toLowerCase().split(/\s+/)
  while (parts.length > 1 && known.includes(parts.at(-1)?.toLowerCase() ?? '')) parts.pop()
  return parts.join(', ')
}
