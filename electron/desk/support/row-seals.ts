import type { Database } from 'better-sqlite3'
import { createSeal } from '../../queue/seal.ts'
import type { Migration } from '../../store/migrate.ts'

/** The tables whose rows decide who is let in, until when, and what must be closed. */
export const sealedTables = ['visitor_type', 'visitor', 'visit', 'key', 'fact'] as const
export type SealedTable = (typeof sealedTables)[number]

/** `row_seal` proves that a table was sealed with the key at hand; before it is written, its rows have no seals yet. */
export const rowSealMigrations: readonly Migration[] = [
  {
    id: '0010-row-seals',
    sql: `
      CREATE TABLE row_seal (name TEXT PRIMARY KEY, proof TEXT NOT NULL);
      ${sealedTables.map((table) => `ALTER TABLE ${table} ADD COLUMN seal TEXT NOT NULL DEFAULT '';`).join('\n')}
    `,
  },
]

export interface DamagedRow {
  table: SealedTable
  rowid: number
  row: Record<string, unknown>
}

export type RowSeals = ReturnType<typeof createRowSeals>

/**
 * Seals over whole rows, like those of the queue's commands: SQLite does not notice a bit that the disk flipped within a
 * value. A row that is not what was written is never acted on and never written over, and a person is told of it.
 */
export function createRowSeals(database: Database, sealKey: string) {
  const sealOf = createSeal(sealKey)
  const each = <Value>(make: (table: SealedTable) => Value): Record<SealedTable, Value> =>
    Object.fromEntries(sealedTables.map((table) => [table, make(table)])) as Record<SealedTable, Value>
  const columns = each((table) =>
    (database.prepare(`SELECT name FROM pragma_table_info('${table}')`).all() as { name: string }[])
      .map(({ name }) => name)
      .filter((name) => name !== 'seal'),
  )
  const nameOf = (table: SealedTable): string => (table === 'fact' ? 'name' : 'id')
  const byId = each((table) => database.prepare(`SELECT * FROM ${table} WHERE ${nameOf(table)} = ?`))
  const setSeal = each((table) => database.prepare(`UPDATE ${table} SET seal = ? WHERE ${nameOf(table)} = ?`))
  const after = each((table) =>
    database.prepare(`SELECT rowid AS place, * FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ?`),
  )
  const proofOf = database.prepare('SELECT proof FROM row_seal WHERE name = ?')
  const keepProof = database.prepare('INSERT OR REPLACE INTO row_seal (name, proof) VALUES (?, ?)')

  const sealFor = (table: SealedTable, row: Record<string, unknown>): string =>
    sealOf(`${table}\n${JSON.stringify(columns[table].map((column) => row[column]))}`)
  const good = (table: SealedTable, row: object): boolean => {
    const all = row as Record<string, unknown>
    return all['seal'] === sealFor(table, all)
  }
  const rowOf = (table: SealedTable, id: string): Record<string, unknown> | undefined =>
    byId[table].get(id) as Record<string, unknown> | undefined

  function seal(table: SealedTable, id: string): void {
    const row = rowOf(table, id)
    if (row !== undefined) setSeal[table].run(sealFor(table, row), id)
  }

  return {
    /** Whether a row with all its columns is what was written. */
    good,
    isGood(table: SealedTable, id: string): boolean {
      const row = rowOf(table, id)
      return row === undefined || good(table, row)
    },
    /** Seals a row that was just written for the first time. */
    seal,
    /** Runs one change of a row and seals it anew; of a damaged row nothing is written. Answers whether it was written. */
    write(table: SealedTable, id: string, change: () => void): boolean {
      const before = rowOf(table, id)
      if (before !== undefined && !good(table, before)) return false
      change()
      seal(table, id)
      return true
    },
    /** Seals what an older desk wrote, once; belongs into a transaction. The same when the key of the seals was lost. */
    sealOlder(): void {
      for (const table of sealedTables) {
        const proof = sealOf(`the rows of ${table}`)
        const known = (proofOf.get(table) as { proof: string } | undefined)?.proof
        if (known === proof) continue
        const rows = after[table].all(-1, -1) as Record<string, unknown>[]
        // With the proof alone damaged, some row still fits.
        if (!rows.some((row) => good(table, row))) {
          for (const row of rows) setSeal[table].run(sealFor(table, row), row[nameOf(table)])
        }
        keepProof.run(table, proof)
      }
    },
    /** Looks at the next `limit` rows of a table: those that are damaged, and where to go on (null: that was all). */
    look(table: SealedTable, afterRowid: number, limit: number): { damaged: DamagedRow[]; next: number | null } {
      const rows = after[table].all(afterRowid, limit) as (Record<string, unknown> & { place: number })[]
      const damaged = rows.filter((row) => !good(table, row)).map((row) => ({ table, rowid: row.place, row }))
      return { damaged, next: rows.length < limit ? null : (rows.at(-1)?.place ?? null) }
    },
  }
}
