import type { Database } from 'better-sqlite3'
import { damagedCommand } from './damaged.ts'
import { parseRow, sealedText, type Row, type StoredCommand } from './row.ts'
import { createSeal } from './seal.ts'

/** Reads the commands beside a running desk: on a connection that can't write, and without a line in memory. */
export function createQueueReader(database: Database, sealKey: string) {
  const sealOf = createSeal(sealKey)
  const open = database.prepare('SELECT id, body, progress, seal FROM command_open ORDER BY id')
  const all = database.prepare(`
    SELECT id, body, progress, seal FROM command_open UNION ALL SELECT id, body, progress, seal FROM command_done
    ORDER BY id`)
  const byId = database.prepare(`
    SELECT id, body, progress, seal FROM command_open WHERE id = ?
    UNION ALL SELECT id, body, progress, seal FROM command_done WHERE id = ?`)
  const read = (row: Row): StoredCommand =>
    row.seal === sealOf(sealedText(row.id, row.body, row.progress)) ? parseRow(row, 0) : damagedCommand(row)
  function* each(rows: IterableIterator<unknown>): Generator<StoredCommand> {
    for (const row of rows) yield read(row as Row)
  }
  return {
    open: () => each(open.iterate()),
    all: () => each(all.iterate()),
    byId(id: number): StoredCommand | null {
      const row = byId.get(id, id) as Row | undefined
      return row === undefined ? null : read(row)
    },
  }
}
