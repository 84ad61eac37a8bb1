import { createPeople } from '../world/plans/people.ts'
import type { LockRow, UserRow } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { factsOf } from './facts.ts'
import { judge } from './referee.ts'
import { player, type Door, type Player, type Stage } from './stage.ts'

/** May the holder of the card open that door now? By the rows, as the referee reads them. */
export function mayOpen(world: World, cardId: number, lockId: number): boolean {
  const facts = factsOf(world, lockId, { by: 'card', cardId })
  return facts !== null && judge(facts).entitled === true
}

/** With a relay, a contact and a reader, and always locked: a door that a schedule opens tells little of who comes. */
const workingDoor = (world: World, lock: LockRow): boolean =>
  world.where('schedules', 'scheduleable_id', lock.id).every((schedule) => schedule.scheduleable_type !== 'Lock') &&
  world.where('controller_relay_connections', 'lock_id', lock.id).length > 0 &&
  world.where('controller_input_connections', 'lock_id', lock.id).some((each) => each.type === 'contact_sensor') &&
  world.where('readers', 'lock_id', lock.id).some((reader) => reader.online && !reader.checkout)

/** The doors that most people go through: those that the most rights are on, of the place where most doors are. */
export function busiestDoors(stage: Stage, most: number): Door[] {
  const { world, timeline } = stage
  const rightsOn = (lock: LockRow) =>
    world
      .where('group_locks', 'lock_id', lock.id)
      .map((join) => world.where('role_assignments', 'applies_to_id', join.group_id).length)
      .reduce((sum, count) => sum + count, 0)
  const [place] = world.all('places').toSorted((one, other) => doorsIn(world, other.id) - doorsIn(world, one.id))
  return world
    .where('locks', 'place_id', place?.id ?? 0)
    .filter((lock) => workingDoor(world, lock))
    .map((lock) => ({ lock, rights: rightsOn(lock) }))
    .toSorted((one, other) => other.rights - one.rights || one.lock.id - other.lock.id)
    .slice(0, most)
    .map(({ lock }) => ({ lockId: lock.id, lane: timeline.lane() }))
}
const doorsIn = (world: World, placeId: number) => world.where('locks', 'place_id', placeId).length

/** The doors of a place that a button opens from within. */
export function doorsWithButton({ world, timeline }: Stage, placeId: number): Door[] {
  return world
    .where('locks', 'place_id', placeId)
    .filter((lock) => workingDoor(world, lock))
    .filter((lock) =>
      world.where('controller_input_connections', 'lock_id', lock.id).some((each) => each.type === 'request_to_exit'),
    )
    .map(({ id }) => ({ lockId: id, lane: timeline.lane() }))
}

/** Somebody with the doors they may go through. */
export interface Colleague extends Player {
  cardId: number
  doors: Door[]
}

/**
 * So many people with a card that opens one of the doors: those of the world first, without those who may open
 * everything, then people hired for the day.
 */
export function gather(stage: Stage, doors: readonly Door[], count: number): Colleague[] {
  const { world } = stage
  const found: Colleague[] = []
  for (const user of world.all('users')) {
    if (found.length >= count) break
    const colleague = colleagueOf(world, user, doors)
    if (colleague) found.push(colleague)
  }
  const missing = count - found.length
  return missing > 0 ? [...found, ...hire(stage, doors, missing)] : found
}

function colleagueOf(world: World, user: UserRow, doors: readonly Door[]): Colleague | null {
  const rights = world.where('role_assignments', 'assignee_id', user.id).filter((each) => each.assignee_type === 'User')
  const teams = world.where('team_memberships', 'member_id', user.id).filter((each) => each.member_type === 'User')
  if (teams.length > 0 || rights.some((right) => right.applies_to_type !== 'Group')) return null
  const held = world
    .where('card_assignments', 'assignee_id', user.id)
    .find((each) => each.assignee_type === 'User' && each.status === 'activated')
  if (!held) return null
  const open = doors.filter(({ lockId }) => mayOpen(world, held.card_id, lockId))
  return open.length === 0
    ? null
    : { ...player('User', user.id, user.name, held.card_id), cardId: held.card_id, doors: open }
}

/** The group that opens the most of these doors to the fewest others. */
export function groupFor(world: World, doors: readonly Door[]): number {
  const joins = doors.flatMap(({ lockId }) => world.where('group_locks', 'lock_id', lockId))
  const ids = [...new Set(joins.map((join) => join.group_id))]
  const here = (id: number) => joins.filter((join) => join.group_id === id).length
  const [best] = ids.toSorted((one, other) => here(other) - here(one) || size(world, one) - size(world, other))
  return best ?? 0
}
const size = (world: World, groupId: number) => world.where('group_locks', 'group_id', groupId).length

const NO_NUMBER = { token: null, uid: null, data_block_value: null, facility_code: null, card_number: null, oem: null }

function hire({ world, rolls }: Stage, doors: readonly Door[], count: number): Colleague[] {
  const taken = world.all('users').map((user) => user.email.split('@')[0] ?? '')
  const next = createPeople(rolls, taken)
  const maker = { created_by_type: null, created_by_id: null }
  const group = groupFor(world, doors)
  return Array.from({ length: count }, () => {
    const { name, mailbox } = next()
    const user = world.insert('users', {
      ...{ name, email: `${mailbox}@morning.example`, image: null, metadata: {}, notes: null, locale: 'en' },
      ...{ access_enabled: true, password_flow_enabled: false, last_accessed_at: null, password: null },
    })
    let number = rolls.below(0xff_ffff)
    while (world.where('cards', 'card_id', number).length > 0) number += 1
    const type = 'third_party_lf_em_410x_32_34'
    const card = world.insert('cards', {
      ...NO_NUMBER,
      type,
      card_id: number,
      length: null,
      last_used_at: null,
      version: '3C',
    })
    const held = { assignee_type: 'User', assignee_id: user.id } as const
    world.insert('card_assignments', {
      ...{ ...maker, ...held, card_id: card.id, status: 'activated', activated_at: world.clock.iso() },
      ...{ two_factor_pin: null, send_two_factor_pin_notification: false },
    })
    world.insert('role_assignments', {
      ...{ ...maker, ...held, role_id: 'group_basic', notify: false, valid_from: null, valid_until: null },
      ...{ applies_to_type: 'Group', applies_to_id: group },
    })
    return {
      ...player('User', user.id, name, card.id),
      cardId: card.id,
      doors: doors.filter(({ lockId }) => mayOpen(world, card.id, lockId)),
    }
  })
}
