import { createDoors } from '../../../../simulator/hardware/doors.ts'
import { createClock } from '../../../../simulator/world/clock.ts'
import { addChannels, NEW_READER } from '../../../../simulator/world/devices.ts'
import { createEvents, type EventRecord } from '../../../../simulator/world/events.ts'
import type { ControllerInputConnectionRow, LockRow } from '../../../../simulator/world/rows.ts'
import type { ScheduleRow } from '../../../../simulator/world/rows-more.ts'
import { createWorld } from '../../../../simulator/world/world.ts'

/** A Wednesday noon in Amsterdam. */
export const NOON = Date.parse('2027-01-06T11:00:00Z')

const maker = { created_by_type: null, created_by_id: null }

/**
 * A building of one door, 'Front', with all that may hang on it, and one person with a card: a relay for 5 seconds, a
 * contact that may stay open for 20, an exit button for 3, a reader to come in by. The clock stands still until it is advanced.
 */
export function building() {
  const world = createWorld({ name: 'test', seed: 1, clock: createClock({ time: () => NOON, timers: false }) })
  const events = createEvents(world)
  let reachable = true
  let turned = () => {}
  const { insert } = world
  insert('organizations', {
    ...{ name: 'Test', domain: 'test', time_zone: 'Europe/Amsterdam', user_id: 0, address: null },
    ...{ description: null, logo: null, metadata: null },
  })
  const place = insert('places', {
    ...{ name: 'House', address: 'Street 1', description: null, latitude: null, longitude: null, image: null },
    ...{ time_zone: 'Europe/Amsterdam', locked_down_since: null },
  })
  const group = insert('groups', {
    ...{ name: 'Staff', description: null, place_id: place.id, login_enabled: true },
    ...{ geofence_restriction_enabled: false, primary_device_restriction_enabled: false },
    ...{ managed_device_restriction_enabled: false, reader_restriction_enabled: false },
    ...{ time_restriction_enabled: false, tap_to_access_restriction_enabled: false },
  })
  const controller = insert('controllers', {
    ...{ name: 'Box', description: null, place_id: place.id, online: true },
  })
  addChannels(insert, controller.id, 1)
  const relays = world.where('controller_relays', 'controller_id', controller.id)
  const inputs = world.where('controller_inputs', 'controller_id', controller.id)
  const wiegands = world.where('controller_wiegands', 'controller_id', controller.id)
  const idOf = (rows: { id: number }[], index: number) => rows[index]?.id ?? 0

  const addLock = (name: string) => {
    const { id } = insert('locks', {
      ...{ name, description: null, place_id: place.id, floor_id: null, latitude: null, longitude: null },
      ...{ order_id: null, geofence_restriction_enabled: false, reader_restriction_enabled: false },
      ...{ time_restriction_enabled: false, locked_down_since: null, unlocked_until: null, open: false },
      ...{ held_open_at: null, alarm: null },
    })
    insert('group_locks', { group_id: group.id, lock_id: id })
    return id
  }
  const id = addLock('Front')
  const connectRelay = (index: number, lockId: number, duration: number) =>
    insert('controller_relay_connections', {
      ...{ type: 'lock', name: null, controller_relay_id: idOf(relays, index), lock_id: lockId, duration },
    })
  const connectInput = (index: number, values: Partial<ControllerInputConnectionRow>) =>
    insert('controller_input_connections', {
      ...{ type: 'contact_sensor', name: null, controller_input_id: idOf(inputs, index), enabled: true },
      ...values,
    })
  connectRelay(0, id, 5)
  const contact = connectInput(0, { lock_id: id, duration: 20 })
  const exit = connectInput(1, { type: 'request_to_exit', lock_id: id, duration: 3 })
  const reader = insert('readers', {
    ...{ ...NEW_READER, name: 'Front, reader', place_id: place.id, lock_id: id, token: 'READER' },
  })
  const user = insert('users', {
    ...{ name: 'Ann', email: 'ann@example.com', image: null, metadata: {}, notes: null, locale: null },
    ...{ access_enabled: true, password_flow_enabled: false, last_accessed_at: null, password: null },
  })
  const right = insert('role_assignments', {
    ...{ ...maker, role_id: 'group_basic', notify: false, applies_to_type: 'Group', applies_to_id: group.id },
    ...{ assignee_type: 'User', assignee_id: user.id, valid_from: null, valid_until: null },
  })
  const addCard = (cardId: number) =>
    insert('cards', {
      ...{ type: 'third_party_lf_em_410x_32_34', token: null, uid: null, data_block_value: null, oem: null },
      ...{ facility_code: null, card_number: null, card_id: cardId, length: null, last_used_at: null, version: '3C' },
    })
  const card = addCard(4711)
  const assignment = insert('card_assignments', {
    ...{ ...maker, status: 'activated', two_factor_pin: null, send_two_factor_pin_notification: false },
    ...{ assignee_type: 'User', assignee_id: user.id, card_id: card.id, activated_at: null },
  })
  const doors = createDoors(world, events, {
    reachable: () => reachable,
    onTurn(listener) {
      turned = listener
    },
  })
  let seen = 0
  const built = {
    ...{ world, events, doors, place, group, controller, relays, inputs, wiegands, contact, exit, reader },
    ...{ user, right, card, assignment, connectRelay, connectInput, addLock, addCard, idOf },
    lockId: id,
    lock: (lockId = id) => world.get('locks', lockId) as LockRow,
    advance: (seconds: number) => world.clock.advance(seconds * 1000),
    key: { person: { type: 'User', id: user.id }, by: { type: 'Login', id: 1 } } as const,
    unlock: () => doors.unlock(built.lock(), built.key, null)?.code ?? 'unlocked',
    tap: () => {
      const { opened, refusal } = doors.tap(built.lock(), card)
      return opened ? 'opened' : refusal?.code
    },
    contactTo: (open: boolean) => doors.inputs.setContact(built.lock(), open),
    open: () => built.contactTo(true),
    close: () => built.contactTo(false),
    /** The types of the events since the last time it was asked. */
    said(): string[] {
      return built.told().map((event) => event.type)
    },
    told(): EventRecord[] {
      const news = world.events.slice(seen)
      seen = world.events.length
      return news
    },
    turnCloud(on: boolean) {
      reachable = on
      turned()
    },
    setOnline(online: boolean) {
      const row = world.get('controllers', controller.id)
      if (row) doors.devices.setOnline([row], online)
    },
    addSchedule(values: Partial<ScheduleRow>): ScheduleRow {
      const schedule = insert('schedules', {
        ...{ name: null, enabled: true, override: false, consequence: 'unlock', integration_id: null },
        ...{ scheduleable_type: 'Lock', scheduleable_id: id, type: 'single_event' },
        ...{ starts_at: '2027-01-06T12:00:00Z', ends_at: '2027-01-06T13:00:00Z' },
        ...values,
      })
      doors.settle(id)
      return schedule
    },
  }
  return built
}

export type Building = ReturnType<typeof building>
