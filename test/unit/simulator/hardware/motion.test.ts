import { beforeEach, describe, expect, it } from 'vitest'
import { isTriggered } from '../../../../simulator/hardware/relays.ts'
import { building, NOON, type Building } from './building.ts'

let house: Building
beforeEach(() => {
  house = building()
})
const at = (seconds: number) => new Date(NOON + seconds * 1000).toISOString()

describe('the relay', () => {
  it('stays triggered for its duration, to the millisecond', () => {
    expect(house.unlock()).toBe('unlocked')
    expect(house.lock().unlocked_until).toBe(at(5))
    house.advance(4.999)
    expect(house.lock().unlocked_until).not.toBeNull()
    house.advance(0.001)
    expect(house.lock().unlocked_until).toBeNull()
    expect(house.told().map(({ type, created_at }) => [type, created_at])).toEqual([
      ['lock.unlock', at(0)],
      ['lock.locked', at(5)],
    ])
  })

  it('stays triggered from the latest unlock on', () => {
    house.unlock()
    house.advance(3)
    house.unlock()
    house.advance(3)
    expect(house.said()).toEqual(['lock.unlock', 'lock.unlock'])
    house.advance(2)
    expect(house.said()).toEqual(['lock.locked'])
  })

  it('is one of up to four, each with its own duration; the door is unlocked while one is triggered', () => {
    house.connectRelay(1, house.lockId, 30)
    house.unlock()
    const states = () => [0, 1].map((index) => isTriggered(house.world, house.idOf(house.relays, index)))
    expect(states()).toEqual([true, true])
    house.advance(6)
    expect(states()).toEqual([false, true])
    expect(house.lock().unlocked_until).toBe(at(30))
    house.advance(24)
    expect(states()).toEqual([false, false])
    expect(house.lock().unlocked_until).toBeNull()
  })

  it('goes on after a restart where it was', () => {
    house.unlock()
    const snapshot = house.world.snapshot()
    house.advance(60)
    house.said()
    house.world.restore(snapshot)
    expect(house.lock().unlocked_until).toBe(at(5))
    house.advance(5)
    expect(house.lock().unlocked_until).toBeNull()
  })
})

describe('the contact', () => {
  it('tells input and door apart, both in one sequence', () => {
    house.unlock()
    house.told()
    house.open()
    const opened = house.told()
    expect(opened.map(({ type, object_type }) => [type, object_type])).toEqual([
      ['controller_input.opened', 'ControllerInput'],
      ['lock.opened', 'Lock'],
    ])
    expect(new Set(opened.map((event) => event.sequence)).size).toBe(1)
    house.close()
    expect(house.said()).toEqual(['controller_input.closed', 'lock.closed'])
  })

  it('says nothing when nothing changes', () => {
    house.close()
    house.open()
    house.said()
    house.open()
    expect(house.said()).toEqual([])
  })

  it('is not listened to while it is switched off', () => {
    house.world.update('controller_input_connections', house.contact.id, { enabled: false })
    house.open()
    expect([house.said(), house.lock().open]).toEqual([[], false])
  })

  it('that is not there notices nothing', () => {
    const bare = house.addLock('Shed')
    expect(house.doors.inputs.setContact(house.lock(bare), true)).toBe(false)
    expect(house.lock(bare).open).toBe(false)
  })
})

describe('a forced door', () => {
  it('is told in the same tick as the sensor, with an alarm until it is closed', () => {
    const heard: string[] = []
    house.events.onEvent((event) => heard.push(`${event.type} ${event.created_at}`))
    house.open()
    expect(heard).toContain(`lock.forced_open ${at(0)}`)
    expect(house.lock().alarm).toBe('forced_open')
    house.close()
    expect(house.lock().alarm).toBeNull()
  })

  it('is none within an unlock, and is one again when the relay has fallen back', () => {
    house.unlock()
    house.open()
    house.close()
    house.advance(5)
    expect(house.said()).not.toContain('lock.forced_open')
    house.open()
    expect(house.said()).toContain('lock.forced_open')
  })

  it('can be broken open on purpose only while it is shut and locked', () => {
    house.unlock()
    expect(house.doors.force(house.lock())).toBe(false)
    house.advance(5)
    expect(house.doors.force(house.lock())).toBe(true)
    expect(house.doors.force(house.lock())).toBe(false)
  })
})

