import { beforeEach, describe, expect, it } from 'vitest'
import { EVENT_TYPES } from '../../../../simulator/api/event-types.ts'
import type { ControllerInputRow } from '../../../../simulator/world/rows.ts'
import { building, type Building } from './building.ts'

let house: Building
beforeEach(() => {
  house = building()
})

/** Another group with the door and the same person in it. */
function addRight(change: object) {
  const { id: _id, ...group } = house.group
  const other = house.world.insert('groups', { ...group, name: 'Other', ...change })
  house.world.insert('group_locks', { group_id: other.id, lock_id: house.lockId })
  const { id: _right, ...right } = house.right
  return house.world.insert('role_assignments', { ...right, applies_to_id: other.id })
}

describe('an unlock from afar', () => {
  it('takes the right that asks least of a phone: one permissive right is enough', () => {
    house.world.update('groups', house.group.id, { login_enabled: false })
    expect(house.unlock()).toBe('f01337')
    addRight({ geofence_restriction_enabled: true })
    const free = addRight({})
    expect(house.unlock()).toBe('unlocked')
    expect(house.told().at(-1)).toMatchObject({ type: 'lock.unlock', authorized_by_id: free.id })
  })

  it('is told with who asked, with what, and by which right', () => {
    house.unlock()
    expect(house.told()).toMatchObject([
      {
        ...{ type: 'lock.unlock', actor_name: 'Ann', authenticated_by_type: 'Login', success: true },
        authorized_by_id: house.right.id,
      },
    ])
  })

  it('finds no controller where nothing hangs on the door', () => {
    const bare = house.addLock('Shed')
    expect(house.doors.unlock(house.lock(bare), house.key, null)?.code).toBe('ff420a')
  })
})

it('writes no event of a type that Kisi does not have', () => {
  const input = (index: number) =>
    house.world.get('controller_inputs', house.idOf(house.inputs, index)) as ControllerInputRow
  const zone = house.world.insert('zones', { name: 'Zone', place_id: house.place.id })
  house.world.update('readers', house.reader.id, { zone_id: zone.id })
  house.connectInput(7, { type: 'third_party_alarm', zone_id: zone.id, action: 'away' })
  house.world.update('controller_input_connections', house.exit.id, { action: 'last_to_unlock' })
  house.addSchedule({ starts_at: '2027-01-06T10:00:00Z' })
  house.tap()
  house.doors.arrive(house.lock(), house.key)
  house.doors.inputs.setInput(input(7), 'closed')
  house.doors.inputs.pressExit(house.lock())
  house.doors.tailgate(house.lock())
  house.advance(60)
  house.close()
  house.open()
  house.doors.zones.setMode(zone.id, 'disarmed', 'person')
  house.world.update('controller_input_connections', house.exit.id, { end_of_line_type: 'cut_detect' })
  house.doors.inputs.setWire(input(1), 'cut')
  house.doors.devices.setReaderTampered(house.reader, true)
  house.doors.devices.setReaderOnline(house.reader, false)
  house.doors.devices.setUpdating(house.controller, true)
  house.setOnline(false)
  const types = new Set(house.said())
  expect(types.size).toBeGreaterThan(18)
  expect([...types].filter((type) => !EVENT_TYPES.includes(type))).toEqual([])
})
