import { running, lockSchedule } from '../world/schedules.ts'
import type { World } from '../world/world.ts'
import { aboutLock, changeDoor, doorStateOf } from './door-state.ts'
import type { Line } from './line.ts'
import { sendCard } from './virtual-card.ts'
import { wiringOf } from './wiring.ts'

/** The relays that let a door be opened, and that fall back by themselves. */
export interface Relays {
  /** Unlocks: every relay for its own duration, or all for so many seconds. */
  release(lockId: number, seconds?: number): void
  /** Locks at once, whatever the relays still had to do. */
  fallBack(lockId: number): void
  /** Takes up what the relays of a loaded world still have to do. */
  resume(): void
}

export function createRelays(world: World, line: Line, onRelease: (lockId: number) => void): Relays {
  const { clock } = world
  const inSeconds = (seconds: number) => new Date(clock.now() + seconds * 1000).toISOString()
  const later = (one: string | null | undefined, other: string) => (one && one > other ? one : other)

  function fallBack(id: number) {
    const lock = world.get('locks', id)
    if (!lock?.unlocked_until) return
    const { relays, controller } = wiringOf(world, lock)
    for (const relay of relays) world.update('controller_relays', relay.id, { triggered_until: null }, false)
    world.update('locks', id, { unlocked_until: null }, false)
    changeDoor(world, id, { granted: 0, passages: 0 })
    // A door that a schedule holds open does not lock yet.
    if (!doorStateOf(lock).on_schedule) line.report(controller, aboutLock(lock, 'lock.locked'))
  }
  function fallBackWhenDue(id: number) {
    const until = world.get('locks', id)?.unlocked_until
    // A second unlock meanwhile has put the moment off: its own task will do this.
    if (until && Date.parse(until) <= clock.now()) fallBack(id)
  }

  return {
    release(id, seconds) {
      const lock = world.get('locks', id)
      if (!lock) return
      const { relays, relayDuration, legacy } = wiringOf(world, lock)
      if (relayDuration === null) return
      for (const relay of relays) {
        const before = world.get('controller_relays', relay.id)?.triggered_until
        const until = later(before, inSeconds(seconds ?? relay.seconds))
        world.update('controller_relays', relay.id, { triggered_until: until }, false)
      }
      for (const connection of legacy) sendCard(world, connection)
      const until = later(lock.unlocked_until, inSeconds(seconds ?? relayDuration))
      const { granted } = doorStateOf(lock)
      world.update('locks', id, { unlocked_until: until }, false)
      changeDoor(world, id, { let_through_at: clock.iso(), granted: granted + 1 })
      clock.at(Date.parse(until), () => fallBackWhenDue(id))
      onRelease(id)
    },
    fallBack,
    resume() {
      for (const { id, unlocked_until: until } of world.all('locks')) {
        if (until) clock.at(Date.parse(until), () => fallBackWhenDue(id))
      }
    },
  }
}

/** Is this relay triggered? A door's while it unlocks, a siren's while its zone is violated, an alarm's by the zone's mode. */
export function isTriggered(world: World, relayId: number): boolean {
  const now = world.clock.now()
  const [connection] = world.where('controller_relay_connections', 'controller_relay_id', relayId)
  if (!connection) return false
  if (connection.type === 'lock') {
    const lock = world.get('locks', connection.lock_id ?? 0)
    if (!lock) return false
    if (lockSchedule(world, lock, now).onScheduledUnlock) return true
    const until = world.get('controller_relays', relayId)?.triggered_until ?? lock.unlocked_until
    return lock.unlocked_until !== null && until !== null && Date.parse(until) > now
  }
  if (connection.type === 'elevator_stop') {
    const stop = world.get('elevator_stops', connection.elevator_stop_id ?? 0)
    return stop?.locked_down_since === null && running(world, 'ElevatorStop', stop.id, 'permit', now) !== null
  }
  const zone = world.get('zones', connection.zone_id ?? 0)
  if (!zone) return false
  if (connection.type === 'siren') return Boolean(zone.violated_since)
  const { mode = 'disarmed', mode_since: since = zone.created_at } = zone
  if (mode === 'disarmed') return false
  const seconds = mode === 'away' ? connection.duration_for_away_mode : connection.duration_for_stay_mode
  // Without a duration it stays as long as the mode does; Kisi does not say.
  return seconds === null || seconds === undefined || now < Date.parse(since) + seconds * 1000
}
