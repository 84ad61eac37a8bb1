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
  entities: string
  tries: number
  enqueued_at: number
  enqueued_monotonic: number
  boot: string
  next_try_at: number
  expires_at: number | null
  lease: string | null
  sent_at: number | null
  withdrawn: string | null
  problem: string | null
  result: string | null
  finished_at: number | null
}

/** A command with what only the queue itself looks at. */
export interface StoredCommand extends Command {
  enqueuedMonotonic: number
  boot: string
  entities: readonly string[]
  /** Why it must not be sent (again), or null. */
  withdrawn: string | null
  /** What Kisi answered to it, also before it was read back; null: it has not said yes. */
  result: CommandParameters | null
}

export interface StateChange {
  state: CommandState
  at: number
  nextTryAt?: number
  tries?: number
  problem?: string | null
  result?: CommandParameters | null
  sentAt?: number | null
  finished: boolean
}

const priorities: Record<CommandClass, number> = { alarm: 0, momentary: 0, revoke: 1, grant: 2 }

/** No wait of ours is longer, so a next try further away than this was written by a clock that ran ahead. */
const farthestTryMs = 11 * 60_000

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
    entities: JSON.parse(row.entities) as string[],
    tries: row.tries,
    enqueuedAt: row.enqueued_at,
    enqueuedMonotonic: row.enqueued_monotonic,
    boot: row.boot,
    nextTryAt: row.next_try_at,
    expiresAt: row.expires_at,
    sentAt: row.sent_at,
    withdrawn: row.withdrawn,
    problem: row.problem,
    result: row.result === null ? null : (JSON.parse(row.result) as CommandParameters),
    finishedAt: row.finished_at,
  }
}

/** Equal parameters give equal text, whatever order they were written in. */
export function parametersText(parameters: CommandParameters): string {
  const names = Object.keys(parameters)
  return JSON.stringify(parameters, names.length > 1 ? names.sort() : undefined)
}

export type Records = ReturnType<typeof createRecords>

