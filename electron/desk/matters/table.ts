import type { Database } from 'better-sqlite3'
import type { Migration } from '../../store/migrate.ts'
import type { SealedTable } from '../support/row-seals.ts'

/**
 * A matter is a disagreement between Kisi and the records about who may come in. `kisi_id` is the role assignment or
 * card assignment that Kisi shows, or, where it is missing, the one that it showed. `state`: open (a person must say),
 * closing (a person had it taken away; the revoke is on its way), closed (read back as gone), kept (a person says that
 * it is meant to be so), opened (a person had the missing one opened again). `theirs_from` and `theirs_until` are the
 * hours that Kisi shows of one that is changed.
 */
export const matterMigrations: readonly Migration[] = [
  {
    id: '0009-matters',
    sql: `
      CREATE TABLE matter (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        wrong TEXT NOT NULL CHECK (wrong IN ('restored', 'unexplained', 'missing', 'damaged')),
        what TEXT NOT NULL CHECK (what IN ('right', 'card', 'visitor_type', 'visitor', 'visit', 'key', 'fact', 'command')),
        kisi_id INTEGER NOT NULL,
        guest_id INTEGER NOT NULL,
        visit_id TEXT,
        key_id TEXT,
        subject TEXT NOT NULL,
        object TEXT NOT NULL,
        made_at INTEGER,
        found_at INTEGER NOT NULL,
        over_at INTEGER,
        handed_to TEXT,
        times INTEGER NOT NULL DEFAULT 1,
        state TEXT NOT NULL CHECK (state IN ('open', 'closing', 'closed', 'kept', 'opened')),
        settled_at INTEGER
      );
      CREATE UNIQUE INDEX matter_kisi ON matter (what, kisi_id, wrong = 'missing');
      CREATE INDEX matter_guest ON matter (guest_id);
      CREATE INDEX matter_open ON matter (id) WHERE state = 'open';
      CREATE INDEX matter_open_visit ON matter (visit_id) WHERE state = 'open';
      CREATE INDEX key_open ON key (kisi_id, visit_id) WHERE state = 'open';
    `,
  },
  {
    id: '0011-changed-hours',
    sql: `
      ALTER TABLE matter RENAME TO matter_before;
      DROP INDEX matter_kisi;
      DROP INDEX matter_guest;
      DROP INDEX matter_open;
      DROP INDEX matter_open_visit;
      CREATE TABLE matter (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        wrong TEXT NOT NULL CHECK (wrong IN ('restored', 'unexplained', 'missing', 'changed', 'damaged')),
        what TEXT NOT NULL CHECK (what IN ('right', 'card', 'visitor_type', 'visitor', 'visit', 'key', 'fact', 'command')),
        kisi_id INTEGER NOT NULL,
        guest_id INTEGER NOT NULL,
        visit_id TEXT,
        key_id TEXT,
        subject TEXT NOT NULL,
        object TEXT NOT NULL,
        made_at INTEGER,
        found_at INTEGER NOT NULL,
        over_at INTEGER,
        handed_to TEXT,
        times INTEGER NOT NULL DEFAULT 1,
        state TEXT NOT NULL CHECK (state IN ('open', 'closing', 'closed', 'kept', 'opened')),
        settled_at INTEGER,
        theirs_from INTEGER,
        theirs_until INTEGER
      );
      INSERT INTO matter (id, wrong, what, kisi_id, guest_id, visit_id, key_id, subject, object, made_at, found_at,
          over_at, handed_to, times, state, settled_at)
        SELECT id, wrong, what, kisi_id, guest_id, visit_id, key_id, subject, object, made_at, found_at,
          over_at, handed_to, times, state, settled_at FROM matter_before;
      DROP TABLE matter_before;
      CREATE UNIQUE INDEX matter_kisi ON matter (what, kisi_id, wrong = 'missing', wrong = 'changed');
      CREATE INDEX matter_guest ON matter (guest_id);
      CREATE INDEX matter_open ON matter (id) WHERE state = 'open';
      CREATE INDEX matter_open_visit ON matter (visit_id) WHERE state = 'open';
    `,
  },
]

export interface MatterRow {
  id: number
  wrong: 'restored' | 'unexplained' | 'missing' | 'changed' | 'damaged'
  /** Of what is damaged, the table; its `kisi_id` is then the row's own number, and its guest is 0. */
  what: 'right' | 'card' | SealedTable | 'command'
  kisi_id: number
  guest_id: number
  visit_id: string | null
  key_id: string | null
  subject: string
  object: string
  made_at: number | null
  found_at: number
  over_at: number | null
  handed_to: string | null
  /** How often it was found; each time is closed by a command of its own. */
  times: number
  state: 'open' | 'closing' | 'closed' | 'kept' | 'opened'
  settled_at: number | null
  theirs_from: number | null
  theirs_until: number | null
}

