import type { Database } from 'better-sqlite3'
import type { Migration } from '../../store/migrate.ts'
import type { RowSeals } from '../support/row-seals.ts'

/**
 * `close_refused_at`: when Kisi refused the key's revoke, so that a person must look; null while the revoke moves.
 *
 * A key is one way in that this desk handed out. `state`: pending (the grant is on its way), open (read back), closing
 * (its revoke is on its way), closed (read back, or never sent), failed (a person must look), expired (ended unsent).
 */
export const keyMigrations: readonly Migration[] = [
  {
    id: '0003-keys',
    sql: `
      CREATE TABLE key (
        id TEXT PRIMARY KEY,
        visit_id TEXT NOT NULL REFERENCES visit (id),
        kind TEXT NOT NULL CHECK (kind IN ('right', 'card', 'link')),
        label TEXT NOT NULL,
        group_id INTEGER,
        identity TEXT,
        kisi_id INTEGER,
        card_id INTEGER,
        valid_from INTEGER,
        valid_until INTEGER,
        state TEXT NOT NULL CHECK (state IN ('pending', 'open', 'closing', 'closed', 'failed', 'expired')),
        asked_open_at INTEGER NOT NULL,
        opened_at INTEGER,
        opened_quote TEXT,
        asked_close_at INTEGER,
        closed_at INTEGER,
        closed_quote TEXT,
        close_refused_at INTEGER
      );
      CREATE INDEX key_visit ON key (visit_id);
      CREATE UNIQUE INDEX key_card_in_hand ON key (identity) WHERE kind = 'card' AND state IN ('pending', 'open', 'failed');
      CREATE TABLE receipt (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        visit_id TEXT,
        says TEXT NOT NULL CHECK (says IN ('open', 'closed')),
        subject TEXT NOT NULL,
        quote TEXT NOT NULL,
        asked_at INTEGER NOT NULL,
        at INTEGER NOT NULL
      );
    `,
  },
]

export type KeyState = 'pending' | 'open' | 'closing' | 'closed' | 'failed' | 'expired'

export interface KeyRow {
  id: string
  visit_id: string
  kind: 'right' | 'card' | 'link'
  label: string
  group_id: number | null
  identity: string | null
  kisi_id: number | null
  card_id: number | null
  valid_from: number | null
  valid_until: number | null
  state: KeyState
  asked_open_at: number
  opened_at: number | null
  opened_quote: string | null
  asked_close_at: number | null
  closed_at: number | null
  closed_quote: string | null
  close_refused_at: number | null
  /** The disk changed its record: it is shown as failed, and nothing of it is acted on. */
  damaged: boolean
}

export interface ReceiptRow {
  id: number
  visit_id: string | null
  says: 'open' | 'closed'
  subject: string
  quote: string
  asked_at: number
  at: number
}

export type KeyTable = ReturnType<typeof createKeyTable>

/**
 * The statements on keys and receipts. Writes run inside a transaction of the store. Every key is sealed: one that the
 * disk changed is read as failed and damaged, and never written over.
 */
