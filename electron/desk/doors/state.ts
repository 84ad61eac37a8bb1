import type { Door } from '../../contract/doors.ts'
import type { MirrorLock } from '../../mirror/types.ts'
import type { DoorEventRow } from './table.ts'

/** What events say of a door, the last of each sort. */
export interface DoorNews {
  /** The contact: opened, closed, forced or held. */
  contact: DoorEventRow | undefined
  /** The lockdown of the door, or of its place where that is what closes it. */
  lockdown: DoorEventRow | undefined
  /** When the desk saw the controller's line go, if it saw it. */
  offlineSince: number | null
}

export type DoorCondition = Pick<Door, 'state' | 'lockedDown' | 'unlockedUntil'> & { since: number | null }

const alarming = ['forced_open', 'held_open'] as const

/**
 * How a door is, in one word: what shuts it to everyone first, then what is not known, then what is wrong with it.
 * Kisi says `open` and `unlocked` of now; that it was forced or held is known from events alone.
 */
export function conditionOf(lock: MirrorLock, news: DoorNews): DoorCondition {
  const { contact } = news
  const lockedDown = lock.placeLockedDown ? 'place' : lock.lockedDown ? 'door' : null
  const as = (state: Door['state'], since: number | null = null): DoorCondition => {
    return { state, since, lockedDown, unlockedUntil: state === 'unlocked' ? lock.unlockedUntil : null }
  }
  if (lockedDown !== null) return as('locked_down', news.lockdown?.kind === 'lock_down' ? news.lockdown.at : null)
  if (lock.online === false) return as('offline', news.offlineSince)
  if (lock.online === null) return as('unknown')
  if (lock.open) {
    const alarm = alarming.find((kind) => kind === contact?.kind)
    return contact === undefined || contact.kind === 'closed' ? as('open') : as(alarm ?? 'open', contact.at)
  }
  return as(lock.unlocked ? 'unlocked' : 'locked')
}
