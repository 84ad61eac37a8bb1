import { REFUSALS, type Refusal } from '../world/refusals.ts'
import { rightsOf } from '../world/rights.ts'
import { grants } from '../world/roles.ts'
import type { GroupLinkRow, LockRow, RoleAssignmentRow } from '../world/rows.ts'
import { outsideHours } from '../world/schedules.ts'
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
  return rightsOf(world, person.type, person.id).filter((right) => {
    if (!grants(right.role_id, 'locks_unlock')) return false
    if (right.applies_to_type === 'Group') return groups.has(right.applies_to_id)
    if (right.applies_to_type === 'Place') return right.applies_to_id === lock.place_id
    return true
  })
}

/** Is everything refused to this person, whatever the door? */
export const suspension = (world: World, person: Person): Refusal | null =>
  person.type === 'User' && world.get('users', person.id)?.access_enabled !== true ? REFUSALS.accessDisabled : null

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
 * First the person, then the right (one permissive right is enough), then lockdown, which beats every credential. Of several
 * rights that open it the one with the least `burden` is named, the oldest when nothing is said.
 */
export function decide(
  world: World,
  person: Person,
  lock: LockRow,
  burden: (right: RoleAssignmentRow) => number = () => 0,
): Decision {
  const suspended = suspension(world, person)
  if (suspended) return refuse(suspended)
  const now = world.clock.now()
  const rights = rightsOn(world, person, lock)
  const valid = rights.filter((each) => windowOf(each, now) === 'valid')
  const [right] = valid
    .filter((each) => !offHours(world, each, lock, now))
    .sort((one, other) => burden(one) - burden(other))
  if (!right) {
    if (valid.length > 0) return refuse(REFUSALS.notThisHour)
    if (rights.some((each) => windowOf(each, now) === 'early')) return refuse(REFUSALS.notYetValid)
    return refuse(rights.length > 0 ? REFUSALS.noLongerValid : REFUSALS.accessDenied)
  }
  const lockdown = lockdownOf(world, lock)
  return lockdown ? refuse(lockdown) : { ok: true, right }
}

/** May whoever has this access link open this door now? Only a door of the link's group, and only within its window. Without
 * a door only the window is looked at. */
export function decideLink(
  world: World,
  link: GroupLinkRow,
  lock: LockRow | null,
): { ok: true; right: null } | { ok: false; refusal: Refusal } {
  const held = !lock || world.where('group_locks', 'lock_id', lock.id).some((join) => join.group_id === link.group_id)
  const now = world.clock.now()
  const group = world.get('groups', link.group_id)
  const off =
    (lock?.time_restriction_enabled && outsideHours(world, 'Lock', lock.id, now)) ||
    (group?.time_restriction_enabled && outsideHours(world, 'Group', group.id, now))
  const when = windowOf(link, now)
  const refusal = !held
    ? REFUSALS.accessDenied
    : when === 'early'
      ? REFUSALS.notYetValid
      : when === 'late'
        ? REFUSALS.noLongerValid
        : off
          ? REFUSALS.notThisHour
          : lock && lockdownOf(world, lock)
  return refusal ? { ok: false, refusal } : { ok: true, right: null }
}

/** Outside the hours of the door, or of the group the right is on. */
function offHours(world: World, right: RoleAssignmentRow, lock: LockRow, now: number): boolean {
  if (lock.time_restriction_enabled && outsideHours(world, 'Lock', lock.id, now)) return true
  if (right.applies_to_type !== 'Group') return false
  const group = world.get('groups', right.applies_to_id)
  return group?.time_restriction_enabled === true && outsideHours(world, 'Group', group.id, now)
}

export function lockdownOf(world: World, lock: LockRow): Refusal | null {
  if (lock.locked_down_since !== null) return REFUSALS.doorLockedDown
  return world.get('places', lock.place_id)?.locked_down_since ? REFUSALS.placeLockedDown : null
}

export type CardDecision = Decision & { person: Person | null }

/** Whose card this is: `cardId` is Kisi's id of it, or null when it knows no such card. */
export function holderOfCard(
  world: World,
  cardId: number | null,
): { person: Person; refusal: null } | { person: Person | null; refusal: Refusal } {
  const [assignment] = cardId === null ? [] : world.where('card_assignments', 'card_id', cardId)
  if (!assignment) return { person: null, refusal: REFUSALS.cardNotFound }
  const person: Person = { type: assignment.assignee_type, id: assignment.assignee_id }
  return assignment.status === 'activated' ? { person, refusal: null } : { person, refusal: REFUSALS.cardNotActivated }
}

/** The decision of a door's reader on a presented card. */
export function decideCard(world: World, cardId: number | null, lock: LockRow): CardDecision {
  const { person, refusal } = holderOfCard(world, cardId)
  if (refusal) return { ok: false, refusal, person }
  return { ...decide(world, person, lock), person }
}
