import type { Actor, EventDetails } from '../world/events.ts'
import type { Refusal } from '../world/refusals.ts'
import type { LockRow } from '../world/rows.ts'
import type { DoorState, LastDecision } from '../world/rows-hardware.ts'
import type { World } from '../world/world.ts'

const AT_REST: DoorState = {
  let_through_at: null,
  exit_until: null,
  granted: 0,
  passages: 0,
  on_schedule: false,
  decision: null,
}

export const doorStateOf = (lock: LockRow): DoorState => lock.door ?? AT_REST

/** Changes what the hardware knows of a door. The row is read afresh: the caller's may be a moment old. */
export function changeDoor(world: World, id: number, change: Partial<DoorState>): void {
  const lock = world.get('locks', id)
  if (lock) world.update('locks', id, { door: { ...doorStateOf(lock), ...change } }, false)
}

export function noteDecision(
  world: World,
  id: number,
  by: LastDecision['by'],
  who: Actor | null,
  refusal: Refusal | null,
): void {
  const decision = {
    at: world.clock.iso(),
    who: who?.name ?? null,
    opened: refusal === null,
    refusal: refusal?.code ?? null,
    by,
  }
  changeDoor(world, id, { decision })
}

/** Has somebody asked to go out, a moment ago? */
export function isLeaving(lock: LockRow, now: number): boolean {
  const { exit_until: until } = doorStateOf(lock)
  return until !== null && Date.parse(until) > now
}

/** An event about a door. */
export const aboutLock = (lock: LockRow, type: string, details: Partial<EventDetails> = {}): EventDetails => ({
  type,
  object: { type: 'Lock', id: lock.id, name: lock.name },
  placeId: lock.place_id,
  ...details,
})
