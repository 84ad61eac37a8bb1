import type { CardIdentifiers, KisiCard, KisiCardAssignment, KisiController, KisiGroup } from '../kisi/types.ts'
import type { KisiLock, KisiPlace, KisiRoleAssignment, KisiSchedule } from '../kisi/types.ts'
import { closedBy } from './hours.ts'
import type { MirrorPerson, PersonKind } from './types.ts'

/** What decisions are made from. Everything here is answered from the copy, without Kisi. */
export interface Facts {
  person(kind: PersonKind, id: number): MirrorPerson | null
  cardsByIdentifiers(identifiers: CardIdentifiers): KisiCard[]
  cardAssignmentOf(cardId: number): KisiCardAssignment | null
  lock(id: number): KisiLock | null
  place(id: number): KisiPlace | null
  groupsOfLock(lockId: number): KisiGroup[]
  locksOfGroup(groupId: number): number[]
  locksOfPlace(placeId: number | null): number[]
  /** A person's own rights and those of their teams. */
  rightsOf(kind: PersonKind, id: number): KisiRoleAssignment[]
  mayUnlock(roleId: string): boolean
  schedulesOf(type: 'Lock' | 'Group', id: number): KisiSchedule[]
  controllersOf(lockId: number): KisiController[]
  /** The zone of a place, or the organization's for null. */
  zoneOf(placeId: number | null): string | null
  /** Up to when the copy is known to be true, epoch milliseconds. */
  asOf(): number | null
}

/** How somebody tries to get in. What is asked of a phone (nearness, device) is not asked of a card. */
export type Means = 'card' | 'phone'
export type PhoneRestriction = 'login' | 'tap' | 'primary_device' | 'managed_device' | 'reader' | 'geofence'

/** Why a door stays shut. The ids are the evidence: what to look at in Kisi, and what to change. */
export type Reason =
  | { code: 'card_unknown' }
  | { code: 'card_unassigned'; cardIds: number[] }
  | { code: 'card_inactive'; cardId: number; cardAssignmentId: number }
  | { code: 'person_unknown'; kind: PersonKind; personId: number }
  | { code: 'suspended'; userId: number }
  | { code: 'door_unknown'; lockId: number }
  | { code: 'no_right'; lockId: number; groupIds: number[] }
  | { code: 'not_yet'; roleAssignmentId: number; validFrom: string }
  | { code: 'ended'; roleAssignmentId: number; validUntil: string }
  | { code: 'hours'; on: 'Lock' | 'Group'; targetId: number; scheduleIds: number[] }
  | { code: 'phone_restricted'; on: 'Lock' | 'Group'; targetId: number; restriction: PhoneRestriction }
  | { code: 'door_locked_down'; lockId: number }
  | { code: 'place_locked_down'; placeId: number }
  | { code: 'not_configured'; lockId: number }
  | { code: 'controller_offline'; lockId: number; controllerIds: number[] }

export interface Decision {
  opens: boolean
  /** The right that opens the door, where there is one; it may be held up by `reasons` all the same. */
  roleAssignmentId: number | null
  reasons: Reason[]
  asOf: number | null
}

export interface Holder {
  card: KisiCard | null
  cardAssignment: KisiCardAssignment | null
  person: MirrorPerson | null
  asOf: number | null
}

/** Before a right's window, within it, or after. The window is half open: at `validUntil` the right is over. */
export function windowOf(
  right: { validFrom: string | null; validUntil: string | null },
  now: number,
): 'early' | 'valid' | 'late' {
  if (right.validFrom !== null && Date.parse(right.validFrom) > now) return 'early'
  if (right.validUntil !== null && Date.parse(right.validUntil) <= now) return 'late'
  return 'valid'
}

/** Who holds a card, by whatever identifies it; of several cards with those numbers, one that somebody holds. */
export function whoHolds(facts: Facts, identifiers: CardIdentifiers): Holder {
  const held = facts.cardsByIdentifiers(identifiers).map((card) => ({ card, held: facts.cardAssignmentOf(card.id) }))
  const best = held.find((one) => one.held?.status === 'activated') ?? held.find((one) => one.held !== null) ?? held[0]
  const cardAssignment = best?.held ?? null
  const kind = cardAssignment?.assigneeType === 'User' ? 'user' : 'guest'
  const person = cardAssignment === null ? null : facts.person(kind, cardAssignment.assigneeId)
  return { card: best?.card ?? null, cardAssignment, person, asOf: facts.asOf() }
}

