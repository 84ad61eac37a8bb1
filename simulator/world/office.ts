import { deriveHex } from './derive.ts'
import { addChannels, NEW_READER, tokenOf } from './devices.ts'
import type { Json } from './rows.ts'
import { OWNER, ORDINARY, STAFF, type Person } from './names.ts'
import type { World } from './world.ts'

/** When the seeded building was set up: fixed, so that two worlds of one seed are alike to the byte. */
const BUILT = '2025-03-03T08:00:00.000Z'

/** Version byte of every EM4100 card in the building: the one of the best-known sample card, 3C00CE754C. */
const VERSION = '3C'

const EM4100 = 'third_party_lf_em_410x_32_34'
const DRAWER_CARDS = 14
const BLANK_TAGS = 6

/** Door, floor number, and the groups that hold it. "Entire place" holds every door. */
const DOORS: readonly (readonly [name: string, floor: number, groups: readonly string[]])[] = [
  ['Front entrance', 0, ['All staff', 'Visitors', 'Contractors']],
  ['Turnstile A', 0, ['All staff', 'Visitors', 'Contractors']],
  ['Turnstile B', 0, ['All staff']],
  ['Goods entrance', 0, ['All staff', 'Contractors']],
  ['Post room', 0, ['All staff']],
  ['Bicycle cellar', 0, ['All staff']],
  ['Meeting rooms', 1, ['All staff', 'Visitors']],
  ['Lift lobby, 2nd', 2, ['All staff', 'Contractors']],
  ['Archive', 2, ['Server room access']],
  ['Lift lobby, 4th', 4, ['All staff', 'Visitors']],
  ['Server room', 4, ['Server room access']],
  ['Roof terrace', 4, ['All staff']],
]
const FLOORS: readonly (readonly [number: number, name: string])[] = [
  [0, 'Ground floor'],
  [1, '1st floor'],
  [2, '2nd floor'],
  [4, '4th floor'],
]
const GROUPS = ['Entire place', 'All staff', 'Visitors', 'Contractors', 'Server room access'] as const

/** Mailboxes of those who may also enter the server room and the archive. */
const SERVER_ROOM = new Set(['minhkhai.nguyen', 'xiaoming.wang', 'thijs.brouwer', 'bart.degraaf'])

/** The API key of the owner, whom the desk acts for: the same for every run of a seed. */
export const demoKey = (seed: number): string => `sim_${deriveHex(seed, 'key/demo', 0).slice(0, 40)}`
/** The API key of somebody who may open doors and change nothing. */
export const ordinaryKey = (seed: number): string => `sim_${deriveHex(seed, 'key/ordinary', 0).slice(0, 40)}`
/** The owner's password for POST /logins. */
export const ownerPassword = (seed: number): string => `harbour-${deriveHex(seed, 'password/owner', 0).slice(0, 10)}`

