import type { Database } from 'better-sqlite3'
import type { Command, CommandClass, CommandKind, CommandParameters, CommandState, NewCommand } from './types.ts'

interface CommandRow {
  id: number
  key: string
  kind: CommandKind
  class: CommandClass
  state: CommandState
  parameters: string
  subject: string
  object: string | null
  visit_id: string | null
  tries: number
  enqueued_at: number
  enqueued_monotonic: number
  boot: string
  next_try_at: number
  expires_at: number | null
  lease: string | null
  sent_at: number | null
  problem: string | null
  finished_at: number | null
}

/** A command with what only the queue itself looks at. */
export interface StoredCommand extends Command {
  enqueuedMonotonic: number
  boot: string
}

const priorities: Record<CommandClass, number> = { alarm: 0, momentary: 0, revoke: 1, grant: 2 }

function fromRow(row: CommandRow): StoredCommand {
  return {
    id: row.id,
    key: row.key,
    kind: row.kind,
    class: row.class,
    state: row.state,
    parameters: JSON.parse(row.parameters) as CommandParameters,
    subject: row.subject,
    object: row.object,
    visitId: row.visit_id,
    tries: row.tries,
    enqueuedAt: row.enqueued_at,
    enqueuedMonotonic: row.enqueued_monotonic,
    boot: row.boot,
    nextTryAt: row.next_try_at,
    expiresAt: row.expires_at,
    sentAt: row.sent_at,
    problem: row.problem,
    finishedAt: row.finished_at,
  }
}

/** Equal parameters give equal text, whatever order they were written in. */
export function parametersText(parameters: CommandParameters): string {
  return JSON.stringify(Object.fromEntries(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))))
}

export type Records = ReturnType<typeof createRecords>

