import type { ControllerRow, LockRow } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { aboutLock, changeDoor, doorStateOf, isLeaving } from './door-state.ts'
import type { Line } from './line.ts'
import { wiringOf } from './wiring.ts'

/** What the controller makes of a door that its contact sensor sees open or close. */
export interface Leaf {
  opened(lock: LockRow, controller: ControllerRow | null, sequence: string): void
  closed(lock: LockRow, controller: ControllerRow | null, sequence: string): void
  /** Somebody slips through behind those whom the door was unlocked for. */
  passed(lock: LockRow, controller: ControllerRow | null): void
  /** An open door has from now on the sensor's duration to be closed in. */
  watchAgain(lockId: number): void
  resume(): void
}

export function createLeaf(world: World, line: Line, onForced: (lock: LockRow, sequence: string) => void): Leaf {
  const { clock } = world

  function watch(id: number, moment: number) {
    world.update('locks', id, { held_open_at: new Date(moment).toISOString() }, false)
    clock.at(moment, () => check(id))
  }
  function check(id: number) {
    const lock = world.get('locks', id)
    if (!lock?.open || !lock.held_open_at || Date.parse(lock.held_open_at) > clock.now()) return
    world.update('locks', id, { held_open_at: null, alarm: 'held_open' }, false)
    line.report(wiringOf(world, lock).controller, aboutLock(lock, 'lock.held_open'))
  }

  /**
   * The sensor's duration counts from when somebody was let through (reference G); when that time is over before the door
   * is opened at all, it counts from the opening: our choice.
   */
  function deadline(lock: LockRow, seconds: number): number {
    const { let_through_at: since } = doorStateOf(lock)
    const moment = since === null ? Number.NEGATIVE_INFINITY : Date.parse(since) + seconds * 1000
    return moment > clock.now() ? moment : clock.now() + seconds * 1000
  }

  return {
    opened(lock, controller, sequence) {
      const state = doorStateOf(lock)
      const released = lock.unlocked_until !== null
      const forced = !released && !state.on_schedule && !isLeaving(lock, clock.now())
      const passages = state.passages + (released ? 1 : 0)
      const tailgated = released && !state.on_schedule && passages > state.granted
      const { sensorDuration } = wiringOf(world, lock)
      const details = { sequence }
      world.update('locks', lock.id, { open: true, held_open_at: null, alarm: forced ? 'forced_open' : null }, false)
      // Who slipped through has been reported: the next who is let in must not be taken for them.
      changeDoor(world, lock.id, { passages: tailgated ? state.granted : passages })
      line.report(controller, aboutLock(lock, 'lock.opened', details))
      if (forced) {
        line.report(controller, aboutLock(lock, 'lock.forced_open', details))
        onForced(lock, sequence)
      }
      if (tailgated) {
        line.report(controller, aboutLock(lock, 'lock.tailgate', details))
      }
      if (!forced && !state.on_schedule && sensorDuration !== null) watch(lock.id, deadline(lock, sensorDuration))
    },
    closed(lock, controller, sequence) {
      world.update('locks', lock.id, { open: false, held_open_at: null, alarm: null }, false)
      line.report(controller, aboutLock(lock, 'lock.closed', { sequence }))
    },
    passed(lock, controller) {
      const { passages, granted } = doorStateOf(lock)
      changeDoor(world, lock.id, { passages: Math.max(passages, granted) })
      line.report(controller, aboutLock(lock, 'lock.tailgate'))
    },
    watchAgain(id) {
      const lock = world.get('locks', id)
      if (!lock?.open || lock.alarm !== null || doorStateOf(lock).on_schedule) return
      const { sensorDuration } = wiringOf(world, lock)
      if (sensorDuration !== null) watch(id, clock.now() + sensorDuration * 1000)
    },
    resume() {
      for (const { id, held_open_at: moment } of world.all('locks')) {
        if (moment) clock.at(Date.parse(moment), () => check(id))
      }
    },
  }
}
