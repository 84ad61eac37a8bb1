import { beforeEach, describe, expect, it } from 'vitest'
import type { Presented } from '../../../../simulator/hardware/present.ts'
import { NEW_READER } from '../../../../simulator/world/devices.ts'
import type { ReaderRow } from '../../../../simulator/world/rows-more.ts'
import { building, NOON, type Building } from './building.ts'

let house: Building
beforeEach(() => {
  house = building()
})
const at = (seconds: number) => new Date(NOON + seconds * 1000).toISOString()
const reader = (id = house.reader.id) => house.world.get('readers', id) as ReaderRow
function show(presented: Presented, by: ReaderRow | null = reader()) {
  const { opened, refusal } = house.doors.present.atDoor(house.lock(), presented, by)
  return opened ? 'opened' : refusal?.code
}

function addLink(values: object = {}) {
  return house.world.insert('group_links', {
    ...{ created_by_type: null, created_by_id: null, group_id: house.group.id, name: 'Ben', email: null, phone: null },
    ...{ link_enabled: true, quick_response_code_type: 'online', valid_from: null, valid_until: null },
    ...{ last_used_at: null, secret: 's', quick_response_code_token: 'qr', ...values },
  })
}
function addKey(values: object = {}) {
  const guest = house.world.insert('guests', { name: 'Cas', email: null, phone_number: null })
  house.world.insert('role_assignments', {
    ...{ created_by_type: null, created_by_id: null, role_id: 'group_basic', notify: false, applies_to_type: 'Group' },
    ...{ applies_to_id: house.group.id, assignee_type: 'Guest', assignee_id: guest.id },
    ...{ valid_from: null, valid_until: at(3600) },
  })
  return house.world.insert('access_keys', {
    ...{ assignee_type: 'Guest', assignee_id: guest.id, key: 'k', link_enabled: true, qr_code_enabled: true },
    ...values,
  })
}

describe('a card at a reader', () => {
  it('writes what the reader saw and what the door did, in one sequence, with the right that opened it', () => {
    expect(house.tap()).toBe('opened')
    const told = house.told()
    expect(told).toMatchObject([
      { type: 'reader.access', object_type: 'Reader', object_name: 'Front, reader', success: true },
      { type: 'lock.unlock', object_type: 'Lock', object_name: 'Front', success: true },
    ])
    for (const event of told) {
      expect(event).toMatchObject({
        ...{ actor_type: 'User', actor_name: 'Ann', authenticated_by_type: 'Card' },
        ...{ authenticated_by_id: house.card.id, authorized_by_id: house.right.id, sequence: told[0]?.sequence },
      })
    }
    expect(house.world.get('users', house.user.id)?.last_accessed_at).toBe(at(0))
  })

  it('that is refused writes the same with the code, and no relay moves', () => {
    house.world.update('role_assignments', house.right.id, { valid_until: at(-1) })
    expect(house.tap()).toBe('f35ade')
    expect(house.told()).toMatchObject([
      { type: 'reader.access', success: false, error_code: 'f35ade', actor_name: 'Ann', authorized_by_id: null },
      { type: 'lock.unlock', success: false, error_code: 'f35ade', actor_name: 'Ann', authorized_by_id: null },
    ])
    expect(house.lock()).toMatchObject({
      unlocked_until: null,
      door: { decision: { at: at(0), who: 'Ann', opened: false, refusal: 'f35ade', by: 'card' } },
    })
  })

  it('is refused for every reason there is', () => {
    const { world } = house
    const refusedWhen = (change: () => () => void) => {
      const back = change()
      const code = house.tap()
      back()
      return code
    }
    const codes = [
      () => {
        world.update('card_assignments', house.assignment.id, { status: 'deactivated' })
        return () => world.update('card_assignments', house.assignment.id, { status: 'activated' })
      },
      () => {
        world.update('users', house.user.id, { access_enabled: false })
        return () => world.update('users', house.user.id, { access_enabled: true })
      },
      () => {
        world.update('role_assignments', house.right.id, { valid_from: at(60) })
        return () => world.update('role_assignments', house.right.id, { valid_from: null })
      },
      () => {
        world.update('locks', house.lockId, { time_restriction_enabled: true })
        const { id } = house.addSchedule({ consequence: 'allow' })
        return () => {
          world.update('locks', house.lockId, { time_restriction_enabled: false })
          world.remove('schedules', id)
        }
      },
      () => {
        world.update('groups', house.group.id, { time_restriction_enabled: true })
        const values = { scheduleable_type: 'Group', scheduleable_id: house.group.id } as const
        const { id } = house.addSchedule({ consequence: 'allow', ...values })
        return () => {
          world.update('groups', house.group.id, { time_restriction_enabled: false })
          world.remove('schedules', id)
        }
      },
    ].map(refusedWhen)
    expect(codes).toEqual(['faa9ff', 'fcd8ff', 'f358de', '34ffaa', '34ffaa'])
    expect(show({ card: null })).toBe('faa9ef')
    expect(house.tap()).toBe('opened')
  })

  it('is near by itself: what is asked of phones is not asked of it', () => {
    house.world.update('groups', house.group.id, {
      ...{ geofence_restriction_enabled: true, reader_restriction_enabled: true, login_enabled: false },
      ...{ primary_device_restriction_enabled: true, tap_to_access_restriction_enabled: true },
    })
    house.world.update('locks', house.lockId, { geofence_restriction_enabled: true, reader_restriction_enabled: true })
    house.world.update('readers', house.reader.id, { device_unlock_restriction_enabled: true })
    expect(house.tap()).toBe('opened')
  })

  it('finds a reader dark that is offline: no light, no event', () => {
    house.doors.devices.setReaderOnline(reader(), false)
    expect(house.told()).toMatchObject([{ type: 'reader.update', message: 'Offline.' }])
    expect([house.tap(), house.said()]).toEqual(['fac003', []])
    house.doors.devices.setReaderOnline(reader(), true)
    expect(house.tap()).toBe('opened')
  })
})

