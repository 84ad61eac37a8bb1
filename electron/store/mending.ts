import type { Database } from 'better-sqlite3'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const planOf = (file: string): string => join(dirname(file), 'mend-at-start')

const planned = (file: string): string[] =>
  existsSync(planOf(file)) ? readFileSync(planOf(file), 'utf8').split('\n').filter(Boolean) : []

/**
 * Notes beside the records in `file` that the indexes of a table are to be made anew when they are opened next: of a
 * million rows that takes seconds, for which a desk that is in use can't stand still.
 */
export function planMending(file: string, table: string): void {
  const tables = planned(file)
  if (!tables.includes(table)) writeFileSync(planOf(file), [...tables, table, ''].join('\n'), { flush: true })
}

/** Makes anew what was planned, and answers the tables' names. Before anything else reads the records. */
export function mendPlanned(database: Database, file: string): string[] {
  const exists = database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`)
  const tables = planned(file).filter((table) => exists.get(table) !== undefined)
  for (const table of tables) {
    try {
      database.exec(`REINDEX "${table}"`)
    } catch (error) {
      // Two rows that the disk made the same: the old index is kept, and whoever reads them looks at their seals.
      if (!String((error as { code?: unknown }).code).startsWith('SQLITE_CONSTRAINT')) throw error
    }
  }
  rmSync(planOf(file), { force: true })
  return tables
}
