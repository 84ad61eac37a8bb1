import { REFUSALS, type Refusal } from '../world/refusals.ts'
import { grants } from '../world/roles.ts'
import type { LockRow, RoleAssignmentRow } from '../world/rows.ts'
import type { World } from '../world/world.ts'

export interface Person {
  type: 'User' | 'Guest'
  id: number
}

export type Decision = { ok: true; right: RoleAssignmentRow } | { ok: false; refusal: Refusal }

const refuse = (refusal: Refusal): Decision => ({ ok: false, refusal })

/** The role assignments that would open this door at some time: on a group that holds it, its place, the organization. */
export function rightsOn(world: World, person: Person, lock: LockRow): RoleAssignmentRow[] {
  const groups = new Set(world.where('group_locks', 'lock_id', lock.id).map((join) => join.group_id))
  return world.where('role_assignments', 'assignee_id', person.id).filter((right) => {
    if (right.assignee_type !== person.type || !grants(right.role_id, 'locks_unlock')) return false
    if (right.applies_to_type === 'Group') return groups.has(right.applies_to_id)
    if (right.applies_to_type === 'Place') return right.applies_to_id === lock.place_id
    return true
  })
}

/** Before its window, within it, or after. The window is half-open: at `valid_until` the right is over. */
export function windowOf(
  right: { valid_from: string | null; valid_until: string | null },
  now: number,
): 'early' | 'valid' | 'late' {
  if (right.valid_from !== null && Date.parse(right.valid_from) > now) return 'early'
  if (right.valid_until !== null && Date.parse(right.valid_until) <= now) return 'late'
  return 'valid'
}

/**
 * May this person open this door now? The same answer for a card at the door's reader and for POST /locks/{id}/unlock.
 * First the person, then the right (one permissive right is enough), then lockdown, which beats every credential.
 */
export function decide(world: World, person: Person, lock: LockRow): Decision {
  if (person.type === 'User' && world.get('users', person.id)?.access_enabled !== true) {
    return refuse(REFUSALS.accessDisabled)
  }
  const now = world.clock.now()
  const rights = rightsOn(world, person, lock)
  const right = rights.find((each) => windowOf(each, now) === 'valid')
  if (!right) {
    if (rights.some((each) => windowOf(each, now) === 'early')) return refuse(REFUSALS.notYetValid)
    return refuse(rights.length > 0 ? REFUSALS.noLongerValid : REFUSALS.accessDenied)
  }
  const lockdown = lockdownOf(world, lock)
  return lockdown ? refuse(lockdown) : { ok: true, right }
}

export function lockdownOf(world: World, lock: LockRow): Refusal | null {
  if (lock.locked_down_since !== null) return REFUSALS.doorLockedDown
  return world.get('places', lock.place_id)?.locked_down_since ? REFUSALS.placeLockedDown : null
}

export type CardDecision = Decision & { person: Person | null }

/** The decision of a door's reader on a presented card: `cardId` is Kisi's id of it, or null when it knows no such card. */
export function decideCard(world: World, cardId: number | null, lock: LockRow): CardDecision {
  if (cardId === null) return { ok: false, refusal: REFUSALS.cardNotFound, person: null }
  const [assignment] = world.where('card_assignments', 'card_id', cardId)
  if (!assignment) return { ok: false, refusal: REFUSALS.cardNotFound, person: null }
  const person: Person = { type: assignment.assignee_type, id: assignment.assignee_id }
  if (assignment.status !== 'activated') return { ok: false, refusal: REFUSALS.cardNotActivated, person }
  return { ...decide(world, person, lock), person }
}