describe('a QR code at a reader', () => {
  it('of an access link opens the doors of its group, in the name of the link', () => {
    const link = addLink()
    expect(show({ link })).toBe('opened')
    expect(house.told().at(-1)).toMatchObject({
      ...{ type: 'lock.unlock', actor_type: 'GroupLink', actor_name: 'Ben' },
      authenticated_by_type: 'GroupLink',
    })
    expect(house.world.get('group_links', link.id)?.last_used_at).toBe(at(0))
  })

  it('of a link is refused before and after its window, at other doors, and when the link has no code', () => {
    expect(show({ link: addLink({ valid_from: at(1) }) })).toBe('f358de')
    expect(show({ link: addLink({ valid_until: at(0) }) })).toBe('f35ade')
    expect(show({ link: addLink({ group_id: 1 }) })).toBe('afc496')
    expect(show({ link: addLink({ quick_response_code_type: null }) })).toBe('f29aef')
    expect(show({ link: null })).toBe('f29aef')
  })

  it('of an access key stands for its guest', () => {
    const accessKey = addKey()
    expect(show({ accessKey })).toBe('opened')
    expect(house.told().at(-1)).toMatchObject({ actor_name: 'Cas', authenticated_by_type: 'AccessKey' })
    house.advance(3600)
    expect(show({ accessKey })).toBe('f35ade')
    expect(show({ accessKey: addKey({ qr_code_enabled: false }) })).toBe('f29aef')
  })

  it('that is offline opens without the cloud, an online one and a guest’s key do not', () => {
    const [offline, online, accessKey] = [addLink({ quick_response_code_type: 'offline' }), addLink(), addKey()]
    house.setOnline(false)
    expect([show({ link: offline }), show({ link: online }), show({ accessKey })]).toEqual([
      'opened',
      'fac001',
      'fac001',
    ])
  })

  it('is refused by lockdown', () => {
    house.world.update('locks', house.lockId, { locked_down_since: at(0) })
    expect([show({ link: addLink() }), show({ accessKey: addKey() })]).toEqual(['fad001', 'fad001'])
  })
})

describe('a wiegand port', () => {
  const connect = (index: number, values: object) =>
    house.world.insert('controller_wiegand_connections', {
      ...{ type: 'legacy_reader', name: null, controller_wiegand_id: house.idOf(house.wiegands, index) },
      ...{ lock_id: house.lockId, ...values },
    })

  it('with a reader of another maker reads cards, and is no reader of Kisi’s in the events', () => {
    connect(0, {})
    expect(show({ card: house.card }, null)).toBe('opened')
    expect(house.said()).toEqual(['lock.unlock'])
  })

  it('with a keypad opens for the master code, in nobody’s name, but not in a lockdown', () => {
    connect(0, { type: 'legacy_keypad_reader', master_pin_code: '2580', keypad_type: 'single_key_wiegand_4_bit' })
    expect(show({ pin: '2580' }, null)).toBe('opened')
    expect(house.told()).toMatchObject([{ type: 'lock.unlock', success: true, actor_id: null }])
    expect(show({ pin: '1111' }, null)).toBe('afc516')
    house.world.update('places', house.place.id, { locked_down_since: at(0) })
    expect(show({ pin: '2580' }, null)).toBe('fad002')
  })

  it('with a keypad that sends a facility code reads what is typed as the number of a card', () => {
    const type = 'four_keys_binary_plus_facility_code_wiegand_26_bit'
    connect(0, { type: 'legacy_keypad_reader', keypad_type: type, facility_code: 7 })
    expect(show({ pin: '1234' }, null)).toBe('faa9ef')
    const numbers = { type: 'third_party_lf_hid_h10301', card_id: null, facility_code: 7, card_number: 1234 }
    house.world.update('cards', house.card.id, numbers)
    expect(show({ pin: '1234' }, null)).toBe('opened')
    house.world.update('cards', house.card.id, { facility_code: 8 })
    expect(show({ pin: '1234' }, null)).toBe('faa9ef')
  })

  it('with a keypad tells when five codes in a row were wrong', () => {
    connect(0, { type: 'legacy_keypad_reader', master_pin_code: '2580', keypad_type: 'single_key_wiegand_4_bit' })
    for (let count = 0; count < 4; count++) show({ pin: '1' }, null)
    show({ pin: '2580' }, null)
    for (let count = 0; count < 4; count++) show({ pin: '1' }, null)
    expect(house.said()).not.toContain('controller_wiegand_connection.excessive_pin_attempts')
    show({ pin: '1' }, null)
    expect(house.said().at(-1)).toBe('controller_wiegand_connection.excessive_pin_attempts')
  })

  it('with another maker’s controller sends it a card for each unlock, and needs no relay', () => {
    const lockId = house.addLock('Cellar')
    const virtual = { virtual_card_format_name: 'hid_h10301', virtual_card_facility_code: 12 }
    const { id } = connect(1, { type: 'legacy_controller', lock_id: lockId, ...virtual })
    const unlock = () => house.doors.unlock(house.lock(lockId), house.key, null)?.code ?? 'unlocked'
    expect(unlock()).toBe('fad105')
    house.world.update('controller_wiegand_connections', id, { virtual_card_card_number: 345 })
    expect(unlock()).toBe('unlocked')
    expect(house.world.get('controller_wiegands', house.idOf(house.wiegands, 1))?.sent).toMatchObject({
      ...{ at: at(0), format: 'hid_h10301', facility_code: 12, card_number: 345 },
    })
    house.advance(5)
    expect(house.said()).toEqual(['lock.unlock', 'lock.unlock', 'lock.locked'])
  })
})

