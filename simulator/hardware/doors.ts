import type { Actor, EventDetails, Events } from '../world/events.ts'
import { REFUSALS, type Refusal } from '../world/refusals.ts'
import type { CardRow, GroupLinkRow, LockRow, RoleAssignmentRow } from '../world/rows.ts'
import { lockSchedule } from '../world/schedules.ts'
import type { World } from '../world/world.ts'
import { decide, decideCard, decideLink, type Person } from './decide.ts'
import { wiringOf } from './wiring.ts'

/** The doors' hardware: relays that fall back, contact sensors, and the readers beside the doors. */
export interface Doors {
  /**
   * Someone signed in asks the cloud to unlock; `objection` is what stands against it beyond right and hardware. Returns
   * the refusal, or null when the relay was released. Either way a
   * `lock.unlock` event is written.
   */
  unlock(lock: LockRow, key: Key, objection: Refusal | null): Refusal | null
  /** A card on the door's own reader. */
  tap(lock: LockRow, card: CardRow | null): { opened: boolean; refusal: Refusal | null; person: Actor | null }
  /** The contact sensor changes. */
  setContact(lock: LockRow, open: boolean): void
  /** Takes up, after a restart, what the relays and sensors of a loaded world still have to do. */
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
  const decision = 'link' in key ? decideLink(world, key.link, lock) : decide(world, key.person, lock)
  if (!decision.ok) return { right: null, refusal: decision.refusal }
  const { right } = decision
  const { controller, relayDuration } = wiringOf(world, lock)
  const group = right?.applies_to_type === 'Group' ? world.get('groups', right.applies_to_id) : undefined
  if (group && !group.login_enabled) return { right, refusal: REFUSALS.appNotIncluded }
  if (!controller || relayDuration === null) return { right, refusal: REFUSALS.doorWithoutController }
  return { right, refusal: controller.online ? null : REFUSALS.controllerUnavailable }
}

const objectOf = (lock: LockRow) => ({ type: 'Lock', id: lock.id, name: lock.name })

export function actorOf(world: World, person: Person): Actor | null {
  const row = person.type === 'User' ? world.get('users', person.id) : world.get('guests', person.id)
  return row ? { type: person.type, id: row.id, name: row.name, email: row.email } : null
}

export function createDoors(world: World, events: Events): Doors {
  const { clock } = world

  function write(lock: LockRow, type: string, details: Partial<EventDetails> = {}) {
    events.write({ type, object: objectOf(lock), placeId: lock.place_id, ...details })
  }

  function release(lock: LockRow, seconds: number) {
    const until = clock.now() + seconds * 1000
    world.update('locks', lock.id, { unlocked_until: new Date(until).toISOString() }, false)
    clock.at(until, () => fallBack(lock.id))
  }
  function fallBack(id: number) {
    const lock = world.get('locks', id)
    // A second unlock meanwhile has put the moment off: its own task will do this.
    if (!lock?.unlocked_until || Date.parse(lock.unlocked_until) > clock.now()) return
    world.update('locks', id, { unlocked_until: null }, false)
    write(lock, 'lock.locked')
  }

  function watch(id: number, moment: number) {
    clock.at(moment, () => {
      const lock = world.get('locks', id)
      if (!lock?.open || !lock.held_open_at || Date.parse(lock.held_open_at) > clock.now()) return
      world.update('locks', id, { held_open_at: null, alarm: 'held_open' }, false)
      write(lock, 'lock.held_open')
    })
  }

  return {
    unlock(lock, key, objection) {
      const { right, refusal: denied } = decideKey(world, key, lock)
      const held = lockSchedule(world, lock, clock.now()).onScheduledUnlock
      const refusal = denied ?? objection ?? (held ? REFUSALS.onSchedule : null)
      const actor: Actor | null =
        'link' in key
          ? { type: 'GroupLink', id: key.link.id, name: key.link.name, email: key.link.email }
          : actorOf(world, key.person)
      write(lock, 'lock.unlock', { actor, authenticatedBy: key.by, authorizedBy: right, refusal })
      const { relayDuration } = wiringOf(world, lock)
      if (refusal === null && relayDuration !== null) {
        if (actor?.type === 'GroupLink') {
          world.update('group_links', actor.id, { last_used_at: clock.iso() }, false)
        }
        release(lock, relayDuration)
      }
      return refusal
    },

    tap(lock, card) {
      const decision = decideCard(world, card?.id ?? null, lock)
      const actor = decision.person ? actorOf(world, decision.person) : null
      const { relayDuration } = wiringOf(world, lock)
      // The reader and the relay hang on the same controller, which knows the rights: no cloud is needed between them.
      let refusal: Refusal | null = decision.ok ? null : decision.refusal
      if (decision.ok && relayDuration === null) refusal = REFUSALS.doorWithoutController
      write(lock, 'lock.unlock', {
        actor,
        authenticatedBy: card ? { type: 'Card', id: card.id } : null,
        authorizedBy: decision.ok ? decision.right : null,
        refusal,
      })
      if (card) world.update('cards', card.id, { last_used_at: clock.iso() }, false)
      if (refusal === null && relayDuration !== null) {
        if (actor?.type === 'User') world.update('users', actor.id, { last_accessed_at: clock.iso() }, false)
        release(lock, relayDuration)
      }
      return { opened: refusal === null, refusal, person: actor }
    },

    setContact(lock, open) {
      if (lock.open === open) return
      const { sensorDuration } = wiringOf(world, lock)
      if (!open) {
        world.update('locks', lock.id, { open: false, held_open_at: null, alarm: null }, false)
        write(lock, 'lock.closed')
        return
      }
      const forced = lock.unlocked_until === null
      const deadline = forced || sensorDuration === null ? null : clock.now() + sensorDuration * 1000
      world.update(
        'locks',
        lock.id,
        {
          open: true,
          held_open_at: deadline === null ? null : new Date(deadline).toISOString(),
          alarm: forced ? 'forced_open' : null,
        },
        false,
      )
      write(lock, 'lock.opened')
      if (forced) write(lock, 'lock.forced_open')
      if (deadline !== null) watch(lock.id, deadline)
    },

    resume() {
      for (const lock of world.all('locks')) {
        if (lock.unlocked_until) clock.at(Date.parse(lock.unlocked_until), () => fallBack(lock.id))
        if (lock.held_open_at) watch(lock.id, Date.parse(lock.held_open_at))
      }
    },
  }
}