describe('a door held open', () => {
  it('counts from the unlock, and ends when it is closed', () => {
    house.unlock()
    house.advance(4)
    house.open()
    house.advance(15.999)
    expect(house.said()).not.toContain('lock.held_open')
    house.advance(0.001)
    expect(house.said()).toEqual(['lock.held_open'])
    expect(house.lock().alarm).toBe('held_open')
    house.close()
    expect(house.lock().alarm).toBeNull()
  })

  it('counts from the opening when the time was over before', () => {
    house.world.update('controller_input_connections', house.contact.id, { duration: 3 })
    house.unlock()
    house.advance(4)
    house.open()
    house.advance(2.9)
    expect(house.said()).not.toContain('lock.held_open')
    house.advance(0.1)
    expect(house.said()).toContain('lock.held_open')
  })

  it('is none when it was closed in time, and gets its time anew from another unlock', () => {
    house.unlock()
    house.open()
    house.advance(10)
    house.unlock()
    house.advance(19)
    expect(house.said()).not.toContain('lock.held_open')
    house.close()
    house.advance(60)
    expect(house.said()).not.toContain('lock.held_open')
  })
})

describe('a tailgate', () => {
  it('is a second opening within one unlock', () => {
    house.unlock()
    house.open()
    house.close()
    expect(house.said()).not.toContain('lock.tailgate')
    house.open()
    expect(house.said()).toEqual(['controller_input.opened', 'lock.opened', 'lock.tailgate'])
  })

  it('is none for two who were both let in', () => {
    house.unlock()
    house.tap()
    house.open()
    house.close()
    house.open()
    expect(house.said()).not.toContain('lock.tailgate')
  })

  it('is not held against whoever is let in next', () => {
    house.unlock()
    house.open()
    house.doors.tailgate(house.lock())
    house.close()
    house.said()
    house.unlock()
    house.open()
    expect(house.said()).not.toContain('lock.tailgate')
  })

  it('is somebody who slips through behind whoever was let in, and nobody at a locked door', () => {
    expect(house.doors.tailgate(house.lock())).toBe(false)
    house.unlock()
    expect(house.doors.tailgate(house.lock())).toBe(true)
    expect(house.said()).toEqual(['lock.unlock', 'controller_input.opened', 'lock.opened', 'lock.tailgate'])
  })
})

describe('a request to exit', () => {
  const press = () => house.doors.inputs.pressExit(house.lock())
  const act = (action: 'unlock' | 'last_to_unlock' | 'last_to_leave' | 'none') =>
    house.world.update('controller_input_connections', house.exit.id, { action })

  it('unlocks for its own duration, in nobody’s name', () => {
    press()
    const told = house.told()
    expect(told.map((event) => event.type)).toEqual(['controller_input.triggered', 'lock.unlock'])
    expect(told[1]).toMatchObject({ success: true, actor_id: null, authenticated_by_type: null })
    expect(house.lock().unlocked_until).toBe(at(3))
    house.advance(3)
    expect(house.said()).toEqual(['lock.locked'])
  })

  it('that does nothing only keeps the door from counting as forced, for its duration', () => {
    act('none')
    press()
    expect([house.said(), house.lock().unlocked_until]).toEqual([['controller_input.triggered'], null])
    house.open()
    house.close()
    expect(house.said()).not.toContain('lock.forced_open')
    house.advance(3)
    house.open()
    expect(house.said()).toContain('lock.forced_open')
  })

  it.each(['last_to_leave', 'last_to_unlock'] as const)('that says %s ends what a schedule unlocks', (action) => {
    act(action)
    house.addSchedule({ starts_at: '2027-01-06T10:00:00Z' })
    expect(house.said()).toEqual(['lock.scheduled_unlock_started'])
    press()
    const said = house.said()
    expect(said.filter((type) => type !== 'controller_input.triggered')).toEqual([
      ...(action === 'last_to_unlock' ? ['lock.unlock'] : []),
      'lock.last_to_leave',
      'lock.scheduled_unlock_ended',
    ])
    expect(house.lock().unlocked_until !== null).toBe(action === 'last_to_unlock')
  })

  it('works in a lockdown: it refuses those who want in', () => {
    house.world.update('locks', house.lockId, { locked_down_since: at(0) })
    press()
    expect(house.said()).toContain('lock.unlock')
  })

  it('is not listened to while it is switched off', () => {
    house.world.update('controller_input_connections', house.exit.id, { enabled: false })
    press()
    expect(house.said()).toEqual([])
  })
})
