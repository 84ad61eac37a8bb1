import type { Database } from 'better-sqlite3'
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

export type DoorTable = ReturnType<typeof createDoorTable>

/** The statements on what happened at doors. Kept for 30 days. */
export function createDoorTable(database: Database) {
  const insert = database.prepare(`
    INSERT INTO door_event (uuid, at, kind, lock_id, lock_name, who, visit_id, reason)
    VALUES (@uuid, @at, @kind, @lock_id, @lock_name, @who, @visit_id, @reason) ON CONFLICT (uuid) DO NOTHING`)
  const latestAt = database.prepare('SELECT max(at) AS at FROM door_event')
  const newest = database.prepare('SELECT * FROM door_event ORDER BY at DESC, uuid LIMIT ?')
  const before = database.prepare(`
    SELECT * FROM door_event WHERE at < (SELECT at FROM door_event WHERE uuid = ?) ORDER BY at DESC, uuid LIMIT ?`)
  const lastContact = database.prepare(`
    SELECT * FROM door_event WHERE lock_id = ? AND kind IN ('opened', 'closed', 'forced_open', 'held_open')
    ORDER BY at DESC LIMIT 1`)
  const lastPerson = database.prepare(`
    SELECT * FROM door_event WHERE lock_id = ? AND kind IN ('unlock', 'refused') ORDER BY at DESC LIMIT 1`)
  const lastOfVisit = database.prepare(`
    SELECT * FROM door_event WHERE visit_id = ? AND kind IN ('unlock', 'refused') ORDER BY at DESC LIMIT 1`)
  const purge = database.prepare(
    'DELETE FROM door_event WHERE uuid IN (SELECT uuid FROM door_event WHERE at < ? LIMIT ?)',
  )
  return {
    /** True when the event was not known yet. */
    insert: (event: DoorEventRow): boolean => insert.run(event).changes > 0,
    latestAt: () => (latestAt.get() as { at: number | null }).at,
    newest: (limit: number) => newest.all(limit) as DoorEventRow[],
    before: (uuid: string, limit: number) => before.all(uuid, limit) as DoorEventRow[],
    lastContact: (lockId: number) => lastContact.get(lockId) as DoorEventRow | undefined,
    lastPerson: (lockId: number) => lastPerson.get(lockId) as DoorEventRow | undefined,
    lastOfVisit: (visitId: string) => lastOfVisit.get(visitId) as DoorEventRow | undefined,
    /** Forgets old events, at most `limit`; answers how many. */
    purge: (olderThan: number, limit: number): number => purge.run(olderThan, limit).changes,
  }
}
