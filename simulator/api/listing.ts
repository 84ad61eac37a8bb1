import { REFUSALS } from '../world/refusals.ts'
import type { Json, Row, TableName } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { idOf, may, signedIn, type Answer, type Call } from './call.ts'
import type { Filter, Resource } from './description.ts'
import { mayRead, show, WHOLE } from './engine.ts'
import { Refused } from './errors.ts'
import type { Kind } from './kept.ts'
import { sortRows, type Sort } from './orders.ts'
import { collectionRange, readPage, type Page } from './pagination.ts'
import { listOf, sentOf, type Sent } from './sent.ts'
import type { Stored } from './watch.ts'

/** What a list leaves out of its rows. */
const BRIEF: Kind<Sent> = {
  work(resource, row, call) {
    const shown = show(resource, row, call)
    for (const key of resource.brief ?? []) delete shown[key]
    return sentOf(shown)
  },
}

/** Lower case without accents, as the free-text search compares. */
const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()

const SEARCHED: Kind<readonly string[]> = {
  work: (resource, row, { world }) =>
    (resource.search?.(row, world) ?? []).flatMap((text) => (text ? folded(text) : [])),
}

type Test = (row: Stored) => boolean

/** Which rows a list is of: those of an index or those with these ids, or else all; and of them those that pass. */
interface Choice {
  equal: { column: string; value: Json } | null
  ids: readonly number[] | null
  tests: readonly Test[]
}

function filterValue(name: string, filter: Filter<never>, text: string, call: Call): string | number | boolean {
  if (filter.kind === 'text') return text
  if (filter.kind === 'boolean') {
    if (text === 'true' || text === 'false') return text === 'true'
  } else {
    if (name === 'user_id' && text === 'me') return signedIn(call).user.id
    if (/^\d{1,15}$/.test(text)) return Number(text)
  }
  throw new Refused(REFUSALS.badRequest, `${name} is invalid.`)
}

/** The world by the names of columns, as the query says them. */
const columns = (world: World) =>
  world as unknown as {
    where(table: TableName, column: string, value: Json, from?: number, to?: number): Stored[]
    count(table: TableName, column: string, value: Json): number
  }

function choose(resource: Resource, call: Call): Choice {
  const { query, world } = call
  const tests: Test[] = resource.only ? [resource.only] : []
  const sets: ReadonlySet<number>[] = []
  const equals: { column: string; value: Json; count: number }[] = []
  for (const name in resource.filters) {
    const filter = resource.filters[name]
    const text = query[name]
    if (!filter) continue
    if (text === undefined) {
      if (filter.required) throw new Refused(REFUSALS.badRequest, `param is missing or the value is empty: ${name}`)
      continue
    }
    const value = filterValue(name, filter, text, call)
    if (filter.of && !world.get(filter.of, Number(value))) throw new Refused(REFUSALS.notFound)
    if ('column' in filter) {
      const { column } = filter
      equals.push({ column, value, count: columns(world).count(resource.table, column, value) })
    } else if ('among' in filter) {
      sets.push(filter.among(value, call))
    } else {
      tests.push((row) => filter.keep(row, value, call))
    }
  }
  if (query.ids !== undefined) sets.push(idsOf(resource, query.ids))
  const [set, ...others] = sets
  const ids = set ? [...set].filter((id) => others.every((other) => other.has(id))) : null
  ids?.sort((one, other) => one - other)
  // The index that leaves the fewest rows; the rows' own columns decide on the rest.
  equals.sort((one, other) => one.count - other.count)
  const equal = ids ? null : (equals.shift() ?? null)
  for (const { column, value } of equals) tests.push((row) => (row as unknown as Row)[column] === value)
  if (query.query && resource.search) {
    const sought = folded(query.query)
    const texts = call.kept.values(SEARCHED, resource)
    tests.push((row) => texts.of(row, call).some((text) => text.includes(sought)))
  }
  // Whoever may read everything is asked once, not for every row.
  if (!may(call, `${resource.permission}_read`)) tests.push((row) => mayRead(resource, row, call))
  return { equal, ids, tests }
}

const idsOf = (resource: Resource, text: string): Set<number> =>
  new Set(text.split(',').map((each) => idOf(each.trim()) - (resource.idShift ?? 0)))

function sortOf(resource: Resource, asked: string | undefined): Sort | null {
  if (!asked || !resource.sort) return null
  const descending = asked.startsWith('-')
  const name = descending ? asked.slice(1) : asked
  const key = Object.hasOwn(resource.sort, name) ? resource.sort[name] : undefined
  if (!key) throw new Refused(REFUSALS.badRequest, 'sort is invalid.')
  return { name, descending, key }
}

/** Up to this many rows are sorted by themselves; more are looked up in the order of all. */
const FEW = 200

/** The rows of that page, or all, and how many there are in all. Only what needs a test of every row looks at every row. */
function read(resource: Resource, call: Call, page: Page | null): { rows: readonly Stored[]; total: number } {
  const { world, kept } = call
  const { table } = resource
  const { equal, ids, tests } = choose(resource, call)
  const sort = sortOf(resource, call.query.sort)
  const from = page?.offset ?? 0
  const to = page ? page.offset + page.limit : undefined
  const whole = !ids && tests.length === 0
  if (whole && !equal) {
    const rows = sort ? kept.order(resource, sort).slice(from, to) : world.slice(table, from, to ?? Infinity)
    return { rows, total: world.count(table) }
  }
  if (whole && equal && !sort) {
    const { column, value } = equal
    const rows = columns(world).where(table, column, value, from, to)
    return { rows, total: columns(world).count(table, column, value) }
  }
  let rows: readonly Stored[] = ids
    ? ids.flatMap((id): Stored | [] => world.get(table, id) ?? [])
    : equal
      ? columns(world).where(table, equal.column, equal.value)
      : world.all(table)
  for (const test of tests) rows = rows.filter(test)
  if (sort && rows.length <= FEW) rows = sortRows(rows, sort, world)
  else if (sort) {
    const chosen = new Set(rows)
    rows = kept.order(resource, sort).filter((row) => chosen.has(row))
  }
  return { rows: rows.slice(from, to), total: rows.length }
}

/** GET of a family: filtered, searched, sorted, and a page at a time where the family has pages. */
export function list(resource: Resource, call: Call): Answer {
  signedIn(call)
  const page = resource.page ? readPage(call.query, resource.page) : null
  const { rows, total } = read(resource, call, page)
  const texts = call.kept.values(resource.brief ? BRIEF : WHOLE, resource)
  if (page) call.setHeader('X-Collection-Range', collectionRange(page, total))
  return { status: 200, sent: listOf(rows.map((row) => texts.of(row, call))) }
}
