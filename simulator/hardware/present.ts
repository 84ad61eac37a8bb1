import type { Actor, EventDetails } from '../world/events.ts'
import { REFUSALS, type Refusal } from '../world/refusals.ts'
import type { CardRow, ControllerRow, GroupLinkRow, LockRow, RoleAssignmentRow } from '../world/rows.ts'
import type { AccessKeyRow, ReaderRow } from '../world/rows-more.ts'
import type { LastDecision } from '../world/rows-hardware.ts'
import type { World } from '../world/world.ts'
import { actorOf } from './actor.ts'
import { decide, decideLink, holderOfCard, suspension, type Person } from './decide.ts'
import { aboutLock, noteDecision } from './door-state.ts'
import { readPin } from './keypad.ts'
import type { Line } from './line.ts'
import type { Relays } from './relays.ts'
import type { Timetable } from './timetable.ts'
import { keypadsAt, wiringOf } from './wiring.ts'

/** What somebody holds to a reader or types into a keypad; null is something that nobody knows. */
export type Presented =
  { card: CardRow | null } | { link: GroupLinkRow | null } | { accessKey: AccessKeyRow | null } | { pin: string }

export interface Outcome {
  opened: boolean
  refusal: Refusal | null
  person: Actor | null
}

/** What is read from what was presented: whose it is, and what speaks against it. */
interface Finding {
  by: LastDecision['by']
  authenticatedBy: EventDetails['authenticatedBy']
  actor: Actor | null
  right: RoleAssignmentRow | null
  refusal: Refusal | null
  /** Only the cloud can read it: an online QR code, a guest's access key. */
  needsCloud?: boolean
}

export interface Presenting {
  /** At a door: by the given reader, or by none of Kisi's own (a legacy reader, a keypad). */
  atDoor(lock: LockRow, presented: Presented, reader: ReaderRow | null): Outcome
  /** At a reader that no door hangs on. */
  atReader(reader: ReaderRow, presented: Presented): Outcome
}

export const offlineCards = (world: World): 'cached' | 'refuse' => world.all('settings')[0]?.offline_cards ?? 'cached'

export function createPresenting(world: World, line: Line, relays: Relays, timetable: Timetable): Presenting {
  /** Rights as the controller knows them decide; whether it may use what it remembers is the simulator's switch. */
  function judge(lock: LockRow, controller: ControllerRow | null, presented: Presented): Finding {
    const known = line.knowledge(controller)
    const door = known.get('locks', lock.id) ?? lock
    const found = 'pin' in presented ? readPin(known, keypadsAt(world, lock), presented.pin, door) : presented
    const finding: Finding = 'actor' in found ? found : find(known, found, door)
    const up = line.isUp(controller)
    const silent = !up && (offlineCards(world) === 'refuse' || finding.needsCloud === true)
    const refusal = silent ? REFUSALS.controllerUnavailable : finding.refusal
    return { ...finding, right: refusal ? null : finding.right, refusal }
  }

  function tellAccess(reader: ReaderRow, controller: ControllerRow | null, finding: Finding, sequence: string) {
    const { actor, authenticatedBy, right: authorizedBy, refusal } = finding
    const object = { type: 'Reader', id: reader.id, name: reader.name }
    const details = { actor, authenticatedBy, authorizedBy, refusal, sequence, placeId: reader.place_id }
    const alone = reader.lock_id === null && reader.checkout
    line.report(controller, { type: 'reader.access', object, ...details }, alone)
  }

  return {
    atDoor(lock, presented, reader) {
      // A reader without a line is dark: nothing reads, and nobody hears of it.
      if (reader && !reader.online) return { opened: false, refusal: REFUSALS.deviceUnavailable, person: null }
      const { controller, relayDuration } = wiringOf(world, lock)
      const judged = judge(lock, controller, presented)
      const stuck =
        relayDuration === null ? REFUSALS.doorWithoutController : controller?.updating ? REFUSALS.firmwareUpdate : null
      const finding = { ...judged, refusal: judged.refusal ?? stuck }
      const { actor, authenticatedBy, right: authorizedBy, refusal } = finding
      const sequence = world.nextUuid('sequence')
      if (reader) tellAccess(reader, controller, finding, sequence)
      const details = { actor, authenticatedBy, authorizedBy, refusal, sequence }
      line.report(controller, aboutLock(lock, 'lock.unlock', details), reader?.checkout === true)
      noteDecision(world, lock.id, finding.by, actor, refusal)
      if ('pin' in presented) countPins(lock, controller, refusal, sequence)
      if (refusal === null) {
        relays.release(lock.id)
        timetable.arrive(lock, { actor, authenticatedBy, sequence })
      }
      return { opened: refusal === null, refusal, person: actor }
    },

    atReader(reader, presented) {
      if (!reader.online) return { opened: false, refusal: REFUSALS.deviceUnavailable, person: null }
      const found = 'pin' in presented ? find(world, { card: null }, null) : find(world, presented, null)
      // It has no controller of its own to remember anything for it.
      const refusal = line.isUp(null) ? found.refusal : REFUSALS.controllerUnavailable
      if (line.isUp(null)) tellAccess(reader, null, { ...found, refusal }, world.nextUuid('sequence'))
      return { opened: false, refusal, person: found.actor }
    },
  }

  /** Five wrong codes in a row are too many; Kisi does not say how many are. */
  function countPins(lock: LockRow, controller: ControllerRow | null, refusal: Refusal | null, sequence: string) {
    for (const keypad of keypadsAt(world, lock)) {
      const wrong = refusal === null ? 0 : (keypad.wrong_pins ?? 0) + 1
      const tooMany = wrong >= 5
      world.update('controller_wiegand_connections', keypad.id, { wrong_pins: tooMany ? 0 : wrong }, false)
      if (!tooMany) continue
      const object = { type: 'ControllerWiegandConnection', id: keypad.id, name: keypad.name ?? lock.name }
      const type = 'controller_wiegand_connection.excessive_pin_attempts'
      line.report(controller, { type, object, placeId: lock.place_id, sequence })
    }
  }
}

