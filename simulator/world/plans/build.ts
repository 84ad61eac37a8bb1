import { addChannels, NEW_READER, tokenOf } from '../devices.ts'
import { demoKey, ordinaryKey, ownerPassword } from '../keys.ts'
import { roleById } from '../roles.ts'
import { WEEKDAYS } from '../rows-more.ts'
import type { World } from '../world.ts'
import type { CardPlan, DoorPlan, HeldCardPlan, RightPlan, SchedulePlan, WorldPlan } from './plan.ts'

/** When every planned world was set up: fixed, so that two worlds of one seed are alike to the byte. */
const BUILT = '2025-03-03T08:00:00.000Z'

/** A controller has four relays for doors. */
const DOORS_OF_A_CONTROLLER = 4

/** Fills an empty world as planned. The names in the plan are taken to be right. */
export function buildWorld(world: World, plan: WorldPlan): void {
  const { seed } = world
  const insert: World['insert'] = (table, values) => world.insert(table, values, BUILT)
  const places = new Map<string, number>()
  const floors = new Map<string, number>()
  const doors = new Map<string, number>()
  const groups = new Map<string, number>()
  const teams = new Map<string, number>()

  const organization = insert('organizations', {
    name: plan.organization.name,
    domain: plan.organization.domain,
    time_zone: plan.organization.time_zone,
    user_id: 0,
    address: plan.organization.address,
    description: null,
    logo: null,
    metadata: null,
  })
  for (const { name, address, description, latitude, longitude, time_zone } of plan.places) {
    const position = { latitude, longitude }
    const row = { name, address, description, ...position, image: null, time_zone, locked_down_since: null }
    places.set(name, insert('places', row).id)
  }
  const placeId = (name: string) => places.get(name) ?? 0
  for (const { place, name, number } of plan.floors) {
    const floor = insert('floors', { name, number, place_id: placeId(place), description: null })
    floors.set(`${place}/${name}`, floor.id)
  }
  for (const group of plan.groups) {
    const { id } = insert('groups', {
      name: group.name,
      description: group.description,
      place_id: group.place === null ? null : placeId(group.place),
      login_enabled: true,
      geofence_restriction_enabled: false,
      primary_device_restriction_enabled: false,
      managed_device_restriction_enabled: false,
      reader_restriction_enabled: false,
      time_restriction_enabled: group.schedules.length > 0,
      tap_to_access_restriction_enabled: false,
    })
    groups.set(group.name, id)
    for (const schedule of group.schedules) addSchedule('Group', id, schedule)
  }

  const holders = new Map<string, number[]>(plan.doors.map((door) => [door.name, []]))
  for (const group of plan.groups) {
    for (const door of group.doors) holders.get(door)?.push(groups.get(group.name) ?? 0)
  }
  plan.doors.forEach((door, index) => {
    const lock = insert('locks', {
      name: door.name,
      description: null,
      place_id: placeId(door.place),
      floor_id: door.floor === null ? null : (floors.get(`${door.place}/${door.floor}`) ?? null),
      latitude: null,
      longitude: null,
      order_id: index,
      geofence_restriction_enabled: false,
      reader_restriction_enabled: false,
      time_restriction_enabled: door.schedules.some(({ consequence }) => consequence === 'allow'),
      locked_down_since: null,
      unlocked_until: null,
      open: false,
      held_open_at: null,
      alarm: null,
    })
    doors.set(door.name, lock.id)
    for (const groupId of holders.get(door.name) ?? []) insert('group_locks', { group_id: groupId, lock_id: lock.id })
    for (const schedule of door.schedules) addSchedule('Lock', lock.id, schedule)
  })
  for (const place of plan.places) {
    wire(
      place.controllers,
      placeId(place.name),
      plan.doors.filter((door) => door.place === place.name),
    )
  }
  addReaders()
  for (const { name, rights } of plan.teams) {
    const team = insert('teams', { name })
    teams.set(name, team.id)
    for (const right of rights) addRight('Team', team.id, right)
  }
  addPeople()
  for (const { rights, cards, ...values } of plan.guests) {
    const guest = insert('guests', values)
    for (const right of rights) addRight('Guest', guest.id, right)
    for (const card of cards) addHeldCard('Guest', guest.id, card)
  }
  for (const card of plan.drawer) addCard(card)
  world.blankTags.push(...plan.blanks)
  if (plan.extras) addExtras()

  function addSchedule(type: 'Group' | 'Lock', id: number, { days, from, until, name, consequence }: SchedulePlan) {
    insert('schedules', {
      ...{ name, enabled: true, override: false, consequence, integration_id: null, type: 'recurring_event' },
      scheduleable_type: type,
      scheduleable_id: id,
      ...Object.fromEntries(WEEKDAYS.map((day) => [day, days.includes(day)])),
      starts_at_time: from,
      ends_at_time: until,
    })
  }

  /** A controller serves four doors: for each a relay, a contact and, where there is one, the button for leaving. */
  function wire(prefix: string, place: number, wired: readonly DoorPlan[]) {
    for (let first = 0; first < wired.length; first += DOORS_OF_A_CONTROLLER) {
      const number = first / DOORS_OF_A_CONTROLLER + 1
      const controller = insert('controllers', {
        name: `${prefix}-${number}`,
        ...{ description: null, place_id: place, online: true, zone_controller: false },
        token: tokenOf(seed, 'controller', world.all('controllers').length + 1),
      })
      addChannels(insert, controller.id, 1)
      wired.slice(first, first + DOORS_OF_A_CONTROLLER).forEach((door, index) => wireDoor(controller.id, index, door))
    }
  }
  function wireDoor(controllerId: number, index: number, door: DoorPlan) {
    const { name } = door
    const lockId = doors.get(name) ?? 0
    const relay = world.where('controller_relays', 'controller_id', controllerId)[index]
    const inputs = world.where('controller_inputs', 'controller_id', controllerId)
    insert('controller_relay_connections', {
      ...{ type: 'lock', name, controller_relay_id: relay?.id ?? 0, lock_id: lockId },
      duration: door.relay_seconds,
    })
    insert('controller_input_connections', {
      ...{ type: 'contact_sensor', name, controller_input_id: inputs[index]?.id ?? 0, lock_id: lockId },
      enabled: true,
      duration: door.held_open_seconds,
    })
    if (!door.exit_button) return
    const button = inputs[index + DOORS_OF_A_CONTROLLER]
    insert('controller_input_connections', {
      ...{ type: 'request_to_exit', name, controller_input_id: button?.id ?? 0, lock_id: lockId },
      enabled: true,
      duration: 5,
    })
  }

  function addReaders() {
    const add = (door: DoorPlan, name: string, checkout: boolean, count: number) =>
      insert('readers', {
        ...NEW_READER,
        name,
        checkout,
        place_id: placeId(door.place),
        lock_id: doors.get(door.name) ?? null,
        token: tokenOf(seed, 'reader', count),
      })
    const within = plan.doors.filter((door) => door.reader !== 'none')
    within.forEach((door, index) => add(door, `${door.name}, reader`, false, index))
    within
      .filter((door) => door.reader === 'in and out')
      .forEach((door, index) => add(door, `${door.name}, exit reader`, true, within.length + index))
  }

  function addPeople() {
    let ownerId: number | null = null
    for (const person of plan.people) {
      const password: string | null = ownerId === null ? ownerPassword(seed) : null
      const { id }: { id: number } = insert('users', {
        name: person.name,
        email: person.email,
        image: null,
        metadata: person.metadata,
        notes: null,
        locale: 'en',
        access_enabled: !person.suspended,
        password_flow_enabled: password !== null,
        last_accessed_at: null,
        password,
      })
      if (ownerId === null) {
        ownerId = id
        world.update('organizations', organization.id, { user_id: id }, false)
        addRight('User', id, { role: 'organization_owner', on: null, from: null, until: null })
      }
      if (person.key === 'demo') addKey(id, 'Frontdesk demo', demoKey(seed))
      if (person.key === 'ordinary') addKey(id, 'Without rights', ordinaryKey(seed))
      for (const team of person.teams) {
        insert('team_memberships', { team_id: teams.get(team) ?? 0, member_type: 'User', member_id: id })
      }
      for (const right of person.rights) addRight('User', id, right)
      for (const card of person.cards) addHeldCard('User', id, card)
    }
  }
  function addRight(type: 'User' | 'Guest' | 'Team', id: number, { role, on, from, until }: RightPlan) {
    const reach = roleById(role)?.applies_to ?? 'Group'
    const targets = { Organization: organization.id, Place: places.get(on ?? ''), Group: groups.get(on ?? '') }
    insert('role_assignments', {
      created_by_type: null,
      created_by_id: null,
      role_id: role,
      notify: false,
      applies_to_type: reach,
      applies_to_id: targets[reach] ?? 0,
      assignee_type: type,
      assignee_id: id,
      valid_from: from,
      valid_until: until,
    })
  }
  function addKey(userId: number, name: string, secret: string) {
    const nothing = { last_used_at: null, device_brand: null, device_model: null, os_name: null }
    insert('logins', { ...nothing, user_id: userId, type: 'api', name, secret, expire: false, revoked: false })
  }

  function addHeldCard(type: 'User' | 'Guest', id: number, { card, activated }: HeldCardPlan) {
    insert('card_assignments', {
      created_by_type: 'User',
      created_by_id: world.get('organizations', organization.id)?.user_id ?? null,
      status: activated ? 'activated' : 'deactivated',
      two_factor_pin: null,
      send_two_factor_pin_notification: false,
      assignee_type: type,
      assignee_id: id,
      card_id: addCard(card),
      activated_at: activated ? BUILT : null,
    })
  }
  function addCard(card: CardPlan): number {
    const blank = { token: null, uid: null, data_block_value: null, facility_code: null, card_number: null }
    const rest = { oem: null, length: null, last_used_at: null }
    if ('tag' in card) {
      return insert('cards', {
        ...blank,
        type: 'third_party_lf_em_410x_32_34',
        card_id: Number.parseInt(card.tag.slice(2), 16),
        ...rest,
        version: card.tag.slice(0, 2),
      }).id
    }
    const type = 'uid' in card ? 'third_party_hf' : 'third_party_lf_hid_h10301'
    return insert('cards', { ...blank, type, card_id: null, ...rest, version: '3C', ...card }).id
  }

  /** What hangs beside the doors, and what still lies in its box. */
  function addExtras() {
    insert('zones', { name: 'Ground floor alarm', place_id: placeId(plan.places[0]?.name ?? '') })
    insert('wireless_locks', {
      ...{ name: 'Cupboard lock', channel: 1, lock_id: null },
      controller_id: world.all('controllers')[0]?.id ?? 0,
    })
    for (const kind of ['controller', 'reader'] as const) {
      insert('boxed_devices', { kind, token: tokenOf(seed, `box/${kind}`, 0) })
    }
  }
}
