import { beforeEach, describe, expect, it } from 'vitest'
import { building, NOON, type Building } from './building.ts'

let house: Building
beforeEach(() => {
  house = building()
})

const HOUR = 3600
const at = (hours: number) => new Date(NOON + hours * HOUR * 1000).toISOString()
const lockDown = (table: 'locks' | 'places', down: boolean) => {
  const id = table === 'locks' ? house.lockId : house.place.id
  house.world.update(table, id, { locked_down_since: down ? house.world.clock.iso() : null })
  if (table === 'locks') house.doors.settle(id)
  else house.doors.settlePlace(id)
}
const isOpen = () => house.lock().door?.on_schedule === true

describe('an unlock schedule', () => {
  it('opens and closes the door by the clock alone, at the very moments', () => {
    house.addSchedule({})
    house.advance(3 * HOUR)
    expect(house.told().map(({ type, created_at, actor_id }) => [type, created_at, actor_id])).toEqual([
      ['lock.scheduled_unlock_started', at(1), null],
      ['lock.scheduled_unlock_ended', at(2), null],
    ])
  })

  it('goes on week after week, by the clock of the place', () => {
    const hours = { type: 'recurring_event', wednesday: true, starts_at_time: '13:00', ends_at_time: '14:00' } as const
    house.addSchedule(hours)
    house.advance(15 * 24 * HOUR)
    expect(house.told().map((event) => event.created_at)).toEqual([at(1), at(2), at(169), at(170), at(337), at(338)])
  })

  it('opens at once when it comes while it runs, and closes when it is switched off or goes', () => {
    const { id } = house.addSchedule({ starts_at: at(-1) })
    expect(house.said()).toEqual(['lock.scheduled_unlock_started'])
    house.world.update('schedules', id, { enabled: false })
    house.doors.settle(house.lockId)
    expect(house.said()).toEqual(['lock.scheduled_unlock_ended'])
    house.world.update('schedules', id, { enabled: true })
    house.doors.settle(house.lockId)
    house.world.remove('schedules', id)
    house.doors.settle(house.lockId)
    house.advance(9 * HOUR)
    expect(house.said()).toEqual(['lock.scheduled_unlock_started', 'lock.scheduled_unlock_ended'])
  })

  it('lets the door stand open unwatched, and has it closed in time when it ends', () => {
    house.addSchedule({})
    house.advance(HOUR)
    house.open()
    house.advance(HOUR - 1)
    expect(house.said()).toEqual(['lock.scheduled_unlock_started', 'controller_input.opened', 'lock.opened'])
    house.advance(1 + 20)
    expect(house.said()).toEqual(['lock.scheduled_unlock_ended', 'lock.held_open'])
  })

  it('needs nobody to unlock, and a card meanwhile does not lock the door', () => {
    house.addSchedule({ starts_at: at(-1) })
    house.said()
    expect(house.unlock()).toBe('fad110')
    expect(house.tap()).toBe('opened')
    house.advance(10)
    expect(house.said()).toEqual(['lock.unlock', 'reader.access', 'lock.unlock'])
  })

  it('is cut by an exception, and by nothing of another kind', () => {
    house.addSchedule({ starts_at: at(0), ends_at: at(4) })
    house.addSchedule({ override: true, starts_at: at(1), ends_at: at(2) })
    house.addSchedule({ consequence: 'allow', override: true, starts_at: at(3), ends_at: at(4) })
    house.told()
    house.advance(5 * HOUR)
    expect(house.told().map(({ type, created_at }) => [type.slice(22), created_at])).toEqual([
      ['ended', at(1)],
      ['started', at(2)],
      ['ended', at(4)],
    ])
  })

  it('is taken up after a restart', () => {
    house.addSchedule({})
    const snapshot = house.world.snapshot()
    house.advance(3 * HOUR)
    house.said()
    house.world.restore(snapshot)
    house.advance(HOUR)
    expect(house.world.events.map((event) => event.type)).toEqual(['lock.scheduled_unlock_started'])
  })
})

describe('first to arrive', () => {
  beforeEach(() => {
    house.addSchedule({ starts_at: at(1), ends_at: at(8) })
    house.addSchedule({ consequence: 'first_to_arrive', starts_at: at(1), ends_at: at(8) })
  })

  it('holds the door back until somebody authorised has come, by card or from afar', () => {
    house.advance(2 * HOUR)
    expect([isOpen(), house.said()]).toEqual([false, []])
    house.tap()
    expect(isOpen()).toBe(true)
    const told = house.told()
    expect(told.map((event) => event.type)).toEqual([
      'reader.access',
      'lock.unlock',
      'lock.first_to_arrive',
      'lock.scheduled_unlock_started',
    ])
    expect(told[2]).toMatchObject({ actor_name: 'Ann', authenticated_by_type: 'Card' })
    expect(new Set(told.map((event) => event.sequence)).size).toBe(1)
  })

  it('is neither whoever came before its hours, nor who is refused, nor who goes out', () => {
    house.tap()
    house.advance(2 * HOUR)
    house.world.update('card_assignments', house.assignment.id, { status: 'deactivated' })
    house.tap()
    house.doors.inputs.pressExit(house.lock())
    expect(isOpen()).toBe(false)
  })

  it('is asked for again after the last has left', () => {
    house.advance(2 * HOUR)
    expect(house.unlock()).toBe('unlocked')
    house.advance(60)
    house.said()
    house.doors.leave(house.lock(), house.key)
    expect([isOpen(), house.said()]).toEqual([false, ['lock.last_to_leave', 'lock.scheduled_unlock_ended']])
    house.advance(60)
    house.doors.arrive(house.lock(), house.key)
    expect(house.said()).toEqual(['lock.first_to_arrive', 'lock.scheduled_unlock_started'])
  })
})

describe.each(['locks', 'places'] as const)('lockdown of %s', (table) => {
  it('beats schedule, card and relay, and what it stopped goes on when it is over', () => {
    house.addSchedule({ starts_at: at(-1), ends_at: at(9) })
    house.said()
    lockDown(table, true)
    expect(house.said()).toEqual(['lock.scheduled_unlock_ended'])
    const code = table === 'locks' ? 'fad001' : 'fad002'
    expect([house.tap(), house.unlock()]).toEqual([code, code])
    house.said()
    lockDown(table, false)
    expect(house.said()).toEqual(['lock.scheduled_unlock_started'])
  })

  it('locks a door that is unlocked at that moment', () => {
    house.unlock()
    lockDown(table, true)
    expect(house.said()).toEqual(['lock.unlock', 'lock.locked'])
    house.open()
    expect(house.said()).toContain('lock.forced_open')
    house.advance(10)
    expect(house.said()).toEqual([])
  })

  it('keeps a schedule from beginning', () => {
    house.addSchedule({})
    lockDown(table, true)
    house.advance(1.5 * HOUR)
    expect(house.said()).toEqual([])
    lockDown(table, false)
    expect(house.said()).toEqual(['lock.scheduled_unlock_started'])
  })
})