/** The statements on the queue's tables. Every caller that writes is inside a transaction of the store. */
export function createRecords(database: Database) {
  const insert = database.prepare(`
    INSERT INTO command (key, kind, class, priority, parameters, subject, object, visit_id, entities, state, ready,
      enqueued_at, enqueued_monotonic, boot, next_try_at, expires_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`)
  const insertEntity = database.prepare(
    'INSERT OR IGNORE INTO command_entity (entity, revoke, command_id) VALUES (?, ?, ?)',
  )
  const removeEntity = database.prepare('DELETE FROM command_entity WHERE entity = ? AND command_id = ?')
  const byId = database.prepare('SELECT * FROM command WHERE id = ?')
  const byKey = database.prepare('SELECT * FROM command WHERE key = ?')
  const oldestOpen = database.prepare(
    'SELECT command_id AS id FROM command_entity WHERE entity = ? ORDER BY command_id LIMIT 1',
  )
  const oldestRevoke = database.prepare(`
    SELECT command_id AS id FROM command_entity JOIN command ON command.id = command_id
    WHERE entity = ? AND revoke = 1 AND state NOT IN ('failed', 'dead') ORDER BY command_id LIMIT 1`)
  // A revoke waits only for older revokes that still move, and for what is on the wire or unclear.
  const inTheWayOfRevoke = `(older.revoke = 1 AND other.state NOT IN ('failed', 'dead'))
    OR other.state IN ('processing', 'unknown')`
  const anythingOpen = database.prepare('SELECT 1 FROM command_entity WHERE entity = ? LIMIT 1')
  const anythingBeforeRevoke = database.prepare(`
    SELECT 1 FROM command_entity older JOIN command other ON other.id = older.command_id
    WHERE older.entity = ? AND (${inTheWayOfRevoke}) LIMIT 1`)
  const refresh = database.prepare(`
    UPDATE command SET ready = finished_at IS NULL AND state IN ('queued', 'retry', 'unknown') AND NOT EXISTS (
      SELECT 1 FROM json_each(command.entities) mine
        CROSS JOIN command_entity older ON older.entity = mine.value AND older.command_id < command.id
        CROSS JOIN command other ON other.id = older.command_id
      WHERE command.class <> 'revoke' OR ${inTheWayOfRevoke})
    WHERE id = ?`)
  const ready = `SELECT * FROM command INDEXED BY command_open WHERE finished_at IS NULL AND ready = 1 AND`
  const nextReady = database.prepare(
    `${ready} priority > 0 AND (next_try_at <= ? OR next_try_at > ?) ORDER BY priority, id LIMIT 1`,
  )
  const firstReady = database.prepare(`${ready} priority > 0 ORDER BY priority, id LIMIT 1`)
  const readyAfter = database.prepare(`${ready} priority = ? AND id > ? ORDER BY id LIMIT 1`)
  const hurry = database.prepare(`
    UPDATE command SET next_try_at = ? WHERE finished_at IS NULL AND ready = 1 AND next_try_at > ? AND tries < 3`)
  const earliest = database.prepare(`
    SELECT min(next_try_at) AS at FROM command INDEXED BY command_open
    WHERE finished_at IS NULL AND ready = 1 AND priority > 0`)
  const unsentExpiring = `FROM command INDEXED BY command_open WHERE finished_at IS NULL AND class = 'grant'
    AND state IN ('queued', 'retry') AND sent_at IS NULL AND expires_at`
  const expired = database.prepare(`SELECT * ${unsentExpiring} <= ? ORDER BY id LIMIT ?`)
  const soonestExpiry = database.prepare(`SELECT min(expires_at) AS at ${unsentExpiring} IS NOT NULL`)
  const history = database.prepare('INSERT INTO command_history (command_id, at, state, reason) VALUES (?, ?, ?, ?)')
  const claim = database.prepare(
    `UPDATE command SET state = 'processing', ready = 0, lease = ?, tries = tries + 1 WHERE id = ?`,
  )
  const sent = database.prepare(
    'UPDATE command SET sent_at = coalesce(sent_at, ?) WHERE id = ? AND lease = ? AND withdrawn IS NULL',
  )
  const withdraw = database.prepare('UPDATE command SET withdrawn = ?, priority = 1 WHERE id = ?')
  const holdsLease = database.prepare('SELECT 1 FROM command WHERE id = ? AND lease = ?')
  const setState = database.prepare(`
    UPDATE command SET state = ?, ready = 0, lease = NULL, next_try_at = ?, tries = ?, problem = ?, result = ?, sent_at = ?,
      finished_at = ? WHERE id = ?`)
  const openOfEntity = database.prepare(`
    SELECT command.* FROM command_entity JOIN command ON command.id = command_id WHERE entity = ? ORDER BY command.id`)
  const interrupted = database.prepare(`
    SELECT * FROM command WHERE finished_at IS NULL AND (state = 'processing' OR priority = 0) ORDER BY id`)
  const open = (states: string): string => `
    SELECT * FROM command WHERE id IN (
      SELECT id FROM command INDEXED BY command_open WHERE finished_at IS NULL AND priority > 0 AND state IN (${states})
      ORDER BY priority, id LIMIT ? OFFSET ?)
    ORDER BY priority, id`
  const lists = {
    waiting: database.prepare(open(`'queued', 'processing', 'retry', 'unknown'`)),
    needs_person: database.prepare(open(`'failed', 'dead'`)),
  }
  const counts = database.prepare(`
    SELECT coalesce(sum(state NOT IN ('failed', 'dead')), 0) AS waiting,
      coalesce(sum(state IN ('failed', 'dead')), 0) AS needsPerson
    FROM command INDEXED BY command_open WHERE finished_at IS NULL AND priority > 0`)
  const oldest = database.prepare('SELECT id, enqueued_at, finished_at FROM command WHERE id > ? ORDER BY id LIMIT ?')
  const forget = database.prepare('DELETE FROM command WHERE id = ?')
  const forgetHistory = database.prepare('DELETE FROM command_history WHERE command_id = ?')

  let known: { waiting: number; needsPerson: number } | null = null
  const one = (row: unknown): StoredCommand | null => (row === undefined ? null : fromRow(row as CommandRow))
  const all = (rows: unknown[]): StoredCommand[] => (rows as CommandRow[]).map(fromRow)
  const at = (row: unknown): number | null => (row as { at: number | null } | undefined)?.at ?? null

  function refreshEntities(entities: readonly string[]): void {
    for (const entity of entities) {
      for (const statement of [oldestOpen, oldestRevoke]) {
        const row = statement.get(entity) as { id: number } | undefined
        if (row !== undefined) refresh.run(row.id)
      }
    }
  }

  return {
    byId: (id: number) => one(byId.get(id)),
    byKey: (key: string) => one(byKey.get(key)),
    /** The new command, or null when its key is taken. Its first state needs no line of history: it is `enqueuedAt`. */
    insert(command: NewCommand, now: number, monotonic: number, boot: string): StoredCommand | null {
      const revoke = command.class === 'revoke'
      const inTheWay = revoke ? anythingBeforeRevoke : anythingOpen
      const free = command.entities.every((entity) => inTheWay.get(entity) === undefined)
      const { changes, lastInsertRowid } = insert.run(
        command.key,
        command.kind,
        command.class,
        priorities[command.class],
        parametersText(command.parameters),
        command.subject,
        command.object ?? null,
        command.visitId ?? null,
        JSON.stringify(command.entities),
        free ? 1 : 0,
        now,
        monotonic,
        boot,
        now,
        command.expiresAt ?? null,
      )
      if (changes === 0) return null
      known = null
      const id = Number(lastInsertRowid)
      for (const entity of command.entities) insertEntity.run(entity, revoke ? 1 : 0, id)
      return {
        ...command,
        id,
        object: command.object ?? null,
        visitId: command.visitId ?? null,
        state: 'queued',
        tries: 0,
        enqueuedAt: now,
        enqueuedMonotonic: monotonic,
        boot,
        nextTryAt: now,
        expiresAt: command.expiresAt ?? null,
        sentAt: null,
        withdrawn: null,
        problem: null,
        result: null,
        finishedAt: null,
      }
    },
    /** Recomputes whether a waiting command may be claimed. */
    refresh: (id: number) => void refresh.run(id),
    /** After something of these entities moved: looks again at the only commands that can have become ready. */
    refreshEntities,
    leave(command: StoredCommand): void {
      for (const entity of command.entities) removeEntity.run(entity, command.id)
    },
    nextReady: (now: number) => one(nextReady.get(now, now + farthestTryMs)),
    /** Whoever comes first by right, due or not. */
    firstReady: () => one(firstReady.get()),
    readyAfter: (command: StoredCommand, id: number) => one(readyAfter.get(command.class === 'revoke' ? 1 : 2, id)),
    earliest: () => at(earliest.get()),
    /** Makes waiting commands due: what kept them was the line, and it is mended. Not those that failed by themselves. */
    hurry: (now: number) => void hurry.run(now, now),
    expired: (now: number, limit: number) => all(expired.all(now, limit)),
    soonestExpiry: () => at(soonestExpiry.get()),
    claim(id: number, lease: string, now: number): void {
      claim.run(lease, id)
      history.run(id, now, 'processing', null)
    },
    /** False when it was withdrawn, or belongs to someone else by now: then it must not be sent. */
    markSent: (id: number, lease: string, now: number) => sent.run(now, id, lease).changes > 0,
    /** Forbids another sending; what is left to do (looking, so that it can be closed) goes with the revokes. */
    withdraw(id: number, reason: string): void {
      withdraw.run(reason, id)
    },
    holdsLease: (id: number, lease: string) => holdsLease.get(id, lease) !== undefined,
    setState(command: StoredCommand, change: StateChange): void {
      known = null
      const result = change.result === undefined ? command.result : change.result
      setState.run(
        change.state,
        change.nextTryAt ?? command.nextTryAt,
        change.tries ?? command.tries,
        change.problem ?? null,
        result === null ? null : JSON.stringify(result),
        change.sentAt === undefined ? command.sentAt : change.sentAt,
        change.finished ? change.at : null,
        command.id,
      )
      history.run(command.id, change.at, change.state, change.problem ?? null)
    },
    openOfVisit: (visitId: string) => all(openOfEntity.all(`visit:${visitId}`)),
    /** What was under way when the process or the lane stopped, and every click that is not settled. */
    interrupted: () => all(interrupted.all()),
    list: (which: 'waiting' | 'needs_person', limit: number, offset: number) => all(lists[which].all(limit, offset)),
    counts(): { waiting: number; needsPerson: number } {
      const fresh = known ?? (counts.get() as { waiting: number; needsPerson: number })
      known = database.inTransaction ? null : fresh // a transaction may still be undone
      return { ...fresh }
    },
    /** Forgets finished commands among the `limit` after `afterId`. Answers where to go on, or null at the end. */
    purge(olderThan: number, afterId: number, limit: number): number | null {
      const rows = oldest.all(afterId, limit) as { id: number; enqueued_at: number; finished_at: number | null }[]
      for (const row of rows) {
        if (row.finished_at === null || row.finished_at >= olderThan) continue
        forgetHistory.run(row.id)
        forget.run(row.id)
      }
      const last = rows.at(-1)
      return last === undefined || rows.length < limit || last.enqueued_at >= olderThan ? null : last.id
    },
  }
}
