import type { Complaint } from '../contract/complaints.ts'
import { isDamage } from '../store/failure.ts'
import type { Store } from '../store/store.ts'
import { createLine, type Entry, type Line } from './line.ts'
import { bodyOf, freshCommand, freshProgress, parseRow, progressText, sealedText, stepped } from './row.ts'
import type { Row, StoredCommand } from './row.ts'
import { damagedCommand, entryOfDamaged, keyOfDamaged } from './damaged.ts'
import { createSeal } from './seal.ts'
import { createTaken } from './taken.ts'
import type { CommandParameters, CommandState, NewCommand } from './types.ts'

export interface StateChange {
  state: CommandState
  at: number
  nextTryAt?: number
  tries?: number
  problem?: string | null
  complaints?: readonly Complaint[]
  result?: CommandParameters | null
  sentAt?: number | null
  handedTo?: string | null
  finished: boolean
}

/** What the seal of `command_seal` is over. */
const proofText = 'the commands of this desk'

export type Records = ReturnType<typeof createRecords>

function entryOf(command: StoredCommand): Entry {
  return {
    id: command.id,
    key: command.key,
    class: command.class,
    entities: command.entities,
    state: command.state,
    sent: command.sentAt !== null,
    withdrawn: command.withdrawn !== null,
    tries: command.tries,
    nextTryAt: command.nextTryAt,
    expiresAt: command.expiresAt,
    damaged: false,
  }
}

/**
 * The queue's rows and, in memory, the line of those that are open. Every row is sealed: a row that is not what was
 * written is taken out of the line, left on the disk as it is, and shown to a person. Callers that write more than
 * one thing are inside a transaction of the store.
 */
