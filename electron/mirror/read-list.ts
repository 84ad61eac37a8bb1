import type { ListFilter } from '../kisi/types.ts'
import { largestOffset, type List, type Ordered, readInOrder, type ReadOptions } from './ordered.ts'

/**
 * A part of a list, for lists that are longer than Kisi's offset reaches. `parts` cuts it further; `ways` are orders in
 * which its two ends can be read.
 */
export interface Slice {
  filter: ListFilter
  parts?: () => readonly Slice[]
  ways?: readonly string[]
}

/** How to find what no part shows: objects that others point at, by id, and a few at a time by what they are called. */
export interface Rest {
  /** Ids that other lists name; asked for by `ids`. */
  named?: () => readonly number[]
  /** Filters that together find everything, tried until nothing is missing. */
  filters?: () => readonly ListFilter[]
}

export interface LongList<Item extends { id: number }> extends List<Item> {
  whole: Slice
  rest?: Rest
}

async function* readByParts<Item extends { id: number }>(
  list: LongList<Item>,
  options: ReadOptions,
  total: number,
): AsyncGenerator<void, Set<number>> {
  const found = new Set<number>()
  let missing = total
  /** Dropping waits until all parts are read: what left one part may be in another. */
  const gone = new Set<number>()
  const part: List<Item> = { ...list, drop: (ids) => ids.forEach((id) => gone.add(id)) }
  const note = (ids: readonly number[], into: Set<number>): void => {
    for (const id of ids) into.add(id)
    for (const id of ids) found.add(id)
    missing = Math.max(0, total - found.size)
  }
  const watched: ReadOptions = {
    ...options,
    expect: () => options.expect(Math.ceil(missing / Math.max(1, list.limit - 1))),
  }

  const reach = largestOffset + list.limit
  /** Reads a slice of something that holds `around` objects. A slice that cuts nothing off is left to what it is of. */
  async function* read(slice: Slice, around: number): AsyncGenerator<void, Set<number>> {
    const ids = new Set<number>()
    const first = yield* readInOrder(part, watched, slice.filter, ({ total: of }) => (of ?? 0) > reach)
    note(first.ids, ids)
    const of = first.total ?? first.ids.length
    if (of <= reach) return ids
    for (const smaller of slice.parts?.() ?? []) {
      for (const id of yield* read(smaller, of)) ids.add(id)
      if (ids.size >= of) return ids
    }
    if (of >= around) return ids
    for (const sort of slice.ways ?? []) {
      const whole = (one: Ordered): boolean =>
        one.ids.reduce((more, id) => more + (ids.has(id) ? 0 : 1), ids.size) >= of
      note((yield* readInOrder(part, watched, { ...slice.filter, sort }, whole)).ids, ids)
      if (ids.size >= of) return ids
    }
    if ((slice.ways ?? []).length === 0) note((yield* readInOrder(part, watched, slice.filter)).ids, ids)
    return ids
  }

  yield* read(list.whole, Infinity)
  const named = (list.rest?.named?.() ?? []).filter((id) => !found.has(id))
  for (let from = 0; from < named.length && missing > 0; from += list.limit) {
    const ids = named.slice(from, from + list.limit).join(',')
    note((yield* readInOrder(part, watched, { ids })).ids, new Set())
  }
  for (const filter of list.rest?.filters?.() ?? []) {
    if (missing === 0) break
    note((yield* readInOrder(part, watched, filter, ({ total: of }) => (of ?? 0) > reach)).ids, new Set())
  }
  list.drop([...gone].filter((id) => !found.has(id)))
  options.expect(0)
  return found
}

/**
 * Reads a list whole, yielding after each page: in order as far as Kisi's offset reaches (see `readInOrder`), and a
 * longer one by parts, each object once, until as many are found as Kisi says that there are. Returns how many it could
 * not find.
 */
export async function* readList<Item extends { id: number }>(
  list: LongList<Item>,
  options: ReadOptions,
): AsyncGenerator<void, number> {
  const reach = largestOffset + list.limit
  const first = yield* readInOrder(list, options, list.whole.filter, ({ total }) => (total ?? 0) > reach)
  if ((first.total ?? 0) <= reach) return Math.max(0, (first.total ?? 0) - first.ids.length)
  const found = yield* readByParts(list, options, first.total ?? 0)
  const { total } = await options.ask(() =>
    list.read({ limit: 1, offset: 0, filter: list.whole.filter, priority: 'background', signal: options.signal }),
  )
  yield
  return Math.max(0, (total ?? found.size) - found.size)
}
