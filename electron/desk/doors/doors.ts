import type { Door } from '../../contract/doors.ts'
import { DeskError } from '../../contract/errors.ts'
import type { Handlers } from '../../contract/table.ts'
import type { KisiClient, KisiHealth } from '../../kisi/types.ts'
import type { Mirror, MirrorLock } from '../../mirror/types.ts'
import type { Queue } from '../../queue/queue.ts'
import type { Clock } from '../ports.ts'
import { Refused } from '../judge.ts'
import { fitting } from '../support/fit.ts'
import { whyNotUnlocked } from './reasons.ts'
import { createEventSearch } from './search.ts'
import { conditionOf } from './state.ts'
import type { DoorTable } from './table.ts'

/** How long a door's tile shows who was last seen there, in milliseconds. */
const recentMs = 60_000

export interface Doors {
  handlers: Pick<Handlers, 'doors.list' | 'doors.events' | 'doors.unlock'>
  list(): Door[]
}

/** The doors as the mirror last saw them, and the one thing a desk may do to them: unlock. */
export function createDoors(options: {
  queue: Queue
  table: DoorTable
  mirror(): Mirror
  kisi(): KisiClient
  health(): Pick<KisiHealth, 'state'> | null
  clock: Clock
  /** The doors that visitors may open: reception needs them first. */
  doorsOfVisitors(): ReadonlySet<number>
  /** Called after an unlock, so that the door's state is read again soon. */
  onUnlocked(): void
}): Doors {
  const { queue, table, mirror, clock } = options
  const iso = (at: number): string => new Date(at).toISOString()

  queue.register({
    kind: 'door.unlock',
    async send(command, signal) {
      const call = { priority: 'click' as const, signal, timeoutMs: 9000 }
      try {
        await options.kisi().unlock(Number(command.parameters['lockId']), call)
      } catch (error) {
        const why = whyNotUnlocked(error)
        throw why === null ? error : new Refused(why)
      }
    },
  })

  /** Doors whose line was there when the desk looked last, and since when it has seen the others without one. */
  const onlineBefore = new Set<number>()
  const offlineSince = new Map<number, number>()

  /** Kisi does not say since when a controller is away: known is only what happened before the desk's eyes. */
  function noteLine({ id, online, seenAt }: MirrorLock): number | null {
    if (online === false && onlineBefore.has(id)) offlineSince.set(id, seenAt)
    if (online === false) onlineBefore.delete(id)
    else {
      offlineSince.delete(id)
      if (online === true) onlineBefore.add(id)
    }
    return offlineSince.get(id) ?? null
  }

  function doorOf(lock: MirrorLock, floorNumber: number | null, now: number): Door {
    const person = table.lastPerson(lock.id)
    const { state, since, lockedDown, unlockedUntil } = conditionOf(lock, {
      contact: lock.open ? table.lastContact(lock.id) : undefined,
      lockdown: lock.placeLockedDown
        ? table.lastLockdownOfPlace(lock.placeName)
        : lock.lockedDown
          ? table.lastLockdown(lock.id)
          : undefined,
      offlineSince: noteLine(lock),
    })
    return {
      id: lock.id,
      name: lock.name,
      placeId: lock.placeId,
      placeName: lock.placeName,
      floorName: lock.floorName,
      floorNumber,
      state,
      since: since === null ? null : iso(since),
      unlockedUntil: unlockedUntil === null ? null : iso(Date.parse(unlockedUntil)),
      lockedDown,
      seenAt: iso(lock.seenAt),
      lastEvent:
        person !== undefined && now - person.at < recentMs
          ? { who: person.who, success: person.kind === 'unlock', at: iso(person.at) }
          : null,
    }
  }

  const list = (): Door[] => {
    const now = clock.now()
    const often = options.doorsOfVisitors()
    const rank = (lock: MirrorLock): number => (often.has(lock.id) ? 0 : 1)
    const floors = new Map(
      mirror()
        .floors()
        .map(({ id, number }) => [id, number]),
    )
    return mirror()
      .locks()
      .sort((a, b) => rank(a) - rank(b))
      .map((lock) => doorOf(lock, lock.floorId === null ? null : (floors.get(lock.floorId) ?? null), now))
  }

  return {
    list,
    handlers: {
      'doors.list': ({ offset }) => {
        const doors = list()
        return { doors: offset >= doors.length ? [] : fitting(doors.slice(offset)), total: doors.length }
      },
      'doors.events': createEventSearch(table),
      'doors.unlock': async ({ doorId, requestId }) => {
        const lock = mirror().lock(doorId)
        if (lock === null) throw new DeskError('not_found', 'That door is not in Kisi any more.')
        const state = options.health()?.state ?? 'offline'
        if (state === 'refused') {
          throw new DeskError(
            'unauthorized',
            `${lock.name} stays locked. Kisi no longer accepts this desk’s key: see Settings.`,
          )
        }
        if (state !== 'online') {
          throw new DeskError(
            'offline',
            `${lock.name} stays locked. Doors can’t be unlocked from here without the network: open it with its key.`,
          )
        }
        const outcome = await queue.runNow({
          key: `unlock:${requestId}`,
          kind: 'door.unlock',
          class: 'momentary',
          parameters: { lockId: doorId },
          subject: '',
          object: lock.name,
          entities: [],
        })
        if (outcome.state === 'completed') {
          options.onUnlocked()
          return { doorId, at: iso(outcome.at) }
        }
        if (outcome.state === 'unknown') {
          options.onUnlocked()
          throw new DeskError(
            'unknown_outcome',
            `Nobody knows whether ${lock.name} opened: no answer came. Look at the door before you try again.`,
          )
        }
        if (outcome.state === 'expired') {
          throw new DeskError('unavailable', `${lock.name} stays locked: the click was too old to be sent. Try again.`)
        }
        const why = outcome.problem ?? 'Kisi refused it'
        throw /network/.test(why)
          ? new DeskError('offline', `${lock.name} stays locked. There is no network: open it with its key.`)
          : new DeskError('refused', `${lock.name} stays locked: ${why.replace(/\.$/, '')}.`)
      },
    },
  }
}
