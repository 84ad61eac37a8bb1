import type { Door, PersonLook } from '../shapes.ts'
import { shortName } from '../plan/kinds.ts'
import { refusalWords } from './decision.ts'

export interface OpeningLine {
  key: string
  opens: boolean
  /** What the doors have in common: a floor, or why they stay closed. */
  about: string
  doors: string[]
}

/** The doors somebody would open, floor by floor, then those that refuse them, reason by reason. */
export function openingLines(look: PersonLook, doorById: ReadonlyMap<number, Door>): OpeningLine[] {
  const opened = new Map<string, OpeningLine>()
  const refused = new Map<string, OpeningLine>()
  const severalPlaces = new Set([...doorById.values()].map((door) => door.place.id)).size > 1
  const answers = look.answers.flatMap((answer) => {
    const door = doorById.get(answer.lock_id)
    return door === undefined ? [] : [{ ...answer, door }]
  })
  const number = (door: Door): number => door.floor_number ?? Infinity
  answers.sort((one, other) => one.door.place.id - other.door.place.id || number(one.door) - number(other.door))
  for (const { door, opens, refusal } of answers) {
    const off = door.controller?.updating ? 'fbc000' : null
    const code = opens ? off : (refusal?.code ?? null)
    const floor = door.floor ?? 'No floor'
    const about = code === null ? (severalPlaces ? door.place.name : floor) : refusalWords(code, refusal?.error)
    const lines = code === null ? opened : refused
    const line = lines.get(about) ?? { key: `${code === null}${about}`, opens: code === null, about, doors: [] }
    line.doors.push(code === null && !severalPlaces ? shortName(door) : door.name)
    lines.set(about, line)
  }
  return [...opened.values(), ...refused.values()]
}

const NAMED = 6

/** `Turnstile A, Turnstile B and 4 more`. */
export function namesInWords(names: readonly string[]): string {
  if (names.length <= NAMED) return names.join(', ')
  return `${names.slice(0, NAMED - 1).join(', ')} and ${names.length - NAMED + 1} more`
}