function covers(right: KisiRoleAssignment, lock: KisiLock, groupIds: ReadonlySet<number>): boolean {
  if (right.appliesToType === 'Group') return groupIds.has(right.appliesToId)
  return right.appliesToType === 'Organization' || right.appliesToId === lock.placeId
}

function hoursOf(facts: Facts, type: 'Lock' | 'Group', target: KisiLock | KisiGroup, now: number): Reason | null {
  if (!target.timeRestricted) return null
  const scheduleIds = closedBy(facts.schedulesOf(type, target.id), now, facts.zoneOf(target.placeId))
  return scheduleIds === null ? null : { code: 'hours', on: type, targetId: target.id, scheduleIds }
}

function phoneReasons(lock: KisiLock, group: KisiGroup | undefined): Reason[] {
  const ofGroup: [PhoneRestriction, boolean | undefined][] = [
    ['login', group?.loginEnabled === false],
    ['tap', group?.tapRestricted],
    ['primary_device', group?.primaryDeviceRestricted],
    ['managed_device', group?.managedDeviceRestricted],
    ['reader', group?.readerRestricted],
    ['geofence', group?.geofenceRestricted],
  ]
  const ofLock: [PhoneRestriction, boolean][] = [
    ['reader', lock.readerRestricted],
    ['geofence', lock.geofenceRestricted],
  ]
  const reason =
    (on: 'Lock' | 'Group', targetId: number) =>
    ([restriction]: readonly [PhoneRestriction, unknown]): Reason => ({
      code: 'phone_restricted',
      on,
      targetId,
      restriction,
    })
  return [
    ...ofGroup.filter(([, on]) => on === true).map(reason('Group', group?.id ?? 0)),
    ...ofLock.filter(([, on]) => on).map(reason('Lock', lock.id)),
  ]
}

/** What keeps the door shut for everybody. */
function doorReasons(facts: Facts, lock: KisiLock): Reason[] {
  const reasons: Reason[] = []
  if (lock.lockedDown) reasons.push({ code: 'door_locked_down', lockId: lock.id })
  if (facts.place(lock.placeId)?.lockedDown === true) reasons.push({ code: 'place_locked_down', placeId: lock.placeId })
  if (!lock.configured) reasons.push({ code: 'not_configured', lockId: lock.id })
  const controllers = facts.controllersOf(lock.id)
  const offline = controllers.filter(({ online }) => !online)
  // The door's own word is newer than its controller's: doors are read every few seconds.
  const out = lock.online === false || (lock.online === null && offline.length > 0)
  const controllerIds = (offline.length > 0 ? offline : controllers).map(({ id }) => id)
  if (out) reasons.push({ code: 'controller_offline', lockId: lock.id, controllerIds })
  return reasons
}

/**
 * Whether a person opens a door now, and if not, everything that stands in the way. One right that is valid and within
 * its hours is enough; lockdown beats every right. `now` is epoch milliseconds.
 */
export function whyNot(
  facts: Facts,
  who: { kind: PersonKind; id: number },
  lockId: number,
  now: number,
  means: Means = 'card',
): Decision {
  const asOf = facts.asOf()
  const refuse = (reasons: Reason[]): Decision => ({ opens: false, roleAssignmentId: null, reasons, asOf })
  const lock = facts.lock(lockId)
  if (lock === null) return refuse([{ code: 'door_unknown', lockId }])
  const person = facts.person(who.kind, who.id)
  if (person === null) return refuse([{ code: 'person_unknown', kind: who.kind, personId: who.id }])

  const groups = new Map(facts.groupsOfLock(lockId).map((group) => [group.id, group]))
  const ids = new Set(groups.keys())
  const rights = facts
    .rightsOf(who.kind, who.id)
    .filter((right) => facts.mayUnlock(right.roleId) && covers(right, lock, ids))
  const groupOf = (right: KisiRoleAssignment): KisiGroup | undefined =>
    right.appliesToType === 'Group' ? groups.get(right.appliesToId) : undefined
  const held = rights
    .filter((right) => windowOf(right, now) === 'valid')
    .map((right) => {
      const group = groupOf(right)
      const hours = group === undefined ? null : hoursOf(facts, 'Group', group, now)
      return {
        right,
        reasons: [...(hours === null ? [] : [hours]), ...(means === 'phone' ? phoneReasons(lock, group) : [])],
      }
    })
    .sort((one, other) => one.reasons.length - other.reasons.length)

  const best = held[0]
  const doorHours = hoursOf(facts, 'Lock', lock, now)
  const reasons: Reason[] = [
    ...(person.accessEnabled ? [] : [{ code: 'suspended', userId: person.id } as const]),
    ...(best === undefined ? windowReasons(rights, now, lockId, [...ids]) : best.reasons),
    ...(doorHours === null ? [] : [doorHours]),
    ...doorReasons(facts, lock),
  ]
  return { opens: reasons.length === 0, roleAssignmentId: best?.right.id ?? null, reasons, asOf }
}

