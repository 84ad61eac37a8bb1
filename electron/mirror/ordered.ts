import type { ListFilter, Page, PageOptions } from '../kisi/types.ts'

/** Kisi takes no larger offset. */
export const largestOffset = 20_000
/** A list that changes faster than it is read is mended so often, then taken as it comes: the next run sees the rest. */
const mostRepairs = 12

/** One list of Kisi and what to do with it. */
export interface List<Item extends { id: number }> {
  /** As a person calls it: "users". */
  name: string
  /** The most that Kisi gives at once. */
  limit: number
  read(page: PageOptions): Promise<Page<Item>>
  /** Keeps one page, replacing what was kept under the same ids. */
  store(items: readonly Item[]): void | Promise<void>
  /** Drops what an earlier page had and the list turned out not to have. */
  drop(ids: readonly number[]): void
}

export interface ReadOptions {
  signal: AbortSignal
  /** Tells how many requests this list is known to need still, as pages come in. */
  expect(requests: number): void
  /** Asks for one page, with whatever patience the caller has; rejects once the caller gave up. */
  ask<Value>(call: () => Promise<Value>): Promise<Value>
  /** Ask for the page after the next one before the next one has come, so that the way there and back costs no time. */
  ahead?: boolean
}

export interface Ordered {
  /** The ids in Kisi's order. */
  ids: number[]
  /** What Kisi says that there are, or null when it does not say. */
  total: number | null
}

/**
 * Reads one list in order, yielding after each page. Every page begins with the last object of the one before: when it
 * does not, something before it was made or deleted meanwhile. Then the first page that reads otherwise than before is
 * looked for by halving, and only what changed from there on is read once more. Ends early when `enough` says so, and
 * where Kisi's offset ends.
 */
export async function* readInOrder<Item extends { id: number }>(
  list: List<Item>,
  options: ReadOptions,
  filter: ListFilter,
  enough: (read: Ordered) => boolean = () => false,
): AsyncGenerator<void, Ordered> {
  const { limit } = list
  let order: number[] = []
  let present = new Set<number>()
  let total: number | null = null
  let repairs = 0
  /** Whatever any page had: also those that were read in vain. */
  const stored = new Set<number>()

  let ahead: { offset: number; answer: Promise<Page<Item>> } | null = null

  const request = (offset: number): Promise<Page<Item>> =>
    options.ask(() => list.read({ limit, offset, filter, priority: 'background', signal: options.signal }))

  /** A page, and ahead of it the one that most likely follows; that one comes to nothing when the list has moved. */
  async function page(offset: number, next: number | null = null): Promise<number[]> {
    const answer = ahead?.offset === offset ? ahead.answer : request(offset)
    ahead = null
    if (next !== null) {
      ahead = { offset: next, answer: request(next) }
      ahead.answer.catch(() => undefined) // it is awaited in its turn, or not at all
    }
    const found = await answer
    await list.store(found.items)
    total = found.total ?? (found.items.length < limit ? offset + found.items.length : null)
    const ids = found.items.map(({ id }) => id)
    for (const id of ids) stored.add(id)
    return ids
  }

  /**
   * Finds the first page that reads otherwise than before, and lines up what was read behind it. When the list changes
   * once more meanwhile, two changes may hide each other: then it is read from its start.
   */
  async function* repair(): AsyncGenerator<void, void> {
    const began = total
    let same = -1
    let other = Math.ceil(order.length / limit)
    let there: number[] = []
    while (other - same > 1) {
      const middle = (same + other) >> 1
      const ids = await page(middle * limit)
      if (total !== began) {
        order = []
        present = new Set()
        return
      }
      const known = order.slice(middle * limit, (middle + 1) * limit)
      const agrees = known.every((id, index) => id === ids[index])
      if (agrees) same = middle
      else [other, there] = [middle, ids]
      yield
    }
    const at = other * limit
    const last = there.at(-1)
    const seam = last === undefined ? -1 : order.indexOf(last, at)
    // Without a seam everything from here on is read again.
    const until = seam < 0 ? order.length : seam + 1
    const moved = new Set(there)
    const others = (ids: readonly number[]): number[] => ids.filter((id) => !moved.has(id))
    order = [...others(order.slice(0, at)), ...there, ...others(order.slice(until))]
    present = new Set(order)
  }

  for (let position = 0; ;) {
    const at = Math.min(Math.max(0, position - 1), largestOffset)
    // Only where a list is read to its end, and not at its start, of which more may never be asked for.
    const follows = options.ahead === true && position > 0 && total !== null && total <= largestOffset + limit
    const next = at + limit - 1
    const ids = await page(at, follows && next + 1 < (total ?? 0) ? Math.min(next, largestOffset) : null)
    const fresh = ids.slice(position - at)
    // A list that ends elsewhere than its total says has shifted too, even where two changes made up for each other.
    const short = total !== null && at + ids.length < Math.min(at + limit, total)
    const long = total !== null && position + fresh.length > total
    const shifted =
      order.slice(at).some((id, index) => id !== ids[index]) || short || long || fresh.some((id) => present.has(id))
    if (shifted && repairs < mostRepairs) {
      repairs += 1
      yield
      yield* repair()
      position = order.length
      continue
    }
    for (const id of fresh) if (!present.has(id)) order.push(id)
    for (const id of fresh) present.add(id)
    position += fresh.length
    const ended =
      fresh.length === 0 ||
      (total === null ? ids.length < limit : position >= total) ||
      at >= largestOffset ||
      enough({ ids: order, total })
    const left = total === null ? limit : Math.min(total, largestOffset + limit) - position
    options.expect(ended ? 0 : Math.max(1, Math.ceil(left / Math.max(1, limit - 1))))
    yield
    if (!ended) continue
    list.drop([...stored].filter((id) => !present.has(id)))
    return { ids: order, total }
  }
}
