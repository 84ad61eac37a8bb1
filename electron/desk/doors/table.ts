import type { Database } from 'better-sqlite3'
import type { EventFilter } from '../../contract/event-filter.ts'
import type { Migration } from '../../store/migrate.ts'

export const doorMigrations: readonly Migration[] = [
  {
    id: '0004-doors',
    sql: `
      CREATE TABLE door_event (
        uuid TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        lock_id INTEGER,
        lock_name TEXT NOT NULL,
        who TEXT,
        visit_id TEXT,
        reason TEXT
      );
      CREATE INDEX door_event_time ON door_event (at);
      CREATE INDEX door_event_lock ON door_event (lock_id, at);
      CREATE INDEX door_event_visit ON door_event (visit_id, at);
    `,
  },
]

export type DoorEventKind =
  'unlock' | 'refused' | 'locked' | 'opened' | 'closed' | 'forced_open' | 'held_open' | 'lock_down' | 'lock_down_over'

export interface DoorEventRow {
  uuid: string
  at: number
  kind: DoorEventKind
  lock_id: number | null
  lock_name: string
  who: string | null
  visit_id: string | null
  reason: string | null
}

/** Where an event stands among all others: those of one second in the order in which they came. */
export interface EventPlace {
  at: number
  row: number
}

const end: EventPlace = { at: Number.MAX_SAFE_INTEGER, row: Number.MAX_SAFE_INTEGER }

export type DoorTable = ReturnType<typeof createDoorTable>

/** The statements on what happened at doors. Kept for 30 days. */
export function createDoorTable(database: Database) {
  const insert = database.prepare(`
    INSERT INTO door_event (uuid, at, kind, lock_id, lock_name, who, visit_id, reason)
    VALUES (@uuid, @at, @kind, @lock_id, @lock_name, @who, @visit_id, @reason) ON CONFLICT (uuid) DO NOTHING`)
  const latestAt = database.prepare('SELECT max(at) AS at FROM door_event')
  const page = (which: string) =>
    database.prepare(`
    SELECT rowid AS row, * FROM door_event
    WHERE (at, rowid) < (@at, @row) ${which} AND (@kinds IS NULL OR kind IN (SELECT value FROM json_each(@kinds)))
    ORDER BY at DESC, rowid DESC LIMIT @limit`)
  const everywhere = page('')
  const atDoor = page('AND lock_id = @doorId')
  // Kisi names whole seconds, and a door that is forced open opens in the same one.
  const lastContact = database.prepare(`
    SELECT * FROM door_event WHERE lock_id = ? AND kind IN ('opened', 'closed', 'forced_open', 'held_open')
    ORDER BY at DESC, kind = 'opened', rowid DESC LIMIT 1`)
  const lastPerson = database.prepare(`
    SELECT * FROM door_event WHERE lock_id = ? AND kind IN ('unlock', 'refused') ORDER BY at DESC LIMIT 1`)
  const unlockBefore = database.prepare(`
    SELECT * FROM door_event WHERE lock_id = ? AND at <= ? AND kind = 'unlock' AND kind IN ('unlock', 'refused')
    ORDER BY at DESC LIMIT 1`)
  const lastLockdown = database.prepare(`
    SELECT * FROM door_event WHERE lock_id = ? AND kind IN ('lock_down', 'lock_down_over')
    ORDER BY at DESC, rowid DESC LIMIT 1`)
  const lastLockdownOfPlace = database.prepare(`
    SELECT * FROM door_event WHERE lock_id IS NULL AND lock_name = ? AND kind IN ('lock_down', 'lock_down_over')
    ORDER BY at DESC, rowid DESC LIMIT 1`)
  const lastOfVisit = database.prepare(`
    SELECT * FROM door_event WHERE visit_id = ? AND kind IN ('unlock', 'refused') ORDER BY at DESC LIMIT 1`)
  const purge = database.prepare(
    'DELETE FROM door_event WHERE uuid IN (SELECT uuid FROM door_event WHERE at < ? LIMIT ?)',
  )
  return {
    /** True when the event was not known yet. */
    insert: (event: DoorEventRow): boolean => insert.run(event).changes > 0,
    latestAt: () => (latestAt.get() as { at: number | null }).at,
    /** The newest first, from after a place on; only of a door and of kinds, where those are given. */
    page: (after: EventPlace | null, which: Pick<EventFilter, 'doorId' | 'kinds'>, limit: number) => {
      const kinds = which.kinds === null ? null : JSON.stringify(which.kinds)
      const asked = { ...(after ?? end), kinds, limit }
      const rows = which.doorId === null ? everywhere.all(asked) : atDoor.all({ ...asked, doorId: which.doorId })
      return rows as (DoorEventRow & { row: number })[]
    },
    lastContact: (lockId: number) => lastContact.get(lockId) as DoorEventRow | undefined,
    lastPerson: (lockId: number) => lastPerson.get(lockId) as DoorEventRow | undefined,
    /** The last time before a moment that the door opened to somebody. */
    unlockBefore: (lockId: number, at: number) => unlockBefore.get(lockId, at) as DoorEventRow | undefined,
    lastLockdown: (lockId: number) => lastLockdown.get(lockId) as DoorEventRow | undefined,
    lastLockdownOfPlace: (name: string) => lastLockdownOfPlace.get(name) as DoorEventRow | undefined,
    lastOfVisit: (visitId: string) => lastOfVisit.get(visitId) as DoorEventRow | undefined,
    /** Forgets old events, at most `limit`; answers how many. */
    purge: (olderThan: number, limit: number): number => purge.run(olderThan, limit).changes,
  }
}
