import type { Database } from 'better-sqlite3'
import { hash } from 'node:crypto'

/** A number for the schema as it stands in the file, never 0. */
function schemaNumber(database: Database): number {
  const rows = database
    .prepare(`SELECT type, name, sql FROM sqlite_schema WHERE name <> 'store_proof' ORDER BY type, name`)
    .all() as { type: string; name: string; sql: string | null }[]
  const text = rows.map(({ type, name, sql }) => `${type} ${name} ${sql ?? ''}`).join('\n')
  return (Number.parseInt(hash('sha256', text).slice(0, 8), 16) & 0x7fff_ffff) | 1
}

const kept = (database: Database): number => {
  const row = database.prepare('PRAGMA user_version').get() as { user_version: number }
  return row.user_version
}

/**
 * Whether the schema is the one that the last migration left. SQLite reads a schema of which a bit was flipped without
 * a word, and then knows a column by another name or no longer minds a rule. The number lies in `user_version`.
 */
export const isSchemaKept = (database: Database): boolean =>
  kept(database) === 0 || kept(database) === schemaNumber(database)

/** Before migrations, so that one that is interrupted is not taken for damage. */
export const leaveSchema = (database: Database): void => void database.pragma('user_version = 0')

/** Remembers the schema after migrations. */
export function keepSchema(database: Database): void {
  const number = schemaNumber(database)
  if (kept(database) !== number) database.pragma(`user_version = ${number}`)
}