/** Without a door only who it is, and whether the credential is good at all, is looked at. */
function find(known: World, presented: Exclude<Presented, { pin: string }>, door: LockRow | null): Finding {
  if ('link' in presented) return findLink(known, presented.link, door)
  if ('accessKey' in presented) return findKey(known, presented.accessKey, door)
  const card = presented.card && known.get('cards', presented.card.id)
  const { person, refusal } = holderOfCard(known, card?.id ?? null)
  const authenticatedBy = presented.card ? ({ type: 'Card', id: presented.card.id } as const) : null
  const actor = person && actorOf(known, person)
  const answer = refusal ? { right: null, refusal } : mayPass(known, person, door)
  return { by: 'card', authenticatedBy, actor, ...answer }
}

function mayPass(known: World, person: Person, door: LockRow | null): Pick<Finding, 'right' | 'refusal'> {
  if (!door) return { right: null, refusal: suspension(known, person) }
  const decision = decide(known, person, door)
  return decision.ok ? { right: decision.right, refusal: null } : { right: null, refusal: decision.refusal }
}

const nobody = (by: 'link' | 'access_key'): Finding => ({
  ...{ by, authenticatedBy: null, actor: null, right: null },
  refusal: REFUSALS.linkInvalid,
})

function findLink(known: World, shown: GroupLinkRow | null, door: LockRow | null): Finding {
  const link = shown && known.get('group_links', shown.id)
  if (!link?.quick_response_code_type) return nobody('link')
  const decision = decideLink(known, link, door)
  return {
    by: 'link',
    authenticatedBy: { type: 'GroupLink', id: link.id },
    actor: { type: 'GroupLink', id: link.id, name: link.name, email: link.email },
    right: null,
    refusal: decision.ok ? null : decision.refusal,
    needsCloud: link.quick_response_code_type === 'online',
  }
}

function findKey(known: World, key: AccessKeyRow | null, door: LockRow | null): Finding {
  if (!key?.qr_code_enabled) return nobody('access_key')
  const person = { type: key.assignee_type, id: key.assignee_id }
  return {
    by: 'access_key',
    authenticatedBy: { type: 'AccessKey', id: key.id },
    actor: actorOf(known, person),
    ...mayPass(known, person, door),
    needsCloud: true,
  }
}
