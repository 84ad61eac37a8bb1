import type { Json } from './rows.ts'

/** Rows of one kind by id, in the order of their ids, with an index for every column that was ever looked up. */
export interface Table<Stored extends { id: number }> {
  get(id: number): Stored | undefined
  all(): Stored[]
  /** The rows whose column holds exactly this value; the cost does not grow with the table. */
  where<Column extends keyof Stored & string>(column: Column, value: Stored[Column]): Stored[]
  put(row: Stored): void
  delete(id: number): void
  readonly size: number
}

export function createTable<Stored extends { id: number }>(): Table<Stored> {
  const rows = new Map<number, Stored>()
  const indexes = new Map<string, Map<Json, Set<number>>>()
  const valueOf = (row: Stored, column: string) => (row as unknown as Record<string, Json>)[column] ?? null

  function enter(index: Map<Json, Set<number>>, column: string, row: Stored) {
    const value = valueOf(row, column)
    const ids = index.get(value)
    if (ids) ids.add(row.id)
    else index.set(value, new Set([row.id]))
  }
  function leave(row: Stored) {
    for (const [column, index] of indexes) index.get(valueOf(row, column))?.delete(row.id)
  }

  return {
    get: (id) => rows.get(id),
    all: () => [...rows.values()],
    where(column, value) {
      let index = indexes.get(column)
      if (!index) {
        index = new Map()
        for (const row of rows.values()) enter(index, column, row)
        indexes.set(column, index)
      }
      const ids = [...(index.get(value as Json) ?? [])].sort((one, other) => one - other)
      return ids.flatMap((id) => rows.get(id) ?? [])
    },
    put(row) {
      const before = rows.get(row.id)
      if (before) leave(before)
      rows.set(row.id, row)
      for (const [column, index] of indexes) enter(index, column, row)
    },
    delete(id) {
      const row = rows.get(id)
      if (!row) return
      leave(row)
      rows.delete(id)
    },
    get size() {
      return rows.size
    },
  }
}
