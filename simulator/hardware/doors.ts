import type { Actor, Events } from '../world/events.ts'
import { REFUSALS, type Refusal } from '../world/refusals.ts'
import type { CardRow, GroupLinkRow, GroupRow, LockRow, RoleAssignmentRow } from '../world/rows.ts'
import { lockSchedule } from '../world/schedules.ts'
import type { World } from '../world/world.ts'
import { actorOf } from './actor.ts'
import { decide, decideLink, type Person } from './decide.ts'
import { createDevices, type Devices } from './devices.ts'
import { aboutLock, doorStateOf, isLeaving, noteDecision } from './door-state.ts'
import { createInputs, type Inputs } from './inputs.ts'
import { createLeaf } from './leaf.ts'
import { createLine, type Cloud } from './line.ts'
import { createPresenting, type Outcome, type Presenting } from './present.ts'
import { createRelays } from './relays.ts'
import { createTimetable } from './timetable.ts'
import { virtualCard } from './virtual-card.ts'
import { contactOf, readerAt, wiringOf } from './wiring.ts'
import { createZones, type Zones } from './zones.ts'

/** The building's hardware: controllers with their relays and inputs, contact sensors, and the readers beside the doors. */
export interface Doors {
  /**
   * Someone signed in asks the cloud to unlock; `objection` is what stands against it beyond right and hardware. Returns
   * the refusal, or null when the relay was released. Either way a `lock.unlock` event is written.
   */
  unlock(lock: LockRow, key: Key, objection: Refusal | null): Refusal | null
  /** POST …/first_to_arrive and …/last_to_leave, by whoever holds this key. */
  arrive(lock: LockRow, key: Key): void
  leave(lock: LockRow, key: Key): void
  /** A card on the door's own reader. */
  tap(lock: LockRow, card: CardRow | null): Outcome
  /** A card, a code or a pin at a reader of a door, or at one that no door hangs on. */
  readonly present: Presenting
  /** Contacts, buttons and wires. */
  readonly inputs: Inputs
  /** Breaks the door open. False when it is open, or nothing would notice, or it is unlocked anyway. */
  force(lock: LockRow): boolean
  /** Somebody slips through behind whoever was let in. False when the door is shut to everybody, or open to everybody. */
  tailgate(lock: LockRow): boolean
  readonly devices: Devices
  readonly zones: Zones
  /** Looks at a door, or at all of a place, again: after a change of its schedules, lockdown or clock. */
  settle(lockId: number): void
  settlePlace(placeId: number): void
  /** Takes up, after a start, what the relays, sensors and schedules of a loaded world still have to do. */
  resume(): void
}

/** What a request to the cloud is signed with: somebody's login or access key, or an access link that is nobody's. */
export type Key =
  | { person: Person; by: { type: 'Login' | 'AccessKey'; id: number } }
  | { link: GroupLinkRow; by: { type: 'GroupLink'; id: number } }

/** May this key open the door now, as far as rights and hardware go? Then the right, if a role assignment gave it. */
export function decideKey(
  world: World,
  key: Key,
  lock: LockRow,
): { right: RoleAssignmentRow | null; refusal: Refusal | null } {
  const groupOf = (right: RoleAssignmentRow | null) =>
    right?.applies_to_type === 'Group' ? world.get('groups', right.applies_to_id) : undefined
  const decision =
    'link' in key
      ? decideLink(world, key.link, lock)
      : decide(world, key.person, lock, (right) => burdenOf(groupOf(right)))
  if (!decision.ok) return { right: null, refusal: decision.refusal }
  const { right } = decision
  const group = groupOf(right)
  if (group && !group.login_enabled) return { right, refusal: REFUSALS.appNotIncluded }
  return { right, refusal: hardwareRefusal(world, lock) }
}

/** How much a right on this group asks of a phone: nothing, something, or not to be used at all. */
function burdenOf(group: GroupRow | undefined): number {
  if (!group) return 0
  if (!group.login_enabled) return 10
  const asked = [
    ...[group.tap_to_access_restriction_enabled, group.reader_restriction_enabled],
    ...[group.geofence_restriction_enabled, group.primary_device_restriction_enabled],
  ]
  return asked.filter(Boolean).length
}

