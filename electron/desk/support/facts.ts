import type { Database } from 'better-sqlite3'
import type { Migration } from '../../store/migrate.ts'
import type { RowSeals } from './row-seals.ts'

export const factMigrations: readonly Migration[] = [
  { id: '0005-facts', sql: `CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL)` },
]

export type Facts = ReturnType<typeof createFacts>

/** The few things the desk remembers about itself: whose organization the records are of, whether a demo was laid out. */
export function createFacts(database: Database, seals: RowSeals) {
  const get = database.prepare('SELECT value FROM fact WHERE name = ?')
  const set = database.prepare(
    'INSERT INTO fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  )
  return {
    get: (name: string): string | null => (get.get(name) as { value: string } | undefined)?.value ?? null,
    set(name: string, value: string): void {
      set.run(name, value)
      seals.seal('fact', name)
    },
  }
}
