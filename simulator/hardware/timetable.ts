import type { Actor, EventDetails } from '../world/events.ts'
import type { LockRow } from '../world/rows.ts'
import { lockSchedule, nextEdge } from '../world/schedules.ts'
import type { World } from '../world/world.ts'
import { aboutLock, changeDoor, doorStateOf } from './door-state.ts'
import { lockdownOf } from './decide.ts'
import type { Line } from './line.ts'
import { wiringOf } from './wiring.ts'

type Who = Pick<EventDetails, 'authenticatedBy' | 'sequence'> & { actor?: Actor | null }

/**
 * What schedules, first-to-arrive, last-to-leave and lockdown make of the doors, moment by moment: lockdown beats the
 * schedules, an exception the other schedules of its kind, and a first-to-arrive schedule holds back the unlocking until
 * somebody authorised has come (reference B, "Locks" and "Schedules").
 */
export interface Timetable {
  /** Looks at the door again, after whatever may have changed its schedules, its lockdown or their place. */
  settle(lockId: number): void
  /** Somebody authorised has come: starts what a first-to-arrive schedule holds back. `asked`: though none may wait. */
  arrive(lock: LockRow, who: Who, asked?: boolean): void
  /** The last one leaves: what a schedule unlocks is locked, and the next to come is the first again. */
  leave(lock: LockRow, who: Who): void
  resume(): void
}

interface Steps {
  fallBack(lockId: number): void
  watchAgain(lockId: number): void
}

export function createTimetable(world: World, line: Line, steps: Steps): Timetable {
  const { clock } = world
  const awaited = new Map<number, () => void>()

  function wait(id: number) {
    awaited.get(id)?.()
    awaited.delete(id)
    const next = nextEdge(world, 'Lock', id, ['unlock', 'first_to_arrive'], clock.now())
    if (next !== null) {
      awaited.set(
        id,
        clock.at(next, () => settle(id)),
      )
    }
  }

  function settle(id: number, sequence?: string) {
    wait(id)
    const lock = world.get('locks', id)
    if (!lock) return
    if (lockdownOf(world, lock)) steps.fallBack(id)
    const { onScheduledUnlock: held } = lockSchedule(world, lock, clock.now())
    if (doorStateOf(lock).on_schedule === held) return
    changeDoor(world, id, { on_schedule: held })
    // A door that may stand open is not watched; one that must be closed again is, from now on.
    if (held) world.update('locks', id, { held_open_at: null, alarm: null }, false)
    else steps.watchAgain(id)
    const type = `lock.scheduled_unlock_${held ? 'started' : 'ended'}`
    line.report(wiringOf(world, lock).controller, aboutLock(lock, type, { sequence }))
  }

  return {
    settle: (id) => settle(id),
    arrive(lock, who, asked = false) {
      const { firstToArriveUntil, firstToArriveSatisfied } = lockSchedule(world, lock, clock.now())
      if (!asked && (firstToArriveUntil === null || firstToArriveSatisfied)) return
      world.update('locks', lock.id, { arrived_at: clock.iso() }, false)
      line.report(wiringOf(world, lock).controller, aboutLock(lock, 'lock.first_to_arrive', who))
      settle(lock.id, who.sequence)
    },
    leave(lock, who) {
      world.update('locks', lock.id, { left_at: clock.iso() }, false)
      line.report(wiringOf(world, lock).controller, aboutLock(lock, 'lock.last_to_leave', who))
      settle(lock.id, who.sequence)
    },
    resume() {
      for (const cancel of awaited.values()) cancel()
      awaited.clear()
      const schedules = world.where('schedules', 'scheduleable_type', 'Lock')
      for (const id of new Set(schedules.map((each) => each.scheduleable_id))) settle(id)
    },
  }
}