/** The statements on the queue's tables. Every caller is inside a transaction of the store. */
export function createRecords(database: Database) {
  const insert = database.prepare(`
    INSERT INTO command (key, kind, class, priority, parameters, subject, object, visit_id, state, enqueued_at,
      enqueued_monotonic, boot, next_try_at, expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?)`)
  const insertEntity = database.prepare(
    'INSERT OR IGNORE INTO command_entity (entity, revoke, command_id) VALUES (?, ?, ?)',
  )
  const removeEntities = database.prepare('DELETE FROM command_entity WHERE command_id = ?')
  const entitiesOf = database.prepare('SELECT entity FROM command_entity WHERE command_id = ?')
  const byId = database.prepare('SELECT * FROM command WHERE id = ?')
  const byKey = database.prepare('SELECT * FROM command WHERE key = ?')
  const oldestOpen = database.prepare(
    'SELECT command_id AS id FROM command_entity WHERE entity = ? ORDER BY command_id LIMIT 1',
  )
  const oldestRevoke = database.prepare(
    'SELECT command_id AS id FROM command_entity WHERE entity = ? AND revoke = 1 ORDER BY command_id LIMIT 1',
  )
  // A revoke waits only for older revokes and for what is on the wire or unclear; a grant for everything older.
  const blocked = database.prepare(`
    SELECT 1 FROM command_entity mine
      JOIN command_entity older ON older.entity = mine.entity AND older.command_id < mine.command_id
      JOIN command other ON other.id = older.command_id
    WHERE mine.command_id = ? AND (mine.revoke = 0 OR older.revoke = 1 OR other.state IN ('processing', 'unknown'))
    LIMIT 1`)
  const setReady = database.prepare('UPDATE command SET ready = ? WHERE id = ?')
  const nextReady = database.prepare(`
    SELECT * FROM command INDEXED BY command_ready
    WHERE ready = 1 AND priority BETWEEN ? AND ? AND next_try_at <= ? ORDER BY priority, id LIMIT 1`)
  const hurry = database.prepare('UPDATE command SET next_try_at = ? WHERE ready = 1 AND next_try_at > ?')
  const earliest = database.prepare(`
    SELECT min(next_try_at) AS at FROM command INDEXED BY command_ready WHERE ready = 1 AND priority BETWEEN ? AND ?`)
  const history = database.prepare('INSERT INTO command_history (command_id, at, state, reason) VALUES (?, ?, ?, ?)')
  const claim = database.prepare(
    `UPDATE command SET state = 'processing', ready = 0, lease = ?, tries = tries + 1 WHERE id = ?`,
  )
  const sent = database.prepare('UPDATE command SET sent_at = coalesce(sent_at, ?) WHERE id = ? AND lease = ?')
  const holdsLease = database.prepare('SELECT 1 FROM command WHERE id = ? AND lease = ?')
  const setState = database.prepare(`
    UPDATE command SET state = ?, ready = 0, lease = NULL, next_try_at = ?, tries = ?, problem = ?, result = ?, sent_at = ?,
      finished_at = ? WHERE id = ?`)
  const openOfVisit = database.prepare('SELECT * FROM command WHERE visit_id = ? AND finished_at IS NULL ORDER BY id')
  const ofVisit = database.prepare('SELECT * FROM command WHERE visit_id = ? ORDER BY id')
  const processing = database.prepare(`SELECT * FROM command WHERE finished_at IS NULL AND state = 'processing'`)
  const open = (states: string, limited: boolean): string => `
    SELECT * FROM command INDEXED BY command_open WHERE finished_at IS NULL AND state IN (${states})
    ORDER BY priority, id ${limited ? 'LIMIT ? OFFSET ?' : ''}`
  const lists = {
    waiting: database.prepare(open(`'queued', 'processing', 'retry', 'unknown'`, true)),
    needs_person: database.prepare(open(`'failed', 'dead'`, true)),
  }
  const counts = database.prepare(`
    SELECT coalesce(sum(state NOT IN ('failed', 'dead')), 0) AS waiting,
      coalesce(sum(state IN ('failed', 'dead')), 0) AS needsPerson
    FROM command INDEXED BY command_open WHERE finished_at IS NULL AND class <> 'momentary'`)

  const one = (row: unknown): StoredCommand | null => (row === undefined ? null : fromRow(row as CommandRow))

  return {
    byId: (id: number) => one(byId.get(id)),
    byKey: (key: string) => one(byKey.get(key)),
    insert(command: NewCommand, at: number, monotonic: number, boot: string): number {
      const { lastInsertRowid } = insert.run(
        command.key,
        command.kind,
        command.class,
        priorities[command.class],
        parametersText(command.parameters),
        command.subject,
        command.object ?? null,
        command.visitId ?? null,
        at,
        monotonic,
        boot,
        at,
        command.expiresAt ?? null,
      )
      const id = Number(lastInsertRowid)
      for (const entity of command.entities) insertEntity.run(entity, command.class === 'revoke' ? 1 : 0, id)
      history.run(id, at, 'queued', null)
      return id
    },
    /** Recomputes whether a waiting command may be claimed. */
    refresh(id: number): void {
      const command = one(byId.get(id))
      if (command === null) return
      const waits = command.finishedAt === null && ['queued', 'retry', 'unknown'].includes(command.state)
      setReady.run(waits && blocked.get(id) === undefined ? 1 : 0, id)
    },
    /** After something of these entities moved: looks again at the only commands that can have become ready. */
    refreshEntities(entities: readonly string[]): void {
      for (const entity of entities) {
        for (const statement of [oldestOpen, oldestRevoke]) {
          const row = statement.get(entity) as { id: number } | undefined
          if (row !== undefined) this.refresh(row.id)
        }
      }
    },
    entitiesOf: (id: number) => (entitiesOf.all(id) as { entity: string }[]).map((row) => row.entity),
    removeEntities: (id: number) => void removeEntities.run(id),
    nextReady: (from: number, to: number, now: number) => one(nextReady.get(from, to, now)),
    earliest: (from: number, to: number) => (earliest.get(from, to) as { at: number | null } | undefined)?.at ?? null,
    /** Makes every waiting command due: what kept them was the line, and it is mended. */
    hurry: (now: number) => void hurry.run(now, now),
    claim(id: number, lease: string, at: number): void {
      claim.run(lease, id)
      history.run(id, at, 'processing', null)
    },
    markSent: (id: number, lease: string, at: number) => void sent.run(at, id, lease),
    holdsLease: (id: number, lease: string) => holdsLease.get(id, lease) !== undefined,
    setState(
      command: StoredCommand,
      change: {
        state: CommandState
        at: number
        nextTryAt?: number
        tries?: number
        problem?: string | null
        result?: CommandParameters | null
        sentAt?: number | null
        finished: boolean
      },
    ): void {
      setState.run(
        change.state,
        change.nextTryAt ?? command.nextTryAt,
        change.tries ?? command.tries,
        change.problem ?? null,
        change.result ? JSON.stringify(change.result) : null,
        change.sentAt === undefined ? command.sentAt : change.sentAt,
        change.finished ? change.at : null,
        command.id,
      )
      history.run(command.id, change.at, change.state, change.problem ?? null)
    },
    openOfVisit: (visitId: string) => (openOfVisit.all(visitId) as CommandRow[]).map(fromRow),
    ofVisit: (visitId: string) => (ofVisit.all(visitId) as CommandRow[]).map(fromRow),
    processing: () => (processing.all() as CommandRow[]).map(fromRow),
    list: (which: 'waiting' | 'needs_person', limit: number, offset: number) =>
      (lists[which].all(limit, offset) as CommandRow[]).map(fromRow),
    counts: () => counts.get() as { waiting: number; needsPerson: number },
  }
}