export function createRecords(store: Store, sealKey: string) {
  const { database } = store
  const sealOf = createSeal(sealKey)
  const line: Line = createLine()
  const insert = database.prepare(
    `INSERT INTO command_open (id, body, progress, seal) VALUES (?, ?, '${freshProgress}', ?)`,
  )
  const insertIfFree = database.prepare(`
    INSERT INTO command_open (id, body, progress, seal) SELECT ?, ?, ?, ?
    WHERE NOT EXISTS (SELECT 1 FROM command_done WHERE key = ?)`)
  const doneKeysAfter = database.prepare('SELECT key FROM command_done WHERE key > ? ORDER BY key LIMIT ?')
  const openRow = database.prepare('SELECT id, body, progress, seal FROM command_open WHERE id = ?')
  const doneRow = database.prepare('SELECT id, body, progress, seal FROM command_done WHERE id = ?')
  const doneByKey = database.prepare('SELECT id, body, progress, seal FROM command_done WHERE key = ?')
  const openRows = database.prepare('SELECT id, body, progress, seal FROM command_open ORDER BY id')
  const update = database.prepare('UPDATE command_open SET progress = ?, seal = ? WHERE id = ?')
  const remove = database.prepare('DELETE FROM command_open WHERE id = ?')
  const insertDone = database.prepare(
    'INSERT INTO command_done (id, key, finished_at, body, progress, seal) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const highest = database.prepare(`
    SELECT max(coalesce((SELECT max(id) FROM command_open), 0), coalesce((SELECT max(id) FROM command_done), 0)) AS id`)
  const doneAfter = database.prepare(`
    SELECT id, key, body, progress, seal, finished_at AS finishedAt FROM command_done WHERE id > ? ORDER BY id LIMIT ?`)
  const forget = database.prepare('DELETE FROM command_done WHERE id = ?')

  const setKey = database.prepare('UPDATE command_done SET key = ? WHERE id = ?')
  const proofOf = database.prepare('SELECT proof FROM command_seal')
  const keepProof = database.prepare('INSERT OR REPLACE INTO command_seal (one, proof) VALUES (1, ?)')

  const good = (row: Row): boolean => row.seal === sealOf(sealedText(row.id, row.body, row.progress))
  /** Whether a finished command's key leads to it: the index may be damaged where the command is not. */
  function isFoundByKey(row: Row): boolean {
    try {
      return (doneByKey.get(parseRow(row, 0).key) as Row | undefined)?.id === row.id
    } catch {
      return false
    }
  }

  /** The next try is known in memory alone, so that it is not forgotten when a transaction is undone. */
  const touched = new Map<number, number>()
  const taken = createTaken()
  /** How far the keys of `command_done` are known in memory; null: all of them are. */
  let learntUpTo: string | null = ''
  /** Settled commands that the index does not lead to, by their keys, until it is made anew at the next start. */
  const astray = new Map<string, number>()
  let keyLost = false
  let nextId = (highest.get() as { id: number }).id + 1

  function sealAll(table: string): void {
    const rows = database.prepare(`SELECT id, body, progress, seal FROM ${table}`).all() as Row[]
    const seal = database.prepare(`UPDATE ${table} SET seal = ? WHERE id = ?`)
    for (const row of rows) seal.run(sealOf(sealedText(row.id, row.body, row.progress)), row.id)
  }

  function touch(id: number): void {
    if (store.inTransaction && !touched.has(id)) touched.set(id, line.byId(id)?.nextTryAt ?? 0)
  }

  const entryOfRow = (row: Row, nextTryAt: number): Entry =>
    good(row) ? entryOf(parseRow(row, nextTryAt)) : entryOfDamaged(row)

  store.afterTransaction((kept) => {
    if (!kept) {
      for (const [id, nextTryAt] of touched) {
        line.remove(id)
        const row = openRow.get(id) as Row | undefined
        if (row !== undefined) line.restore(entryOfRow(row, nextTryAt))
      }
    }
    touched.clear()
  })

  function read(id: number): StoredCommand | null {
    const row = openRow.get(id) as Row | undefined
    if (row === undefined) {
      const done = doneRow.get(id) as Row | undefined
      return done === undefined ? null : good(done) ? parseRow(done, 0) : damagedCommand(done)
    }
    const entry = line.byId(id)
    if (good(row)) return entry?.damaged === true ? damagedCommand(row) : parseRow(row, entry?.nextTryAt ?? 0)
    if (entry !== undefined && !entry.damaged) line.change(id, { damaged: true, state: 'failed' })
    return damagedCommand(row)
  }

  /** Writes what became of an open command. False, and nothing is written, when its record is damaged or gone. */
  function write(id: number, change: (command: StoredCommand) => Partial<StoredCommand> | null): boolean {
    const row = openRow.get(id) as Row | undefined
    if (row === undefined) return false
    if (!good(row)) {
      read(id)
      return false
    }
    const before = parseRow(row, line.byId(id)?.nextTryAt ?? 0)
    const made = change(before)
    if (made === null) return false
    const after: StoredCommand = { ...before, ...made }
    const progress = progressText(after)
    const seal = sealOf(sealedText(id, row.body, progress))
    touch(id)
    if (after.finishedAt === null) {
      update.run(progress, seal, id)
      const { state, tries, nextTryAt } = after
      line.change(id, {
        state,
        tries,
        nextTryAt,
        sent: after.sentAt !== null,
        withdrawn: after.withdrawn !== null,
      })
    } else {
      remove.run(id)
      taken.add(after.key)
      settle(id, after.key, after.finishedAt, row.body, progress, seal)
      line.remove(id)
    }
    return true
  }

  /** Where the index can't even be added to, nothing could be settled any more: then it is made anew at once. */
  function settle(...columns: [number, string, number, string, string, string]): void {
    try {
      insertDone.run(...columns)
    } catch (error) {
      if (!isDamage(error)) throw error
      database.exec('REINDEX command_done')
      insertDone.run(...columns)
    }
  }

  const readAll = (ids: readonly number[]): StoredCommand[] => ids.map(read).filter((command) => command !== null)

  return {
    line,
    /** Reads every open command into the line, and looks at each seal. */
    load(): void {
      const proof = sealOf(proofText)
      const known = (proofOf.get() as { proof: string } | undefined)?.proof
      if (known !== proof) {
        // Either these rows were never sealed, or their key was lost; or it is the proof alone that was damaged.
        const damagedProof = known !== undefined && (openRows.all() as Row[]).some(good)
        keyLost = known !== undefined && !damagedProof && openRows.get() !== undefined
        store.transaction(() => {
          if (!damagedProof) for (const table of ['command_open', 'command_done']) sealAll(table)
          keepProof.run(proof)
        })
      }
      for (const row of openRows.all() as Row[]) line.add(entryOfRow(row, 0))
    },
    /**
     * Takes up to `limit` more keys of settled commands into memory, and answers whether any are left. Those that are
     * settled meanwhile are taken in by themselves. Until all are known, each new key is looked for on the disk.
     */
    learnKeys(limit: number): boolean {
      if (learntUpTo === null) return false
      const rows = doneKeysAfter.all(learntUpTo, limit) as { key: string }[]
      for (const { key } of rows) taken.add(key)
      learntUpTo = rows.length < limit ? null : rows.at(-1)!.key
      return learntUpTo !== null
    },
    /** Whether open rows had to be sealed anew, since the key that they were sealed with was lost. */
    keyWasLost: (): boolean => keyLost,
    byId: read,
    byKey(key: string): StoredCommand | null {
      const id = line.idOf(key)
      if (id !== undefined) return read(id)
      const lost = astray.get(key)
      if (lost !== undefined) return read(lost)
      const row = doneByKey.get(key) as Row | undefined
      return row === undefined ? null : good(row) ? parseRow(row, 0) : damagedCommand(row)
    },
    /** The new command, or null when its key is taken. Its first state needs no line of history: it is `enqueuedAt`. */
    insert(command: NewCommand, now: number, monotonic: number, boot: string): StoredCommand | null {
      if (line.idOf(command.key) !== undefined || astray.has(command.key)) return null
      const id = nextId
      const asked = bodyOf(command, now, monotonic, boot)
      const body = JSON.stringify(asked)
      const seal = sealOf(sealedText(id, body, freshProgress))
      if (learntUpTo === null && !taken.perhaps(command.key)) insert.run(id, body, seal)
      else if (insertIfFree.run(id, body, freshProgress, seal, command.key).changes === 0) return null
      nextId += 1
      touch(id)
      const fresh = freshCommand(id, asked, now)
      line.add(entryOf(fresh))
      return fresh
    },
    /**
     * Takes a command for one attempt; with `sends` it also counts as put on the wire from now on. Null when its
     * record turns out to be damaged. Answers it as it was before.
     */
    claim(id: number, lease: string, now: number, sends: boolean): StoredCommand | null {
      let before: StoredCommand | null = null
      write(id, (command) => {
        before = command
        return {
          state: 'processing',
          lease,
          tries: command.tries + 1,
          sentAt: command.sentAt ?? (sends ? now : null),
          history: stepped(command.history, { at: now, state: 'processing', reason: null }),
        }
      })
      return before
    },
    /** False when it was withdrawn, or belongs to someone else by now: then it must not be sent. */
    markSent: (id: number, lease: string, now: number): boolean =>
      write(id, (command) =>
        command.lease === lease && command.withdrawn === null ? { sentAt: command.sentAt ?? now } : null,
      ),
    /** Forbids another sending; what is left to do (looking, so that it can be closed) goes with the revokes. */
    withdraw: (id: number, reason: string): boolean => write(id, () => ({ withdrawn: reason })),
    setState(id: number, change: StateChange): boolean {
      return write(id, (command) => ({
        state: change.state,
        lease: null,
        tries: change.tries ?? command.tries,
        nextTryAt: change.nextTryAt ?? command.nextTryAt,
        problem: change.problem ?? null,
        complaints: change.complaints ?? [],
        result: change.result === undefined ? command.result : change.result,
        sentAt: change.sentAt === undefined ? command.sentAt : change.sentAt,
        handedTo: change.handedTo ?? null,
        finishedAt: change.finished ? change.at : null,
        history: stepped(command.history, { at: change.at, state: change.state, reason: change.problem ?? null }),
      }))
    },
    readAll,
    /** Takes a damaged record out of the way, as it is, for as long as finished ones are kept. */
    putAway(id: number, now: number): void {
      const row = openRow.get(id) as Row | undefined
      if (row === undefined) return
      touch(id)
      remove.run(id)
      taken.add(keyOfDamaged(id))
      settle(id, keyOfDamaged(id), now, row.body, row.progress, row.seal)
      line.remove(id)
    },
    openOfVisit: (visitId: string) => readAll(line.ofEntity(`visit:${visitId}`)),
    list: (which: 'waiting' | 'needs_person', limit: number, offset: number) =>
      readAll(line.list(which, limit, offset)),
    /**
     * Looks at the next `limit` finished commands: those that are damaged, how many their own key no longer leads to,
     * and where to go on (null: the end).
     */
    lookAtDone(afterId: number, limit: number): { damaged: StoredCommand[]; lost: number; next: number | null } {
      const rows = doneAfter.all(afterId, limit) as Row[]
      const damaged = rows.filter((row) => !good(row))
      const lost = rows.filter((row) => !damaged.includes(row) && !isFoundByKey(row)).length
      return { damaged: damaged.map(damagedCommand), lost, next: rows.length === limit ? rows.at(-1)!.id : null }
    },
    /**
     * Finished commands that `lookAtDone` saw astray are found by their keys again: at once in memory, on the disk where
     * the key alone was changed. Answers whether the index itself must be made anew, which is for the next start.
     */
    mendKeys(afterId: number, limit: number): boolean {
      for (const row of doneAfter.all(afterId, limit) as (Row & { key: string })[]) {
        if (!good(row) || isFoundByKey(row)) continue
        const { key } = parseRow(row, 0)
        try {
          if (row.key !== key) setKey.run(key, row.id)
        } catch (error) {
          if (!isDamage(error)) throw error
        }
        if (!isFoundByKey(row)) astray.set(key, row.id)
      }
      return astray.size > 0
    },
    /** Forgets finished commands among the `limit` after `afterId`. Answers where to go on, or null at the end. */
    purge(olderThan: number, afterId: number, limit: number): number | null {
      const rows = doneAfter.all(afterId, limit) as (Row & { finishedAt: number })[]
      for (const row of rows) {
        if (row.finishedAt >= olderThan) continue
        forget.run(row.id)
        for (const [key, id] of astray) if (id === row.id) astray.delete(key)
      }
      const last = rows.at(-1)
      if (last === undefined || rows.length < limit) return null
      return good(last) && parseRow(last, 0).enqueuedAt >= olderThan ? null : last.id
    },
  }
}
