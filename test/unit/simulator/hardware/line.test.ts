import { beforeEach, describe, expect, it } from 'vitest'
import { building, NOON, type Building } from './building.ts'

let house: Building
beforeEach(() => {
  house = building()
})
const at = (seconds: number) => new Date(NOON + seconds * 1000).toISOString()
const offlineCards = (offline_cards: 'cached' | 'refuse') => house.world.insert('settings', { offline_cards })

/** Both ways of losing the cloud: the controller alone, and the whole building. */
const WAYS = [
  ['a controller that is offline', (on: boolean) => house.setOnline(on)],
  ['a building whose network is broken', (on: boolean) => house.turnCloud(on)],
] as const

describe.each(WAYS)('%s', (_name, turn) => {
  it('still opens to the cards it knows and to the exit button, and relays fall back', () => {
    turn(false)
    expect(house.tap()).toBe('opened')
    house.advance(5)
    house.doors.inputs.pressExit(house.lock())
    expect(house.lock().unlocked_until).toBe(at(8))
    house.advance(3)
    expect(house.lock().unlocked_until).toBeNull()
  })

  it('tells what happened when the line is back, in order and with the moments at which it did', () => {
    turn(false)
    house.told()
    house.advance(10)
    house.tap()
    house.open()
    house.advance(5)
    expect(house.told()).toEqual([])
    expect(house.world.get('cards', house.card.id)?.last_used_at).toBeNull()
    house.advance(100)
    turn(true)
    expect(
      house
        .told()
        .filter((event) => event.type !== 'controller.update')
        .map(({ type, created_at }) => [type, created_at]),
    ).toEqual([
      ['reader.access', at(10)],
      ['lock.unlock', at(10)],
      ['controller_input.opened', at(10)],
      ['lock.opened', at(10)],
      ['lock.locked', at(15)],
      ['lock.held_open', at(30)],
    ])
    expect(house.world.get('cards', house.card.id)?.last_used_at).toBe(at(10))
    expect(house.world.all('held_events')).toEqual([])
    turn(false)
    turn(true)
    expect(house.said().filter((type) => type !== 'controller.update')).toEqual([])
  })

  it('does not hear of what was changed meanwhile: a card taken away still opens, a new right does not', () => {
    turn(false)
    house.world.remove('card_assignments', house.assignment.id)
    expect(house.tap()).toBe('opened')
    turn(true)
    expect(house.tap()).toBe('faa9ef')
  })

  it('does not hear of a suspension or a lockdown either', () => {
    turn(false)
    house.world.update('users', house.user.id, { access_enabled: false })
    house.world.update('places', house.place.id, { locked_down_since: at(0) })
    expect(house.tap()).toBe('opened')
    turn(true)
    expect(house.tap()).toBe('fcd8ff')
  })

  it('refuses every card when it is told to, and says so later', () => {
    offlineCards('refuse')
    expect(house.tap()).toBe('opened')
    turn(false)
    house.told()
    expect(house.tap()).toBe('fac001')
    expect(house.lock().door?.decision).toMatchObject({ opened: false, refusal: 'fac001', who: 'Ann', by: 'card' })
    turn(true)
    const late = house.told().filter((event) => event.type === 'lock.unlock')
    expect(late).toMatchObject([{ success: false, error_code: 'fac001' }])
    expect(house.tap()).toBe('opened')
  })
})

it('keeps what it has to tell over a restart, and knows the rights that stood when it started', () => {
  house.setOnline(false)
  house.tap()
  const snapshot = house.world.snapshot()
  house.world.remove('card_assignments', house.assignment.id)
  house.world.restore(snapshot)
  expect(house.world.all('held_events')).toHaveLength(2)
  expect(house.tap()).toBe('opened')
  house.setOnline(true)
  expect(house.said().filter((type) => type === 'lock.unlock')).toHaveLength(2)
})

it('remembers from when it was lost first when the whole line breaks afterwards', () => {
  house.setOnline(false)
  house.world.remove('card_assignments', house.assignment.id)
  house.turnCloud(false)
  expect(house.tap()).toBe('opened')
  house.turnCloud(true)
  expect(house.world.all('held_events')).toHaveLength(2)
  house.setOnline(true)
  expect(house.world.all('held_events')).toEqual([])
})

describe('from the cloud', () => {
  it('an offline controller cannot be unlocked: fac001, and back again', () => {
    house.setOnline(false)
    expect(house.unlock()).toBe('fac001')
    expect(house.world.get('controllers', house.controller.id)?.offline_since).toBe(at(0))
    house.setOnline(true)
    expect(house.world.get('controllers', house.controller.id)?.offline_since).toBeNull()
    expect(house.unlock()).toBe('unlocked')
  })

  it('going offline and coming back are updates of the controller that say which', () => {
    house.setOnline(false)
    house.setOnline(false)
    house.setOnline(true)
    expect(house.told().map(({ type, object_type, message }) => [type, object_type, message])).toEqual([
      ['controller.update', 'Controller', 'Offline.'],
      ['controller.update', 'Controller', 'Online.'],
    ])
  })
})

describe('a firmware update', () => {
  const update = (updating: boolean) => {
    const row = house.world.get('controllers', house.controller.id)
    if (row) house.doors.devices.setUpdating(row, updating)
  }

  it('leaves the controller deaf: fbc000 from everywhere, no way out by the button, no sensor', () => {
    update(true)
    expect([house.unlock(), house.tap()]).toEqual(['fbc000', 'fbc000'])
    house.said()
    house.doors.inputs.pressExit(house.lock())
    house.open()
    expect([house.said(), house.lock().open]).toEqual([[], false])
  })

  it('is followed by a look at everything that changed meanwhile', () => {
    update(true)
    house.open()
    house.said()
    update(false)
    expect(house.said()).toEqual(['controller.update', 'controller_input.opened', 'lock.opened', 'lock.forced_open'])
    expect(house.unlock()).toBe('unlocked')
  })
})
