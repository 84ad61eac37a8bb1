import type { Database } from 'better-sqlite3'
import type { Alarm } from '../../contract/alarms.ts'
import type { Migration } from '../../store/migrate.ts'

/**
 * `door_alarm`: a door that was forced or is held. While nobody has taken it there is one a door and kind, however often
 * it happens again; what happens after that is a new one.
 */
export const alarmMigrations: readonly Migration[] = [
  {
    id: '0014-door-alarms',
    sql: `
      CREATE TABLE door_alarm (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL CHECK (kind IN ('forced_open', 'held_open')),
        lock_id INTEGER NOT NULL,
        lock_name TEXT NOT NULL,
        at INTEGER NOT NULL,
        last_at INTEGER NOT NULL,
        times INTEGER NOT NULL DEFAULT 1,
        taken_at INTEGER,
        taken_by TEXT
      );
      CREATE UNIQUE INDEX door_alarm_open ON door_alarm (lock_id, kind) WHERE taken_at IS NULL;
      CREATE INDEX door_alarm_taken ON door_alarm (taken_at) WHERE taken_at IS NOT NULL;
      CREATE INDEX door_event_contact ON door_event (lock_id, at)
        WHERE kind IN ('opened', 'closed', 'forced_open', 'held_open');
      CREATE INDEX door_event_person ON door_event (lock_id, at) WHERE kind IN ('unlock', 'refused');
      CREATE INDEX door_event_lockdown ON door_event (lock_id, at) WHERE kind IN ('lock_down', 'lock_down_over');
    `,
  },
]

export interface AlarmRow {
  id: number
  kind: Alarm['kind']
  lock_id: number
  lock_name: string
  at: number
  last_at: number
  times: number
  taken_at: number | null
  taken_by: string | null
}

export type AlarmTable = ReturnType<typeof createAlarmTable>

/** The statements on alarms. Writes run inside a transaction of the store. */
export function createAlarmTable(database: Database) {
  const raise = database.prepare(`
    INSERT INTO door_alarm (kind, lock_id, lock_name, at, last_at)
    VALUES (@kind, @lock_id, @lock_name, @at, @at)
    ON CONFLICT (lock_id, kind) WHERE taken_at IS NULL
    DO UPDATE SET times = times + 1, at = min(at, excluded.at), last_at = max(last_at, excluded.last_at)`)
  const open = database.prepare(`
    SELECT * FROM door_alarm WHERE taken_at IS NULL ORDER BY kind, last_at DESC, id DESC LIMIT ? OFFSET ?`)
  const openCount = database.prepare('SELECT count(*) AS count FROM door_alarm WHERE taken_at IS NULL')
  const taken = database.prepare(`
    SELECT * FROM door_alarm WHERE taken_at IS NOT NULL ORDER BY taken_at DESC, id DESC LIMIT ? OFFSET ?`)
  const takenCount = database.prepare('SELECT count(*) AS count FROM door_alarm WHERE taken_at IS NOT NULL')
  const byId = database.prepare('SELECT * FROM door_alarm WHERE id = ?')
  const take = database.prepare('UPDATE door_alarm SET taken_at = ?, taken_by = ? WHERE id = ? AND taken_at IS NULL')
  const purge = database.prepare(
    'DELETE FROM door_alarm WHERE id IN (SELECT id FROM door_alarm WHERE taken_at < ? LIMIT ?)',
  )
  const counted = (row: unknown): number => (row as { count: number }).count
  return {
    /** Raises an alarm, or notes once more what an alarm already stands for. */
    raise: (alarm: Pick<AlarmRow, 'kind' | 'lock_id' | 'lock_name' | 'at'>) => void raise.run(alarm),
    open: (limit: number, offset: number) => open.all(limit, offset) as AlarmRow[],
    openCount: () => counted(openCount.get()),
    taken: (limit: number, offset: number) => taken.all(limit, offset) as AlarmRow[],
    takenCount: () => counted(takenCount.get()),
    byId: (id: number) => byId.get(id) as AlarmRow | undefined,
    /** True when nobody had taken it before. */
    take: (id: number, by: string, at: number): boolean => take.run(at, by, id).changes > 0,
    /** Forgets alarms that were taken long ago, at most `limit`; answers how many. */
    purge: (olderThan: number, limit: number): number => purge.run(olderThan, limit).changes,
  }
}