export function createKeyTable(database: Database, seals: RowSeals) {
  const read = (row: unknown): KeyRow => {
    const key = row as KeyRow
    return seals.good('key', key) ? { ...key, damaged: false } : { ...key, state: 'failed', damaged: true }
  }
  const readOne = (row: unknown): KeyRow | undefined => (row === undefined ? undefined : read(row))
  const write = (id: string, change: () => void): void => void seals.write('key', id, change)
  const ofVisit = database.prepare('SELECT * FROM key WHERE visit_id = ? ORDER BY kind DESC, id')
  const byId = database.prepare('SELECT * FROM key WHERE id = ?')
  const ofGuest = database.prepare(`
    SELECT key.* FROM visitor JOIN visit ON visit.visitor_id = visitor.id JOIN key ON key.visit_id = visit.id
    WHERE visitor.guest_id = ? ORDER BY key.asked_open_at, key.id`)
  const guestsWithOpen = database.prepare(`
    SELECT DISTINCT visitor.guest_id AS id FROM key JOIN visit ON visit.id = key.visit_id
      JOIN visitor ON visitor.id = visit.visitor_id
    WHERE key.state = 'open' AND visitor.guest_id IS NOT NULL AND (key.valid_until IS NULL OR key.valid_until > ?)`)
  const guestOfOpen = database.prepare(`
    SELECT visitor.guest_id AS id FROM key JOIN visit ON visit.id = key.visit_id
      JOIN visitor ON visitor.id = visit.visitor_id
    WHERE key.state = 'open' AND key.kisi_id = ? AND key.kind = ?`)
  const reopened = database.prepare(
    `UPDATE key SET state = 'pending', kisi_id = NULL, asked_open_at = ?, opened_at = NULL, opened_quote = NULL WHERE id = ?`,
  )
  const insert = database.prepare(`
    INSERT INTO key (id, visit_id, kind, label, group_id, identity, valid_from, valid_until, state, asked_open_at)
    VALUES (@id, @visitId, @kind, @label, @groupId, @identity, @validFrom, @validUntil, 'pending', @askedAt)`)
  const setState = database.prepare('UPDATE key SET state = ? WHERE id = ?')
  const setCard = database.prepare('UPDATE key SET card_id = ? WHERE id = ?')
  const setKisi = database.prepare('UPDATE key SET kisi_id = ? WHERE id = ?')
  const opened = database.prepare(`UPDATE key SET state = 'open', opened_at = ?, opened_quote = ? WHERE id = ?`)
  const closing = database.prepare(
    `UPDATE key SET state = 'closing', asked_close_at = ?, close_refused_at = NULL WHERE id = ?`,
  )
  const closed = database.prepare(
    `UPDATE key SET state = 'closed', closed_at = ?, closed_quote = ?, close_refused_at = NULL WHERE id = ?`,
  )
  const closeRefused = database.prepare('UPDATE key SET close_refused_at = ? WHERE id = ?')
  // A card whose grant ran out before it was sent opens nothing, and is in the visitor's hand all the same.
  const inHand = database.prepare(`
    SELECT * FROM key WHERE kind = 'card' AND identity = ? AND (state IN ('pending', 'open', 'failed')
      OR state = 'expired' AND EXISTS (SELECT 1 FROM visit WHERE visit.id = key.visit_id AND visit.state = 'on_site'))`)
  const stuck = database.prepare(`
    SELECT * FROM key WHERE kind = 'card' AND state = 'closing' AND close_refused_at IS NOT NULL`)
  const identitiesInHand = database
    .prepare(
      `SELECT identity FROM key WHERE kind = 'card' AND identity IS NOT NULL AND (state IN ('pending', 'open', 'failed')
        OR state = 'expired' AND EXISTS (SELECT 1 FROM visit WHERE visit.id = key.visit_id AND visit.state = 'on_site'))`,
    )
    .pluck()
  const issued = database.prepare(
    `SELECT identity, state FROM key WHERE kind = 'card' AND state IN ('pending', 'open', 'failed', 'closing')`,
  )
  const purge = database.prepare('DELETE FROM receipt WHERE id IN (SELECT id FROM receipt WHERE at < ? LIMIT ?)')
  const addReceipt = database.prepare(
    'INSERT INTO receipt (visit_id, says, subject, quote, asked_at, at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const receipts = database.prepare('SELECT * FROM receipt ORDER BY id DESC LIMIT ? OFFSET ?')
  const receiptCount = database.prepare('SELECT count(*) AS count FROM receipt')
  return {
    ofVisit: (visitId: string) => ofVisit.all(visitId).map(read),
    byId: (id: string) => readOne(byId.get(id)),
    /** Every key of every visit of a guest, oldest first. */
    ofGuest: (guestId: number) => ofGuest.all(guestId).map(read),
    /** Guests with a key that is open and not over. */
    guestsWithOpen: (now: number) => (guestsWithOpen.all(now) as { id: number }[]).map(({ id }) => id),
    /** Whose open key Kisi knows by this id. */
    guestOfOpen: (kind: KeyRow['kind'], kisiId: number) =>
      (guestOfOpen.get(kisiId, kind) as { id: number | null } | undefined)?.id ?? null,
    /** It is to be opened once more. */
    reopened: (id: string, at: number) => write(id, () => void reopened.run(at, id)),
    insert: (key: {
      id: string
      visitId: string
      kind: 'right' | 'card'
      label: string
      groupId: number | null
      identity: string | null
      validFrom: number | null
      validUntil: number | null
      askedAt: number
    }) => write(key.id, () => void insert.run(key)),
    setState: (id: string, state: KeyState) => write(id, () => void setState.run(state, id)),
    setCard: (id: string, cardId: number) => write(id, () => void setCard.run(cardId, id)),
    setKisi: (id: string, kisiId: number) => write(id, () => void setKisi.run(kisiId, id)),
    opened: (id: string, at: number, quote: string) => write(id, () => void opened.run(at, quote, id)),
    closing: (id: string, at: number) => write(id, () => void closing.run(at, id)),
    closed: (id: string, at: number, quote: string | null) => write(id, () => void closed.run(at, quote, id)),
    /** Null again: the revoke is tried once more. */
    closeRefused: (id: string, at: number | null) => write(id, () => void closeRefused.run(at, id)),
    /** The keys whose card Kisi would not take back. */
    stuckCards: () => stuck.all().map(read),
    /** The cards that visitors have in their hands. */
    identitiesInHand: () => identitiesInHand.all() as string[],
    /** The key that says who holds this card, if this desk gave it out and has not had it back. */
    cardInHand: (identity: string) => readOne(inHand.get(identity)),
    issuedCards: () => issued.all() as { identity: string; state: KeyState }[],
    addReceipt: (receipt: Omit<ReceiptRow, 'id'>) =>
      void addReceipt.run(receipt.visit_id, receipt.says, receipt.subject, receipt.quote, receipt.asked_at, receipt.at),
    /** Forgets old receipts, at most `limit`; answers how many. */
    purgeReceipts: (olderThan: number, limit: number): number => purge.run(olderThan, limit).changes,
    receipts: (limit: number, offset: number) => receipts.all(limit, offset) as ReceiptRow[],
    receiptCount: () => (receiptCount.get() as { count: number }).count,
  }
}