/** Fills an empty world with Harbour House: its doors, people, rights and cards. */
export function buildOffice(world: World, timeZone: string): void {
  const { seed } = world
  const maker = { created_by_type: null, created_by_id: null }
  const insert: World['insert'] = (table, values) => world.insert(table, values, BUILT)

  const organization = insert('organizations', {
    name: 'Harbour House B.V.',
    domain: 'harbour-house',
    time_zone: timeZone,
    user_id: 0,
    address: 'Rijnhaven 12, 3072 AJ Rotterdam',
    description: null,
    logo: null,
    metadata: null,
  })
  const place = insert('places', {
    name: 'Harbour House',
    address: 'Rijnhaven 12, 3072 AJ Rotterdam',
    description: null,
    latitude: 51.9045,
    longitude: 4.4951,
    image: null,
    time_zone: timeZone,
    locked_down_since: null,
  })

  const floors = new Map<number, number>()
  for (const [number, name] of FLOORS) {
    floors.set(number, insert('floors', { name, number, place_id: place.id, description: null }).id)
  }
  const groups = new Map<string, number>()
  for (const name of GROUPS) {
    const group = insert('groups', {
      name,
      description: null,
      place_id: place.id,
      login_enabled: true,
      geofence_restriction_enabled: false,
      primary_device_restriction_enabled: false,
      managed_device_restriction_enabled: false,
      reader_restriction_enabled: false,
      time_restriction_enabled: false,
      tap_to_access_restriction_enabled: false,
    })
    groups.set(name, group.id)
  }
  const groupId = (name: string) => groups.get(name) ?? 0

  DOORS.forEach(([name, floor, held], index) => {
    const lock = insert('locks', {
      name,
      description: null,
      place_id: place.id,
      floor_id: floors.get(floor) ?? null,
      latitude: null,
      longitude: null,
      order_id: index,
      geofence_restriction_enabled: false,
      reader_restriction_enabled: false,
      time_restriction_enabled: false,
      locked_down_since: null,
      unlocked_until: null,
      open: false,
      held_open_at: null,
      alarm: null,
    })
    for (const group of ['Entire place', ...held]) insert('group_locks', { group_id: groupId(group), lock_id: lock.id })
    wire(index, name, lock.id)
  })

  /** A controller serves four doors: a relay and a contact input each. */
  function wire(index: number, name: string, lockId: number) {
    const number = Math.floor(index / 4) + 1
    const channel = (index % 4) + 1
    const controller =
      world.all('controllers')[number - 1] ??
      insert('controllers', {
        name: `HH-${number}`,
        ...{ description: null, place_id: place.id, online: true, zone_controller: false },
        token: tokenOf(seed, 'controller', number),
      })
    const relay = insert('controller_relays', { controller_id: controller.id, channel, name: `Relay ${channel}` })
    const input = insert('controller_inputs', { controller_id: controller.id, channel, name: `Input ${channel}` })
    insert('controller_relay_connections', {
      type: 'lock',
      name,
      controller_relay_id: relay.id,
      lock_id: lockId,
      duration: 5,
    })
    insert('controller_input_connections', {
      type: 'contact_sensor',
      name,
      controller_input_id: input.id,
      lock_id: lockId,
      enabled: true,
      duration: 30,
    })
  }

  function addPerson([name, mailbox, department, floor]: Person, password: string | null) {
    const metadata: Record<string, Json> = { department, floor }
    return insert('users', {
      name,
      email: `${mailbox}@harbour-house.example`,
      image: null,
      metadata,
      notes: null,
      locale: 'en',
      access_enabled: true,
      password_flow_enabled: password !== null,
      last_accessed_at: null,
      password,
    })
  }
  function addRight(userId: number, roleId: string, type: 'Organization' | 'Group', target: number) {
    insert('role_assignments', {
      ...maker,
      role_id: roleId,
      notify: false,
      applies_to_type: type,
      applies_to_id: target,
      assignee_type: 'User',
      assignee_id: userId,
      valid_from: null,
      valid_until: null,
    })
  }
  function addCard(label: string, index: number) {
    const blank = { token: null, uid: null, data_block_value: null, facility_code: null, card_number: null }
    let number = Number.parseInt(deriveHex(seed, label, index).slice(0, 6), 16)
    while (world.where('cards', 'card_id', number).length > 0) number += 1
    const card = { ...blank, oem: null, length: null, type: EM4100, card_id: number, last_used_at: null }
    return insert('cards', { ...card, version: VERSION })
  }
  function addKey(userId: number, name: string, secret: string) {
    const nothing = { last_used_at: null, device_brand: null, device_model: null, os_name: null }
    insert('logins', { ...nothing, user_id: userId, type: 'api', name, secret, expire: false, revoked: false })
  }

  const owner = addPerson(OWNER, ownerPassword(seed))
  world.update('organizations', organization.id, { user_id: owner.id }, false)
  addRight(owner.id, 'organization_owner', 'Organization', organization.id)
  addKey(owner.id, 'Frontdesk demo', demoKey(seed))

  const people = [ORDINARY, ...STAFF].map((person) => ({ person, user: addPerson(person, null) }))
  const [ordinary] = people
  if (ordinary) addKey(ordinary.user.id, 'Without rights', ordinaryKey(seed))
  for (const [index, user] of [owner, ...people.map((each) => each.user)].entries()) {
    addRight(user.id, 'group_basic', 'Group', groupId('All staff'))
    const card = addCard('card/staff', index)
    insert('card_assignments', {
      created_by_type: 'User',
      created_by_id: owner.id,
      status: 'activated',
      two_factor_pin: null,
      send_two_factor_pin_notification: false,
      assignee_type: 'User',
      assignee_id: user.id,
      card_id: card.id,
      activated_at: BUILT,
    })
  }
  for (const { person, user } of people) {
    if (SERVER_ROOM.has(person[1])) addRight(user.id, 'group_basic', 'Group', groupId('Server room access'))
  }
  for (let index = 0; index < DRAWER_CARDS; index++) addCard('card/drawer', index)
  addHardware()
  for (let index = 0; index < BLANK_TAGS; index++) {
    world.blankTags.push(`${VERSION}00${deriveHex(seed, 'tag/blank', index).slice(0, 6).toUpperCase()}`)
  }

  /** What hangs beside the doors, and what still lies in its box. */
  function addHardware() {
    for (const { id } of world.all('controllers')) addChannels(insert, id, 5)
    for (const [index, lock] of world.all('locks').entries()) {
      insert('readers', {
        ...NEW_READER,
        name: `${lock.name}, reader`,
        place_id: place.id,
        lock_id: lock.id,
        token: tokenOf(seed, 'reader', index),
      })
    }
    insert('zones', { name: 'Ground floor alarm', place_id: place.id })
    insert('wireless_locks', {
      name: 'Cupboard lock',
      channel: 1,
      controller_id: world.all('controllers')[0]?.id ?? 0,
      lock_id: null,
    })
    for (const kind of ['controller', 'reader'] as const) {
      insert('boxed_devices', { kind, token: tokenOf(seed, `box/${kind}`, 0) })
    }
  }
}
