import type { RoleAssignmentRow } from '../world/rows.ts'
import type { Facts } from './facts.ts'

/** The verdict on a moment: a right to open the door, none and why, or nothing that these rows settle. */
export type Verdict = { entitled: true } | { entitled: false; because: string } | { entitled: null; because: string }

/** The roles that open doors (reference A, "Roles"). Written down again: a slip in the simulator's own list shall show. */
const OPENING = new Set([
  ...['organization_owner', 'organization_administrator', 'organization_access_manager'],
  ...['place_administrator', 'place_access_manager', 'group_manager', 'group_basic'],
])

const no = (because: string): Verdict => ({ entitled: false, because })
const unsettled = (because: string): Verdict => ({ entitled: null, because })

/**
 * Says by the rows alone who may open a door at a moment, after Kisi's rules and not after the simulator's code: it shares
 * none with the readers' decision, so that a slip there is noticed here.
 */
export function judge(facts: Facts): Verdict {
  const { at, lock, place, credential, assignments, holder, link } = facts
  if (lock.locked_down_since !== null) return no('the door was locked down')
  if (place?.locked_down_since) return no('the place was locked down')
  if (credential.by === 'pin') return unsettled('a code was typed')
  if (credential.by === 'link') {
    if (!link) return no('there was no such link')
    if (!facts.groups.some((group) => group.id === link.group_id)) return no('the link was for other doors')
    if (!covers(link, at)) return no('the link was not valid at that time')
    return keepsHours(facts, link.group_id) ? unsettled('the door or its group keeps hours') : { entitled: true }
  }
  if (credential.by === 'card') {
    if (credential.cardId === null || assignments.length === 0) return no('nobody had that card')
    if (!assignments.some((assignment) => assignment.status === 'activated')) return no('the card was not activated')
  }
  if (!holder) return no('there was no such person')
  if (holder.type === 'User' && !holder.row.access_enabled) return no('the person was suspended')
  const fitting = facts.rights.filter((right) => OPENING.has(right.role_id) && reaches(right, facts))
  if (fitting.length === 0) return no('the person had no right on that door')
  const valid = fitting.filter((right) => covers(right, at))
  if (valid.length === 0) return no('the right was not valid at that time')
  const free = valid.some((right) => !keepsHours(facts, right.applies_to_type === 'Group' ? right.applies_to_id : null))
  return free ? { entitled: true } : unsettled('the door or its group keeps hours')
}

function reaches(right: RoleAssignmentRow, { lock, groups }: Facts): boolean {
  switch (right.applies_to_type) {
    case 'Organization':
      return true
    case 'Place':
      return lock.place_id === right.applies_to_id
    case 'Group':
      return groups.some((group) => group.id === right.applies_to_id)
  }
}

/** Valid from the first moment on, and no more at the last one. */
function covers(window: { valid_from: string | null; valid_until: string | null }, at: number): boolean {
  const begun = window.valid_from === null || at >= new Date(window.valid_from).getTime()
  const over = window.valid_until !== null && at >= new Date(window.valid_until).getTime()
  return begun && !over
}

/** Hours are not gone into: whoever could only come in within them is neither cleared nor accused. */
function keepsHours({ lock, groups, schedules }: Facts, groupId: number | null): boolean {
  const restricted = (type: 'Lock' | 'Group', id: number) =>
    schedules.some(
      (each) =>
        each.enabled && each.consequence === 'allow' && each.scheduleable_type === type && each.scheduleable_id === id,
    )
  if (lock.time_restriction_enabled && restricted('Lock', lock.id)) return true
  const group = groups.find((each) => each.id === groupId)
  return group?.time_restriction_enabled === true && restricted('Group', group.id)
}