/** What keeps a door from being unlocked from afar, whoever asks. */
function hardwareRefusal(world: World, lock: LockRow): Refusal | null {
  const { controller, relayDuration, relays, legacy } = wiringOf(world, lock)
  if (!controller || relayDuration === null) return REFUSALS.doorWithoutController
  if (!controller.online) return REFUSALS.controllerUnavailable
  if (controller.updating) return REFUSALS.firmwareUpdate
  const works = relays.length > 0 || legacy.some((each) => virtualCard(each, world.clock.iso()))
  return works ? null : REFUSALS.doorMisconfigured
}

const WAYS = { Login: 'login', AccessKey: 'access_key', GroupLink: 'link' } as const

const holderOf = (world: World, key: Key): Actor | null =>
  'link' in key
    ? { type: 'GroupLink', id: key.link.id, name: key.link.name, email: key.link.email }
    : actorOf(world, key.person)

/** `cloud`: what can break between the building and the cloud; without it nothing does. */
export function createDoors(world: World, events: Events, cloud: Cloud | null = null): Doors {
  const line = createLine(world, events, cloud)
  const zones = createZones(world, line)
  const leaf = createLeaf(world, line, zones.forced)
  const relays = createRelays(world, line, leaf.watchAgain)
  const timetable = createTimetable(world, line, { fallBack: relays.fallBack, watchAgain: leaf.watchAgain })
  const inputs = createInputs(world, { line, leaf, relays, timetable, zones })
  const present = createPresenting(world, line, relays, timetable)
  const devices = createDevices(world, line, inputs.readAll)

  /** Anybody, nobody, or whoever was let in: who may open the door just now. */
  function openTo({ id }: LockRow): 'all' | 'none' | 'some' {
    const lock = world.get('locks', id)
    if (!lock) return 'none'
    if (doorStateOf(lock).on_schedule) return 'all'
    return lock.unlocked_until !== null || isLeaving(lock, world.clock.now()) ? 'some' : 'none'
  }

  function resume() {
    line.resume()
    relays.resume()
    leaf.resume()
    timetable.resume()
  }
  world.onRestore(resume)

  return {
    unlock(lock, key, objection) {
      const { right, refusal: denied } = decideKey(world, key, lock)
      const held = lockSchedule(world, lock, world.clock.now()).onScheduledUnlock
      const refusal = denied ?? objection ?? (held ? REFUSALS.onSchedule : null)
      const actor = holderOf(world, key)
      const who = { actor, authenticatedBy: key.by, sequence: world.nextUuid('sequence') }
      line.note(aboutLock(lock, 'lock.unlock', { ...who, authorizedBy: right, refusal }))
      noteDecision(world, lock.id, WAYS[key.by.type], actor, refusal)
      if (refusal === null) {
        relays.release(lock.id)
        timetable.arrive(lock, who)
      }
      return refusal
    },
    arrive: (lock, key) => timetable.arrive(lock, { actor: holderOf(world, key), authenticatedBy: key.by }, true),
    leave: (lock, key) => timetable.leave(lock, { actor: holderOf(world, key), authenticatedBy: key.by }),
    tap: (lock, card) => present.atDoor(lock, { card }, readerAt(world, lock)),
    present,
    inputs,
    force(lock) {
      if (lock.open || openTo(lock) !== 'none') return false
      return inputs.setContact(lock, true)
    },
    tailgate(lock) {
      const sensor = contactOf(world, lock)
      if (!sensor || lock.alarm === 'forced_open') return false
      if (!lock.open) {
        if (openTo(lock) !== 'some') return false
        inputs.setContact(lock, true)
      }
      const opened = world.get('locks', lock.id)
      if (!opened?.open || openTo(opened) === 'all') return false
      leaf.passed(opened, world.get('controllers', sensor.input.controller_id) ?? null)
      return true
    },
    devices,
    zones,
    settle: timetable.settle,
    settlePlace(placeId) {
      for (const { id } of world.where('locks', 'place_id', placeId)) timetable.settle(id)
    },
    resume,
  }
}
