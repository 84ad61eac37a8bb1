import type { Page, PageOptions } from '../kisi/types.ts'

/** Kisi takes no larger offset. */
const largestOffset = 20_000

/** One list of Kisi and what to do with it. */
export interface List<Item extends { id: number }> {
  /** As a person calls it: "people". */
  name: string
  /** The most that Kisi gives at once. */
  limit: number
  read(page: PageOptions): Promise<Page<Item>>
  /** Keeps one page, replacing what was kept under the same ids. */
  store(items: readonly Item[]): void
  /** Drops what an earlier reading kept and the last one no longer found. */
  drop(ids: readonly number[]): void
}

export interface ReadOptions {
  signal: AbortSignal
  /** Tells how many requests this list is known to need still, as pages come in. */
  expect(requests: number): void
  /** Asks for one page, with whatever patience the caller has; rejects once the caller gave up. */
  ask<Value>(call: () => Promise<Value>): Promise<Value>
}

interface Reading {
  ids: Set<number>
  /** Something was made or deleted meanwhile. */
  shifted: boolean
  /** Objects beyond the largest offset, which Kisi does not give. */
  missing: number
}

async function* readOnce<Item extends { id: number }>(
  list: List<Item>,
  options: ReadOptions,
  stopWhenShifted: boolean,
): AsyncGenerator<void, Reading> {
  const reading: Reading = { ids: new Set(), shifted: false, missing: 0 }
  let firstTotal: number | null = null
  let offset = 0
  for (;;) {
    const at = offset
    const page = await options.ask(() =>
      list.read({ limit: list.limit, offset: at, priority: 'background', signal: options.signal }),
    )
    if (firstTotal !== null && page.total !== null && firstTotal !== page.total) reading.shifted = true
    firstTotal ??= page.total
    for (const item of page.items) {
      if (reading.ids.has(item.id)) reading.shifted = true
      reading.ids.add(item.id)
    }
    list.store(page.items)
    offset += page.items.length
    const total = page.total ?? (page.items.length < list.limit ? offset : null)
    const ended = page.items.length === 0 || (total !== null && offset >= total) || offset > largestOffset
    if (ended && total !== null) {
      if (offset > largestOffset) reading.missing = Math.max(0, total - offset)
      else if (reading.ids.size !== total) reading.shifted = true
    }
    options.expect(ended ? 0 : total === null ? 1 : Math.ceil((total - offset) / list.limit))
    yield
    if (ended || (reading.shifted && stopWhenShifted)) return reading
  }
}

/**
 * Reads a list page by page, yielding after each. Kisi's lists are paged by offset, so something made or deleted
 * meanwhile shifts what follows: a changed total, a duplicate or a gap makes it read the list once more from the
 * start. What the second reading finds is taken, since the next run will see what it missed.
 * Returns how many objects lie beyond what Kisi lists.
 */
export async function* readList<Item extends { id: number }>(
  list: List<Item>,
  options: ReadOptions,
): AsyncGenerator<void, number> {
  const first = yield* readOnce(list, options, true)
  if (!first.shifted) return first.missing
  const second = yield* readOnce(list, options, false)
  list.drop([...first.ids].filter((id) => !second.ids.has(id)))
  return second.missing
}
