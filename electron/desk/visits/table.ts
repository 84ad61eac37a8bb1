import type { Database } from 'better-sqlite3'
import type { Migration } from '../../store/migrate.ts'
import type { RowSeals } from '../support/row-seals.ts'

export const visitMigrations: readonly Migration[] = [
  {
    id: '0002-visits',
    sql: `
      CREATE TABLE visitor_type (
        id TEXT PRIMARY KEY,
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        badge_colour TEXT NOT NULL,
        group_id INTEGER,
        margin_before_minutes INTEGER NOT NULL DEFAULT 15,
        margin_after_minutes INTEGER NOT NULL DEFAULT 15
      );
      INSERT INTO visitor_type (id, position, name, badge_colour) VALUES
        ('guest', 1, 'Guest', 'petrol'),
        ('contractor', 2, 'Contractor', 'ochre'),
        ('interview', 3, 'Interview', 'indigo'),
        ('delivery', 4, 'Delivery', 'moss');
      CREATE TABLE visitor (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        email TEXT,
        company TEXT,
        recognised_by TEXT UNIQUE,
        guest_id INTEGER
      );
      CREATE TABLE visit (
        id TEXT PRIMARY KEY,
        request_id TEXT NOT NULL UNIQUE,
        request_digest TEXT NOT NULL,
        visitor_id TEXT NOT NULL REFERENCES visitor (id),
        host_id INTEGER NOT NULL,
        host_name TEXT NOT NULL,
        visitor_type_id TEXT NOT NULL REFERENCES visitor_type (id),
        state TEXT NOT NULL CHECK (state IN ('expected', 'on_site', 'left', 'turned_away', 'cancelled')),
        from_at INTEGER NOT NULL,
        until_at INTEGER NOT NULL,
        checked_in_at INTEGER,
        left_at INTEGER,
        folded TEXT NOT NULL,
        created_at INTEGER NOT NULL
      );
      CREATE INDEX visit_expected ON visit (from_at) WHERE state = 'expected';
      CREATE INDEX visit_on_site ON visit (checked_in_at) WHERE state = 'on_site';
      CREATE INDEX visit_left ON visit (left_at) WHERE state = 'left';
      CREATE INDEX visit_visitor ON visit (visitor_id);
      CREATE INDEX visitor_guest ON visitor (guest_id);
    `,
  },
]

export interface VisitRow {
  id: string
  request_id: string
  request_digest: string
  visitor_id: string
  host_id: number
  host_name: string
  visitor_type_id: string
  state: 'expected' | 'on_site' | 'left' | 'turned_away' | 'cancelled'
  from_at: number
  until_at: number
  checked_in_at: number | null
  left_at: number | null
}

export interface VisitorRow {
  id: string
  name: string
  email: string | null
  company: string | null
  guest_id: number | null
}

/** A visit together with its visitor and type, as lists need it. */
export interface VisitView extends VisitRow {
  name: string
  email: string | null
  company: string | null
  guest_id: number | null
  type_name: string
  badge_colour: string
}

export interface NewVisit {
  id: string
  requestId: string
  digest: string
  visitorId: string
  hostId: number
  hostName: string
  visitorTypeId: string
  state: 'expected' | 'on_site'
  fromAt: number
  untilAt: number
  checkedInAt: number | null
  folded: string
  createdAt: number
}

export type VisitListName = 'expected' | 'on_site' | 'left' | 'no_show'

export type VisitTable = ReturnType<typeof createVisitTable>

/**
 * The statements on visits and visitors. Writes run inside a transaction of the store. Both are sealed: see `isSound`.
 * What became of a visit is also written to one that the disk changed, but never a seal.
 */
