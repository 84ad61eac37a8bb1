import type { Database } from 'better-sqlite3'
import { StoreFailure } from './failure.ts'

/** One step of the schema. Steps are append-only: a released one is never edited or reordered. */
export interface Migration {
  id: string
  sql: string
}

/**
 * Brings a database to the newest step, each step in its own transaction. The ids that ran are kept in the table
 * `migration`; `before` runs when steps are missing from records that are in use; a database with steps this program does not know comes from a newer version and is refused untouched.
 */
export function migrate(
  database: Database,
  file: string,
  migrations: readonly Migration[],
  now: number,
  before: () => void,
): void {
  const exists = database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'`).get()
  const done = new Set<string>()
  if (exists !== undefined) {
    for (const row of database.prepare('SELECT id FROM migration').all() as { id: string }[]) done.add(row.id)
    const known = new Set(migrations.map((migration) => migration.id))
    if ([...done].some((id) => !known.has(id))) {
      throw new StoreFailure(
        `The records in ${file} were written by a newer Frontdesk. Start that version; nothing was changed here.`,
      )
    }
  } else {
    database.exec('CREATE TABLE migration (id TEXT PRIMARY KEY, ran_at INTEGER NOT NULL)')
  }
  if (done.size > 0 && migrations.some((migration) => !done.has(migration.id))) before()
  const remember = database.prepare('INSERT INTO migration (id, ran_at) VALUES (?, ?)')
  for (const migration of migrations) {
    if (done.has(migration.id)) continue
    database.transaction(() => {
      database.exec(migration.sql)
      remember.run(migration.id, now)
    })()
  }
}