export type NewMatter = Omit<
  MatterRow,
  'id' | 'over_at' | 'handed_to' | 'times' | 'state' | 'settled_at' | 'theirs_from' | 'theirs_until'
>

export type MatterTable = ReturnType<typeof createMatterTable>

/** The statements on matters. Writes run inside a transaction of the store. */
export function createMatterTable(database: Database) {
  const byId = database.prepare('SELECT * FROM matter WHERE id = ?')
  const find = database.prepare(
    `SELECT * FROM matter WHERE what = ? AND kisi_id = ? AND (wrong = 'missing') = ? AND (wrong = 'changed') = ?`,
  )
  const openOfGuest = database.prepare(`SELECT * FROM matter WHERE guest_id = ? AND state = 'open'`)
  const guests = database.prepare(`SELECT DISTINCT guest_id AS id FROM matter WHERE state = 'open' AND guest_id > 0`)
  const list = database.prepare(`SELECT * FROM matter WHERE state = 'open' ORDER BY id LIMIT ? OFFSET ?`)
  const count = database.prepare(`SELECT count(*) AS count FROM matter WHERE state = 'open'`)
  const ofVisit = database.prepare(
    `SELECT 1 FROM matter WHERE visit_id = ? AND state = 'open' AND over_at IS NULL LIMIT 1`,
  )
  const keysOfVisit = database.prepare(
    `SELECT key_id AS id FROM matter WHERE visit_id = ? AND state = 'open' AND over_at IS NULL`,
  )
  const insert = database.prepare(`
    INSERT INTO matter (wrong, what, kisi_id, guest_id, visit_id, key_id, subject, object, made_at, found_at, state)
    VALUES (@wrong, @what, @kisi_id, @guest_id, @visit_id, @key_id, @subject, @object, @made_at, @found_at, 'open')`)
  const again = database.prepare(`
    UPDATE matter SET state = 'open', found_at = ?, over_at = NULL, settled_at = NULL, times = times + 1 WHERE id = ?`)
  const setTheirs = database.prepare('UPDATE matter SET theirs_from = ?, theirs_until = ? WHERE id = ?')
  const setOver = database.prepare('UPDATE matter SET over_at = ? WHERE id = ?')
  const settle = database.prepare('UPDATE matter SET state = ?, settled_at = ? WHERE id = ?')
  const handOver = database.prepare('UPDATE matter SET handed_to = ? WHERE id = ?')
  const purge = database.prepare(`
    DELETE FROM matter WHERE id IN (SELECT id FROM matter WHERE state IN ('closed', 'opened') AND settled_at < ? LIMIT ?)`)
  return {
    byId: (id: number) => byId.get(id) as MatterRow | undefined,
    /** The one matter of its sort about something that Kisi has: `extra` is what it shows and should not. */
    find: (what: MatterRow['what'], kisiId: number, sort: 'extra' | 'missing' | 'changed') =>
      find.get(what, kisiId, Number(sort === 'missing'), Number(sort === 'changed')) as MatterRow | undefined,
    openOfGuest: (guestId: number) => openOfGuest.all(guestId) as MatterRow[],
    /** Guests that an open matter is about. */
    guests: () => (guests.all() as { id: number }[]).map(({ id }) => id),
    list: (limit: number, offset: number) => list.all(limit, offset) as MatterRow[],
    count: () => (count.get() as { count: number }).count,
    /** Whether something of a visit waits for a person. */
    isOfVisit: (visitId: string) => ofVisit.get(visitId) !== undefined,
    /** The keys of a visit that wait for a person. */
    keysOfVisit: (visitId: string) => (keysOfVisit.all(visitId) as { id: string | null }[]).map(({ id }) => id),
    insert: (matter: NewMatter) => void insert.run(matter),
    /** What was settled is found once more. */
    again: (id: number, at: number) => void again.run(at, id),
    /** The hours that Kisi shows of one that is changed. */
    setTheirs: (id: number, from: number | null, until: number | null) => void setTheirs.run(from, until, id),
    setOver: (id: number, at: number | null) => void setOver.run(at, id),
    settle: (id: number, state: Exclude<MatterRow['state'], 'open'>, at: number) => void settle.run(state, at, id),
    handOver: (id: number, to: string) => void handOver.run(to, id),
    /** Forgets what was settled long ago, at most `limit`; what is meant to be so is remembered. Answers how many. */
    purge: (olderThan: number, limit: number): number => purge.run(olderThan, limit).changes,
  }
}