export function createVisitTable(database: Database, seals: RowSeals) {
  const keepState = (id: string, change: () => void): void => {
    if (!seals.write('visit', id, change)) change()
  }
  const view = `
    SELECT visit.*, visitor.name, visitor.email, visitor.company, visitor.guest_id,
      visitor_type.name AS type_name, visitor_type.badge_colour
    FROM visit JOIN visitor ON visitor.id = visit.visitor_id
      JOIN visitor_type ON visitor_type.id = visit.visitor_type_id`
  // Expected: from today and not over yet, earlier days included while they last. Left and no-show: today's.
  const where: Record<VisitListName, string> = {
    expected: `state = 'expected' AND from_at < @end AND until_at >= @now`,
    no_show: `state = 'expected' AND until_at < @now AND until_at >= @start`,
    on_site: `state = 'on_site'`,
    left: `state = 'left' AND left_at >= @start AND left_at < @end`,
  }
  const order: Record<VisitListName, string> = {
    expected: 'from_at, visit.id',
    no_show: 'from_at, visit.id',
    on_site: 'checked_in_at, visit.id',
    left: 'left_at DESC, visit.id',
  }
  const names = Object.keys(where) as VisitListName[]
  const each = <Value>(make: (name: VisitListName) => Value): Record<VisitListName, Value> =>
    Object.fromEntries(names.map((name) => [name, make(name)])) as Record<VisitListName, Value>
  const lists = each((name) =>
    database.prepare(`${view} WHERE ${where[name]} ORDER BY ${order[name]} LIMIT @limit OFFSET @offset`),
  )
  const counts = each((name) => database.prepare(`SELECT count(*) AS count FROM visit WHERE ${where[name]}`))
  const byId = database.prepare(`${view} WHERE visit.id = ?`)
  const visitRow = database.prepare('SELECT * FROM visit WHERE id = ?')
  const byRequest = database.prepare('SELECT * FROM visit WHERE request_id = ?')
  const insert = database.prepare(`
    INSERT INTO visit (id, request_id, request_digest, visitor_id, host_id, host_name, visitor_type_id, state, from_at,
      until_at, checked_in_at, folded, created_at)
    VALUES (@id, @requestId, @digest, @visitorId, @hostId, @hostName, @visitorTypeId, @state, @fromAt, @untilAt,
      @checkedInAt, @folded, @createdAt)`)
  const arrive = database.prepare(`
    UPDATE visit SET request_id = @requestId, request_digest = @digest, visitor_id = @visitorId, host_id = @hostId,
      host_name = @hostName, visitor_type_id = @visitorTypeId, state = @state, from_at = @fromAt, until_at = @untilAt,
      checked_in_at = @checkedInAt, folded = @folded WHERE id = @id`)
  const setLeft = database.prepare(`UPDATE visit SET state = 'left', left_at = ? WHERE id = ?`)
  const setCancelled = database.prepare(`UPDATE visit SET state = 'cancelled' WHERE id = ?`)
  const search = database.prepare(`
    ${view} WHERE visit.state <> 'cancelled' AND instr(visit.folded, ?) > 0
    ORDER BY visit.state = 'on_site' DESC, abs(visit.from_at - ?) LIMIT ?`)
  const earlier = database.prepare(`
    SELECT count(*) AS count FROM visit WHERE visitor_id = ? AND id <> ? AND checked_in_at IS NOT NULL`)
  const elsewhere = database.prepare(`SELECT 1 FROM visit WHERE visitor_id = ? AND state = 'on_site' AND id <> ?`)
  const latestOfGuest = database.prepare(`
    ${view} WHERE visitor.guest_id = ? AND visit.checked_in_at IS NOT NULL ORDER BY visit.checked_in_at DESC LIMIT 1`)
  const anyVisit = database.prepare('SELECT 1 FROM visit LIMIT 1')

  const visitorByRecognition = database.prepare('SELECT * FROM visitor WHERE recognised_by = ?')
  const insertVisitor = database.prepare(
    'INSERT INTO visitor (id, name, email, company, recognised_by) VALUES (?, ?, ?, ?, ?)',
  )
  const updateVisitor = database.prepare('UPDATE visitor SET name = ?, company = ? WHERE id = ?')
  const renameVisitor = database.prepare('UPDATE visitor SET name = ?, email = ?, recognised_by = ? WHERE id = ?')
  const forgetVisitor = database.prepare(
    'DELETE FROM visitor WHERE id = ? AND NOT EXISTS (SELECT 1 FROM visit WHERE visitor_id = visitor.id)',
  )
  const correct = database.prepare(
    'UPDATE visit SET visitor_id = @visitorId, until_at = @untilAt, folded = @folded WHERE id = @id',
  )
  const visitorById = database.prepare('SELECT * FROM visitor WHERE id = ?')
  const setGuest = database.prepare('UPDATE visitor SET guest_id = ? WHERE id = ?')
  const guestTaken = database.prepare('SELECT 1 FROM visitor WHERE guest_id = ? AND id <> ?')

  return {
    list: (name: VisitListName, span: { start: number; end: number; now: number }, limit: number, offset: number) =>
      lists[name].all({ ...span, limit, offset }) as VisitView[],
    count: (name: VisitListName, span: { start: number; end: number; now: number }) =>
      (counts[name].get(span) as { count: number }).count,
    byId: (id: string) => byId.get(id) as VisitView | undefined,
    byRequest: (requestId: string) => byRequest.get(requestId) as VisitRow | undefined,
    insert: (visit: NewVisit) => void seals.write('visit', visit.id, () => void insert.run(visit)),
    arrive: (visit: NewVisit) => void seals.write('visit', visit.id, () => void arrive.run(visit)),
    setLeft: (id: string, at: number) => keepState(id, () => void setLeft.run(at, id)),
    setCancelled: (id: string) => keepState(id, () => void setCancelled.run(id)),
    /** Who is here first, then whoever is nearest to now. */
    search: (folded: string, limit: number, now: number) => search.all(folded, now, limit) as VisitView[],
    earlierVisits: (visitorId: string, visitId: string) => (earlier.get(visitorId, visitId) as { count: number }).count,
    /** Whether the visitor is on site with another visit than this one. */
    isElsewhereOnSite: (visitorId: string, visitId: string) => elsewhere.get(visitorId, visitId) !== undefined,
    latestOfGuest: (guestId: number) => latestOfGuest.get(guestId) as VisitView | undefined,
    isEmpty: () => anyVisit.get() === undefined,
    visitorByRecognition: (text: string) => visitorByRecognition.get(text) as VisitorRow | undefined,
    insertVisitor: (visitor: VisitorRow, recognisedBy: string | null) =>
      void seals.write('visitor', visitor.id, () =>
        insertVisitor.run(visitor.id, visitor.name, visitor.email, visitor.company, recognisedBy),
      ),
    updateVisitor: (id: string, name: string, company: string | null) =>
      void seals.write('visitor', id, () => void updateVisitor.run(name, company, id)),
    renameVisitor: (id: string, name: string, email: string | null, recognisedBy: string | null) =>
      void seals.write('visitor', id, () => void renameVisitor.run(name, email, recognisedBy, id)),
    /** Forgets a visitor of no visit. */
    forgetVisitor: (id: string) => void forgetVisitor.run(id),
    correct: (id: string, to: { visitorId: string; untilAt: number; folded: string }) =>
      void seals.write('visit', id, () => void correct.run({ id, ...to })),
    visitor: (id: string) => visitorById.get(id) as VisitorRow | undefined,
    setGuest: (visitorId: string, guestId: number) =>
      void seals.write('visitor', visitorId, () => void setGuest.run(guestId, visitorId)),
    /** Whether the records of a visit and its visitor are what was written. */
    isSound(visitId: string): boolean {
      const row = visitRow.get(visitId) as VisitRow | undefined
      return row === undefined || (seals.good('visit', row) && seals.isGood('visitor', row.visitor_id))
    },
    guestIsTaken: (guestId: number, visitorId: string) => guestTaken.get(guestId, visitorId) !== undefined,
  }
}