/** Why none of the rights on a door is valid now: the soonest that begins, and the latest that ended; or that there is none. */
function windowReasons(
  rights: readonly KisiRoleAssignment[],
  now: number,
  lockId: number,
  groupIds: number[],
): Reason[] {
  if (rights.length === 0) return [{ code: 'no_right', lockId, groupIds }]
  const early = rights
    .filter((right) => windowOf(right, now) === 'early')
    .sort((one, other) => Date.parse(one.validFrom ?? '') - Date.parse(other.validFrom ?? ''))[0]
  if (early !== undefined) {
    return [{ code: 'not_yet', roleAssignmentId: early.id, validFrom: early.validFrom ?? '' }]
  }
  const late = [...rights].sort(
    (one, other) => Date.parse(other.validUntil ?? '') - Date.parse(one.validUntil ?? ''),
  )[0]
  return late === undefined ? [] : [{ code: 'ended', roleAssignmentId: late.id, validUntil: late.validUntil ?? '' }]
}

/** The same for whoever holds a card up to a door's reader. */
export function whyNotByCard(
  facts: Facts,
  identifiers: CardIdentifiers,
  lockId: number,
  now: number,
): Decision & Holder {
  const holder = whoHolds(facts, identifiers)
  const { card, cardAssignment } = holder
  const refuse = (reason: Reason): Decision & Holder => ({
    ...holder,
    opens: false,
    roleAssignmentId: null,
    reasons: [reason],
  })
  if (card === null) return refuse({ code: 'card_unknown' })
  if (cardAssignment === null) {
    return refuse({ code: 'card_unassigned', cardIds: facts.cardsByIdentifiers(identifiers).map(({ id }) => id) })
  }
  const kind = cardAssignment.assigneeType === 'User' ? 'user' : 'guest'
  const decision = whyNot(facts, { kind, id: cardAssignment.assigneeId }, lockId, now, 'card')
  const inactive: Reason[] =
    cardAssignment.status === 'activated'
      ? []
      : [{ code: 'card_inactive', cardId: card.id, cardAssignmentId: cardAssignment.id }]
  const reasons = [...inactive, ...decision.reasons]
  return { ...holder, ...decision, opens: reasons.length === 0, reasons }
}

function locksIn(facts: Facts, right: KisiRoleAssignment): number[] {
  return right.appliesToType === 'Group'
    ? facts.locksOfGroup(right.appliesToId)
    : facts.locksOfPlace(right.appliesToType === 'Place' ? right.appliesToId : null)
}

function rightsNow(facts: Facts, who: { kind: PersonKind; id: number }, now: number): KisiRoleAssignment[] {
  return facts
    .rightsOf(who.kind, who.id)
    .filter((right) => windowOf(right, now) === 'valid' && facts.mayUnlock(right.roleId))
}

/** Whether a person has a right that is valid now and reaches any door, whatever the hours. At once, for a tap. */
export function hasWayIn(facts: Facts, who: { kind: PersonKind; id: number }, now: number): boolean {
  return rightsNow(facts, who, now).some((right) => locksIn(facts, right).length > 0)
}

/** The doors that a person opens now, whatever the doors' own state, by their ids. */
export function doorsOf(facts: Facts, who: { kind: PersonKind; id: number }, now: number): number[] {
  const candidates = new Set<number>()
  for (const right of rightsNow(facts, who, now)) for (const id of locksIn(facts, right)) candidates.add(id)
  const ofDoor = ['door_locked_down', 'place_locked_down', 'not_configured', 'controller_offline']
  return [...candidates]
    .filter((id) => whyNot(facts, who, id, now).reasons.every(({ code }) => ofDoor.includes(code)))
    .sort((one, other) => one - other)
}
