import { beforeEach, describe, expect, it } from 'vitest'
import { readingOf } from '../../../../simulator/hardware/inputs.ts'
import { isTriggered } from '../../../../simulator/hardware/relays.ts'
import type { ControllerInputConnectionRow, ControllerInputRow } from '../../../../simulator/world/rows.ts'
import type { WireState } from '../../../../simulator/world/rows-hardware.ts'
import { building, type Building } from './building.ts'

let house: Building
beforeEach(() => {
  house = building()
})

const inputAt = (index: number) =>
  house.world.get('controller_inputs', house.idOf(house.inputs, index)) as ControllerInputRow
const connection = (id: number) => house.world.get('controller_input_connections', id) as ControllerInputConnectionRow
const wire = (index: number, state: WireState) => house.doors.inputs.setWire(inputAt(index), state)
const supervise = (id: number, type: 'cut_detect' | 'short_detect' | 'cut_and_short_detect') =>
  house.world.update('controller_input_connections', id, { end_of_line_type: type })
const contactReading = () => readingOf(inputAt(0), connection(house.contact.id))
const exitReading = () => readingOf(inputAt(1), connection(house.exit.id))

describe('a wire without resistors', () => {
  it('that is cut reads as an open contact: the door counts as broken open', () => {
    wire(0, 'cut')
    expect([contactReading(), house.said()]).toEqual([
      'open',
      ['controller_input.opened', 'lock.opened', 'lock.forced_open'],
    ])
    wire(0, 'normal')
    expect(house.said()).toEqual(['controller_input.closed', 'lock.closed'])
  })

  it('that is short reads as a closed contact: an open door is not seen', () => {
    wire(0, 'short')
    house.open()
    expect([contactReading(), house.said(), house.lock().open]).toEqual(['closed', [], false])
    wire(0, 'normal')
    expect([house.lock().open, house.said()]).toEqual([
      true,
      ['controller_input.opened', 'lock.opened', 'lock.forced_open'],
    ])
  })

  it('of an exit button does nothing when it is cut, and presses it once when it is short', () => {
    wire(1, 'cut')
    house.doors.inputs.pressExit(house.lock())
    expect([exitReading(), house.said()]).toEqual(['open', []])
    wire(1, 'short')
    expect([exitReading(), house.said()]).toEqual(['closed', ['controller_input.triggered', 'lock.unlock']])
    house.advance(60)
    expect(house.said()).toEqual(['lock.locked'])
  })
})

describe('a supervised wire', () => {
  it.each([
    ['cut', 'cut_detect'],
    ['short', 'short_detect'],
    ['cut', 'cut_and_short_detect'],
    ['short', 'cut_and_short_detect'],
  ] as const)('that is %s is told from a contact by %s, and shows as tampering', (state, type) => {
    supervise(house.contact.id, type)
    wire(0, state)
    expect([contactReading(), house.said(), house.lock().open]).toEqual([
      state,
      ['controller_input.tamper', 'controller.tamper'],
      false,
    ])
    wire(0, 'normal')
    expect(house.said()).toEqual([])
  })

  it.each([
    ['cut', 'short_detect', 'open'],
    ['short', 'cut_detect', 'closed'],
  ] as const)('that is %s is not noticed by %s', (state, type, reading) => {
    supervise(house.contact.id, type)
    wire(0, state)
    expect([contactReading(), house.said().includes('controller.tamper')]).toEqual([reading, false])
  })

  it('shows the door as it stands when it has been mended', () => {
    supervise(house.contact.id, 'cut_detect')
    wire(0, 'cut')
    house.open()
    house.said()
    wire(0, 'normal')
    expect(house.said()).toEqual(['controller_input.opened', 'lock.opened', 'lock.forced_open'])
  })
})

