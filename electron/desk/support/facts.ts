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
  const remove = database.prepare('DELETE FROM fact WHERE name = ?')
  const allOf = database.prepare('SELECT * FROM fact WHERE name >= ? AND name < ? ORDER BY name')
  return {
    get: (name: string): string | null => (get.get(name) as { value: string } | undefined)?.value ?? null,
    set(name: string, value: string): void {
      set.run(name, value)
      seals.seal('fact', name)
    },
    remove: (name: string): void => void remove.run(name),
    /** The sound ones whose names begin with `family:`, by name. */
    family: (family: string): { name: string; value: string }[] =>
      (allOf.all(`${family}:`, `${family};`) as { name: string; value: string }[]).filter((row) =>
        seals.good('fact', row),
      ),
  }
}
