import type { Json } from './rows.ts'

/** Rows of one kind in the order of their ids, with an index for every column that was ever looked up. */
export interface Table<Stored extends { id: number }> {
  get(id: number): Stored | undefined
  all(): Stored[]
  /** The rows from the `from`th up to, not including, the `to`th; the cost does not grow with the table. */
  slice(from: number, to: number): Stored[]
  /** The rows whose column holds exactly this value, or of those a part as of `slice`. */
  where<Column extends keyof Stored & string>(
    column: Column,
    value: Stored[Column],
    from?: number,
    to?: number,
  ): Stored[]
  count<Column extends keyof Stored & string>(column: Column, value: Stored[Column]): number
  put(row: Stored): void
  delete(id: number): void
  readonly size: number
  /** Changes with every change of a row, and is never the same again. */
  stamp(): number
  /** The same of the rows whose column holds this value. */
  stampOf<Column extends keyof Stored & string>(column: Column, value: Stored[Column]): number
}

/** Counts the changes of a whole world, so that no two of them have the same stamp. */
export interface Changes {
  last: number
}

/** Rows in the order of their ids. */
interface Ordered<Stored> {
  rows: Stored[]
  stamp: number
}

/** Where the row of that id is, or would be. */
function placeOf(rows: readonly { id: number }[], id: number): number {
  let [low, high] = [0, rows.length]
  // Most rows that come are the newest.
  if (high > 0 && (rows[high - 1]?.id ?? 0) < id) return high
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rows[middle]?.id ?? 0) < id) low = middle + 1
    else high = middle
  }
  return low
}

function enter<Stored extends { id: number }>(ordered: Ordered<Stored>, row: Stored, stamp: number): void {
  const place = placeOf(ordered.rows, row.id)
  if (place === ordered.rows.length) ordered.rows.push(row)
  else ordered.rows.splice(place, ordered.rows[place]?.id === row.id ? 1 : 0, row)
  ordered.stamp = stamp
}

function leave<Stored extends { id: number }>(ordered: Ordered<Stored>, id: number, stamp: number): void {
  const place = placeOf(ordered.rows, id)
  if (ordered.rows[place]?.id === id) ordered.rows.splice(place, 1)
  ordered.stamp = stamp
}

export function createTable<Stored extends { id: number }>(changes: Changes = { last: 0 }): Table<Stored> {
  const byId = new Map<number, Stored>()
  const everything: Ordered<Stored> = { rows: [], stamp: 0 }
  const indexes = new Map<string, Map<Json, Ordered<Stored>>>()
  const valueOf = (row: Stored, column: string) => (row as unknown as Record<string, Json>)[column] ?? null

  function enterIndex(index: Map<Json, Ordered<Stored>>, column: string, row: Stored, stamp: number) {
    const value = valueOf(row, column)
    const ordered = index.get(value)
    if (ordered) enter(ordered, row, stamp)
    else index.set(value, { rows: [row], stamp })
  }

  function indexOf(column: string): Map<Json, Ordered<Stored>> {
    let index = indexes.get(column)
    if (!index) {
      index = new Map()
      for (const row of everything.rows) enterIndex(index, column, row, everything.stamp)
      indexes.set(column, index)
    }
    return index
  }

  /** Takes the row out of the indexes; with `next` only where the one that follows has another value. */
  function leaveIndexes(row: Stored, next: Stored | null, stamp: number) {
    for (const [column, index] of indexes) {
      const value = valueOf(row, column)
      if (next && valueOf(next, column) === value) continue
      const ordered = index.get(value)
      if (ordered) leave(ordered, row.id, stamp)
      if (ordered?.rows.length === 0) index.delete(value)
    }
  }

  return {
    get: (id) => byId.get(id),
    all: () => everything.rows.slice(),
    slice: (from, to) => everything.rows.slice(from, to),
    where: (column, value, from, to) =>
      indexOf(column)
        .get(value as Json)
        ?.rows.slice(from, to) ?? [],
    count: (column, value) => indexOf(column).get(value as Json)?.rows.length ?? 0,
    put(row) {
      const stamp = ++changes.last
      const before = byId.get(row.id)
      if (before) leaveIndexes(before, row, stamp)
      byId.set(row.id, row)
      enter(everything, row, stamp)
      for (const [column, index] of indexes) enterIndex(index, column, row, stamp)
    },
    delete(id) {
      const row = byId.get(id)
      if (!row) return
      const stamp = ++changes.last
      leaveIndexes(row, null, stamp)
      byId.delete(id)
      leave(everything, id, stamp)
    },
    get size() {
      return byId.size
    },
    stamp: () => everything.stamp,
    // Nothing at all is nothing again, whatever was there in between.
    stampOf: (column, value) => indexOf(column).get(value as Json)?.stamp ?? 0,
  }
}