describe('tampering', () => {
  it('with a loop is told by the input and the controller, until the loop is closed', () => {
    house.connectInput(6, { type: 'tamper_detection' })
    house.doors.inputs.setInput(inputAt(6), 'open')
    const tampered = () => house.world.get('controllers', house.controller.id)?.tampered
    expect([house.said(), tampered()]).toEqual([['controller_input.tamper', 'controller.tamper'], true])
    house.doors.inputs.setInput(inputAt(6), 'closed')
    expect([house.said(), tampered()]).toEqual([[], false])
  })

  it('with a controller is told once', () => {
    const turn = (on: boolean) => {
      const row = house.world.get('controllers', house.controller.id)
      if (row) house.doors.devices.setControllerTampered(row, on)
    }
    turn(true)
    turn(true)
    turn(false)
    expect(house.said()).toEqual(['controller.tamper'])
  })

  it('with a reader is told when its alarm is on, and is nothing when it is off', () => {
    const turn = (on: boolean) => {
      const row = house.world.get('readers', house.reader.id)
      return row && house.doors.devices.setReaderTampered(row, on)
    }
    expect([turn(true), house.said()]).toEqual([true, ['reader.tamper']])
    expect([turn(false), house.said()]).toEqual([true, []])
    house.world.update('readers', house.reader.id, { tamper_enabled: false })
    expect([turn(true), house.said()]).toEqual([false, []])
    expect(house.world.get('readers', house.reader.id)?.tampered).toBe(false)
  })
})

describe('a zone', () => {
  const setUp = () => {
    const zone = house.world.insert('zones', { name: 'Ground floor', place_id: house.place.id })
    house.world.update('readers', house.reader.id, { zone_id: zone.id })
    const connect = (index: number, values: object) =>
      house.world.insert('controller_relay_connections', {
        ...{ type: 'siren', name: null, controller_relay_id: house.idOf(house.relays, index), zone_id: zone.id },
        ...values,
      })
    connect(4, {})
    connect(5, { type: 'third_party_alarm', duration_for_away_mode: 10, duration_for_stay_mode: null })
    const sounds = () => [4, 5].map((index) => isTriggered(house.world, house.idOf(house.relays, index)))
    return { zone, sounds }
  }

  it('that is armed sounds its siren when a door of it is forced, until it is disarmed', () => {
    const { zone, sounds } = setUp()
    house.open()
    house.close()
    expect(sounds()).toEqual([false, false])
    house.doors.zones.setMode(zone.id, 'stay', 'person')
    house.said()
    house.open()
    expect(house.said()).toContain('zone.policy_violate')
    expect(sounds()[0]).toBe(true)
    house.close()
    expect(sounds()[0]).toBe(true)
    house.said()
    house.doors.zones.setMode(zone.id, 'disarmed', 'person')
    expect([house.said(), sounds()[0]]).toEqual([['zone.override', 'zone.reset'], false])
  })

  it('tells another alarm its mode for so many seconds, or for as long as it has it', () => {
    const { zone, sounds } = setUp()
    house.doors.zones.setMode(zone.id, 'away', 'person')
    expect(sounds()[1]).toBe(true)
    house.advance(10)
    expect(sounds()[1]).toBe(false)
    house.doors.zones.setMode(zone.id, 'stay', 'person')
    house.advance(1000)
    expect(sounds()[1]).toBe(true)
  })

  it.each([
    ['away', ['controller_input.triggered', 'zone.external_mode_override'], [false, true]],
    ['stay', ['controller_input.triggered', 'zone.external_mode_override'], [false, true]],
    ['violated', ['controller_input.triggered', 'zone.policy_violate'], [true, false]],
  ] as const)('is set to %s by another alarm on an input', (action, said, expected) => {
    const { zone, sounds } = setUp()
    house.connectInput(7, { type: 'third_party_alarm', zone_id: zone.id, action })
    house.doors.inputs.setInput(inputAt(7), 'closed')
    expect([house.said(), sounds()]).toEqual([said, expected])
    house.doors.inputs.setInput(inputAt(7), 'open')
    expect([house.said(), sounds()]).toEqual([[], expected])
  })
})
