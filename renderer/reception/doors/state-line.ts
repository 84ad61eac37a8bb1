import { BadgeCheck, Ban, DoorOpen, LockOpen } from '@lucide/vue'
import type { Component } from 'vue'
import type { Door } from '../../../electron/contract/doors.ts'
import { t } from '../../i18n/index.ts'
import { isolate } from '../../i18n/names.ts'
import { minutesBetween } from '../../i18n/time.ts'
import { useClock } from '../../stores/clock.ts'
import { useDoors } from '../../stores/doors.ts'
import { useStatus } from '../../stores/status.ts'
import { duration } from '../today/duration.ts'
import { stateIcons } from './states.ts'

export interface StateLine {
  icon: Component
  text: string
  tone?: string
}

/** What is known counts as now for so long; after that it is said with its time. */
const staleMs = 3 * 60_000
const recentMs = 60_000

/**
 * What a door's line says: its state, with a time where the time matters or where the knowledge is old; or, with
 * `people`, who was there in the last minute.
 */
export function useStateLine(options: { people: boolean }) {
  const doors = useDoors()
  const status = useStatus()
  const clock = useClock()

  /** Up to when a door is known to be as it is shown. */
  function seenAt(door: Door): string | null {
    const together = doors.seenAt
    return together !== null && (door.seenAt === null || together > door.seenAt) ? together : door.seenAt
  }

  /** Whether a door's state is of now. */
  function isNow(): boolean {
    return status.online && (doors.seenAt === null || clock.minute - Date.parse(doors.seenAt) < staleMs)
  }

  function lineOf(door: Door): StateLine {
    const { state, since, unlockedUntil, lastEvent } = door
    const icon = stateIcons[state]
    if (doors.unlocking.has(door.id)) return { icon: LockOpen, text: t('doors.unlocking') }
    if (!isNow() && state !== 'offline') {
      const seen = seenAt(door)
      if (seen === null) return { icon, text: t('doors.notSeen') }
      return { icon, text: t(`doors.seen.${state}`, { time: clock.times.clockOrDay(seen, clock.minute) }) }
    }
    const seen =
      options.people && lastEvent !== null && clock.now - Date.parse(lastEvent.at) < recentMs ? lastEvent : null
    const shut = state === 'locked_down' || state === 'offline'
    if (seen !== null && !shut && state !== 'forced_open' && state !== 'held_open') {
      const values = { who: isolate(seen.who ?? t('doors.someone')), time: clock.times.clock(seen.at) }
      return seen.success
        ? { icon: BadgeCheck, text: t('doors.lastSeen', values), tone: 'door__state--seen' }
        : { icon: Ban, text: t('doors.lastRefused', values), tone: 'door__state--refused' }
    }
    if (state === 'held_open' && since !== null) {
      const minutes = Math.max(0, minutesBetween(Date.parse(since), clock.minute))
      return { icon: DoorOpen, text: t('doors.heldFor', { time: duration(minutes) }) }
    }
    if ((state === 'offline' || state === 'forced_open') && since !== null) {
      const time = clock.times.clockOrDay(since, clock.minute)
      return { icon, text: t(state === 'offline' ? 'doors.offlineSince' : 'doors.forcedAt', { time }) }
    }
    // A relay that lets go for some seconds needs no time of day.
    if (unlockedUntil !== null && Date.parse(unlockedUntil) - clock.now > recentMs) {
      return { icon, text: t('doors.unlockedTo', { time: clock.times.clockOrDay(unlockedUntil, clock.minute) }) }
    }
    return { icon, text: t(`doors.state.${state}`) }
  }

  return { lineOf, seenAt, isNow }
}
