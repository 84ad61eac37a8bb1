import type { Database } from 'better-sqlite3'
import type { Migration } from '../../store/migrate.ts'

/**
 * `tap`: what a tap did, so that it never does it twice. `presence`: who of the members signed in or out last.
 * `invitation`: what an expected visitor shows at the desk, `code` to be typed and `token` to be scanned.
 */
export const tapMigrations: readonly Migration[] = [
  {
    id: '0011-taps',
    sql: `
      CREATE TABLE tap (
        id TEXT PRIMARY KEY,
        at INTEGER NOT NULL,
        reader TEXT NOT NULL,
        deed TEXT NOT NULL CHECK (deed IN ('check_out', 'sign_in', 'sign_out')),
        visit_id TEXT,
        person_id INTEGER
      );
      CREATE INDEX tap_at ON tap (at);
      CREATE TABLE presence (
        person_id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('in', 'out')),
        since INTEGER NOT NULL
      );
      CREATE INDEX presence_in ON presence (since) WHERE state = 'in';
      CREATE TABLE invitation (
        visit_id TEXT PRIMARY KEY REFERENCES visit (id),
        code TEXT NOT NULL UNIQUE,
        token TEXT NOT NULL UNIQUE,
        made_at INTEGER NOT NULL
      );
    `,
  },
]

export interface TapRow {
  id: string
  at: number
  reader: string
  deed: 'check_out' | 'sign_in' | 'sign_out'
  visit_id: string | null
  person_id: number | null
}

export interface PresenceRow {
  person_id: number
  name: string
  state: 'in' | 'out'
  since: number
}

export interface InvitationRow {
  visit_id: string
  code: string
  token: string
}

export type TapTable = ReturnType<typeof createTapTable>

/** The statements on taps, presence and invitations. Writes run inside a transaction of the store. */
export function createTapTable(database: Database) {
  const insertTap = database.prepare(`
    INSERT INTO tap (id, at, reader, deed, visit_id, person_id) VALUES (@id, @at, @reader, @deed, @visit_id, @person_id)
    ON CONFLICT (id) DO NOTHING`)
  const purge = database.prepare('DELETE FROM tap WHERE id IN (SELECT id FROM tap WHERE at < ? LIMIT ?)')
  const setPresence = database.prepare(`
    INSERT INTO presence (person_id, name, state, since) VALUES (@person_id, @name, @state, @since)
    ON CONFLICT (person_id) DO UPDATE SET name = excluded.name, state = excluded.state, since = excluded.since`)
  const presenceOf = database.prepare('SELECT * FROM presence WHERE person_id = ?')
  const present = database.prepare(`
    SELECT * FROM presence WHERE state = 'in' AND since >= ? ORDER BY since DESC, person_id LIMIT ? OFFSET ?`)
  const presentCount = database.prepare(`SELECT count(*) AS count FROM presence WHERE state = 'in' AND since >= ?`)
  const insertInvitation = database.prepare(
    'INSERT INTO invitation (visit_id, code, token, made_at) VALUES (?, ?, ?, ?)',
  )
  const invitationOf = database.prepare('SELECT * FROM invitation WHERE visit_id = ?')
  const byCode = database.prepare('SELECT * FROM invitation WHERE code = ?')
  const byToken = database.prepare('SELECT * FROM invitation WHERE token = ?')
  const purgeInvitations = database.prepare(`
    DELETE FROM invitation WHERE visit_id IN (SELECT invitation.visit_id FROM invitation
      JOIN visit ON visit.id = invitation.visit_id WHERE visit.until_at < ? LIMIT ?)`)
  return {
    /** Writes down what a tap does. False: it has done it already. */
    did: (tap: TapRow): boolean => insertTap.run(tap).changes > 0,
    /** Forgets old taps, at most `limit`; answers how many. */
    purge: (olderThan: number, limit: number): number => purge.run(olderThan, limit).changes,
    setPresence: (row: PresenceRow) => void setPresence.run(row),
    presenceOf: (personId: number) => presenceOf.get(personId) as PresenceRow | undefined,
    /** Who signed in since then and has not signed out. */
    present: (since: number, limit: number, offset: number) => present.all(since, limit, offset) as PresenceRow[],
    presentCount: (since: number) => (presentCount.get(since) as { count: number }).count,
    insertInvitation: ({ visit_id, code, token }: InvitationRow, at: number) =>
      void insertInvitation.run(visit_id, code, token, at),
    invitationOf: (visitId: string) => invitationOf.get(visitId) as InvitationRow | undefined,
    invitationByCode: (code: string) => byCode.get(code) as InvitationRow | undefined,
    invitationByToken: (token: string) => byToken.get(token) as InvitationRow | undefined,
    /** Forgets the invitations of visits that are long over, at most `limit`; answers how many. */
    purgeInvitations: (olderThan: number, limit: number): number => purgeInvitations.run(olderThan, limit).changes,
  }
}