describe('presences', () => {
  const exitReader = (lockId: number | null) =>
    house.world.insert('readers', {
      ...{ ...NEW_READER, name: 'Way out', checkout: true, lock_id: lockId, token: 'OUT', place_id: house.place.id },
    })
  const presences = () =>
    house.world
      .all('presences')
      .map(({ actor_name, checked_out, first_unlock_at, last_unlock_at }) => [
        ...[actor_name, checked_out, first_unlock_at, last_unlock_at],
      ])

  it('begin with an entry, whatever opened the door, and count each person once', () => {
    house.tap()
    house.advance(60)
    house.unlock()
    show({ link: addLink() })
    expect(presences()).toEqual([
      ['Ann', false, at(0), at(60)],
      ['Ben', false, at(60), at(60)],
    ])
  })

  it('are not begun by who is refused, nor by the exit button', () => {
    show({ card: null })
    house.doors.inputs.pressExit(house.lock())
    expect(presences()).toEqual([])
  })

  it('end at the exit reader of a door, and begin again with the next entry', () => {
    house.tap()
    house.advance(600)
    const out = exitReader(house.lockId)
    expect(show({ card: house.card }, out)).toBe('opened')
    expect(presences()).toEqual([['Ann', true, at(0), at(600)]])
    house.advance(600)
    // The door's own tap is at the reader to come in by.
    house.tap()
    expect(presences()).toEqual([['Ann', false, at(0), at(1200)]])
  })

  it('end at an exit reader that hangs on no door, for whoever is there', () => {
    const out = exitReader(null)
    const pass = () => house.doors.present.atReader(out, { card: house.card }).refusal
    pass()
    expect(presences()).toEqual([])
    house.tap()
    expect(pass()).toBeNull()
    expect(presences()).toEqual([['Ann', true, at(0), at(0)]])
    expect(house.said()).toEqual(['reader.access', 'reader.access', 'lock.unlock', 'reader.access'])
    house.world.update('card_assignments', house.assignment.id, { status: 'deactivated' })
    expect(pass()?.code).toBe('faa9ff')
  })

  it('that a controller tells late do not undo what is known by then', () => {
    house.setOnline(false)
    house.tap()
    house.advance(60)
    const other = house.addLock('Side')
    const box = house.world.insert('controllers', {
      ...{ name: 'Box 2', description: null, online: true, place_id: house.place.id },
    })
    const relay = house.world.insert('controller_relays', { controller_id: box.id, channel: 1, name: 'Relay 1' })
    house.world.insert('controller_relay_connections', {
      ...{ type: 'lock', name: null, controller_relay_id: relay.id, lock_id: other, duration: 5 },
    })
    house.doors.unlock(house.lock(other), house.key, null)
    house.setOnline(true)
    expect(presences()).toEqual([['Ann', false, at(0), at(60)]])
    expect(house.world.all('presences')[0]?.last_unlocked_lock_name).toBe('Side')
  })

  it('are of a day, and are forgotten after a month', () => {
    house.tap()
    house.advance(86_400)
    house.tap()
    expect(presences()).toHaveLength(2)
    house.advance(30 * 86_400)
    house.tap()
    expect(presences().map(([, , first]) => first)).toEqual([at(86_400), at(31 * 86_400)])
  })
})
