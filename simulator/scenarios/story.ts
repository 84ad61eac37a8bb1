import type { EventRecord } from '../world/events.ts'
import type { World } from '../world/world.ts'
import type { Trail } from './trail.ts'

/** `User 3101` or `Guest 5501`. */
export type PersonKey = `${'User' | 'Guest'} ${number}`
export const keyOf = (type: 'User' | 'Guest', id: number): PersonKey => `${type} ${id}`

/** What somebody in a scenario did or met with at a door. */
export interface Passage {
  at: number
  who: PersonKey
  /** `in` and `out` by one's own means, `behind` somebody else, `desk` when the reception opened. */
  what: 'in' | 'out' | 'refused' | 'behind' | 'desk'
  lockId: number
}

/** A scenario that has been played: what was planned, what its people say of it, and what was seen from beside. */
export interface Story {
  world: World
  trail: Trail
  passages: readonly Passage[]
  /** Everybody in it: true for whoever was to get in. */
  expected: ReadonlyMap<PersonKey, boolean>
}

/** One line of the report. */
export interface Check {
  says: string
  ok: boolean
  /** How many things were looked at. */
  looked: number
  /** The first few that are wrong, in words. */
  problems: string[]
  /** What could not be settled. */
  note: string | null
}

const MOST_PROBLEMS = 10

export function check(says: string, looked: number, problems: string[], note: string | null = null): Check {
  const more = problems.length - MOST_PROBLEMS
  const shown = more > 0 ? [...problems.slice(0, MOST_PROBLEMS), `and ${more} more`] : problems
  return { says, ok: problems.length === 0, looked, problems: shown, note }
}

export const momentOf = (event: EventRecord): number => Date.parse(event.created_at)
export const clockTime = (at: number): string => new Date(at).toISOString().slice(11, 19)
export const nameOf = (world: World, lockId: number): string => world.get('locks', lockId)?.name ?? `lock ${lockId}`
/** The person an event is about; null for links and for nobody. */
export const actorKey = ({ actor_type: type, actor_id: id }: EventRecord): PersonKey | null =>
  (type === 'User' || type === 'Guest') && id !== null ? keyOf(type, id) : null
