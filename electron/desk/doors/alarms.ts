import type { Alarm } from '../../contract/alarms.ts'
import { DeskError } from '../../contract/errors.ts'
import type { Handlers } from '../../contract/table.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { Store } from '../../store/store.ts'
import type { Clock } from '../ports.ts'
import type { Emit } from '../support/emitter.ts'
import type { Facts } from '../support/facts.ts'
import { fitting } from '../support/fit.ts'
import type { AlarmRow, AlarmTable } from './alarm-table.ts'
import type { DoorEventRow, DoorTable } from './table.ts'

/** What the fact is called that says whether alarms are heard. */
const soundFact = 'alarm-sound'
/** So many alarms are told unasked; the rest is asked for. */
const mostTold = 50
/** Whoever came through longer ago than this is not why a door is held open. */
const cameThroughMs = 30 * 60_000
/** However fast doors are forced, the screens are told at most twenty times a second. */
const tellEveryMs = 50

export interface Alarms {
  handlers: Pick<Handlers, 'alarms.list' | 'alarms.take' | 'alarms.sound'>
  /** Raises alarms for events that were not known before. Belongs into the transaction that writes the events. */
  note(events: readonly DoorEventRow[]): void
  /** Tells the screens, soon, if an alarm or what is known of its door has changed. */
  tell(): void
  close(): void
}

/**
 * The doors that were forced or are held, each an alarm from when Kisi told of it until a person says that they see to
 * it, across restarts. One event raises one alarm; the same again before somebody has taken it counts in that one.
 */
export function createAlarms(options: {
  store: Store
  table: AlarmTable
  events: DoorTable
  facts: Facts
  mirror(): Mirror
  clock: Pick<Clock, 'now'>
  clockTime(at: number): string
  emit: Emit
}): Alarms {
  const { store, table, events, facts, clock } = options
  const iso = (at: number): string => new Date(at).toISOString()
  let shown = ''
  let timer: NodeJS.Timeout | undefined

  function openedBy(row: AlarmRow): Alarm['openedBy'] {
    const event = row.kind === 'held_open' ? events.unlockBefore(row.lock_id, row.at) : undefined
    return event === undefined || row.at - event.at > cameThroughMs ? null : { who: event.who, at: iso(event.at) }
  }

  function view(row: AlarmRow): Alarm {
    const lock = options.mirror().lock(row.lock_id)
    const contact = events.lastContact(row.lock_id)
    const closed = contact?.kind === 'closed' && contact.at >= row.last_at ? contact.at : null
    return {
      id: String(row.id),
      kind: row.kind,
      doorId: row.lock_id,
      doorName: lock?.name ?? row.lock_name,
      placeName: lock?.placeName ?? null,
      at: iso(row.at),
      lastAt: iso(row.last_at),
      times: row.times,
      openedBy: openedBy(row),
      closedAt: closed === null ? null : iso(closed),
      open: lock?.open ?? null,
      takenAt: row.taken_at === null ? null : iso(row.taken_at),
      takenBy: row.taken_by,
    }
  }

  const sound = (): boolean => facts.get(soundFact) === 'on'

  function tellNow(): void {
    timer = undefined
    const changed = {
      alarms: fitting(table.open(mostTold, 0).map(view)),
      total: table.openCount(),
      sound: sound(),
    }
    const text = JSON.stringify(changed)
    if (text === shown) return
    shown = text
    options.emit('alarms.changed', changed)
  }
  const tell = (): void => void (timer ??= setTimeout(tellNow, tellEveryMs))

  return {
    note(fresh) {
      for (const { kind, lock_id, lock_name, at } of fresh) {
        if ((kind !== 'forced_open' && kind !== 'held_open') || lock_id === null) continue
        table.raise({ kind, lock_id, lock_name, at })
      }
    },
    tell,
    close: () => clearTimeout(timer),
    handlers: {
      'alarms.list': ({ list, limit, offset }) => {
        const rows = list === 'open' ? table.open(limit, offset) : table.taken(limit, offset)
        const last = table.taken(1, 0)[0]
        return {
          alarms: fitting(rows.map(view)),
          total: list === 'open' ? table.openCount() : table.takenCount(),
          sound: sound(),
          lastTaken: last === undefined ? null : { by: last.taken_by ?? '', at: iso(last.taken_at ?? last.last_at) },
        }
      },
      'alarms.take': ({ alarmIds, by }) => {
        const now = clock.now()
        const taken = store.transaction(() => alarmIds.filter((id) => table.take(Number(id), by, now)).length)
        tell()
        if (taken > 0) return { taken }
        const other = table.byId(Number(alarmIds[0]))
        if (other === undefined || other.taken_at === null) {
          throw new DeskError('not_found', 'That alarm is not in the records any more.')
        }
        throw new DeskError('conflict', `${other.taken_by} took it at ${options.clockTime(other.taken_at)}.`)
      },
      'alarms.sound': ({ on }) => {
        store.transaction(() => facts.set(soundFact, on ? 'on' : 'off'))
        tell()
        return { on }
      },
    },
  }
}
