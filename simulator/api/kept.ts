import { rightsOf } from '../world/rights.ts'
import type { Json, RoleAssignmentRow, TableName } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import type { Call } from './call.ts'
import type { Resource } from './description.ts'
import { createOrders, type Orders } from './orders.ts'
import { watch, type Stored, type Watcher } from './watch.ts'

/** Something that is worked out from a row, from what it points to, and from the query. */
export interface Kind<Value> {
  work(resource: Resource, row: Stored, call: Call): Value
}

/** The values of one kind and one family. */
export interface Values<Value> {
  of(row: Stored, call: Call): Value
}

/** What is kept from one request to the next. Everything here is as if it were worked out anew each time. */
export interface Kept extends Orders {
  values<Value>(kind: Kind<Value>, resource: Resource): Values<Value>
  /** The rights of a user and of their teams. */
  rightsOf(userId: number): readonly RoleAssignmentRow[]
}

type Read =
  | { table: TableName; id: number; row: Stored | undefined }
  | { table: TableName; column: string | undefined; value: Json | undefined; stamp: number }

/** What is noted while a value is worked out. */
interface Notes {
  reads: Read[]
  parameters: [name: string, value: string | undefined][]
  /** Whether the clock was looked at. */
  timed: boolean
}

interface Entry {
  row: Stored
  value: unknown
  reads: readonly Read[]
  parameters: Notes['parameters']
  /** The moments of the world's clock at which it is true, half-open; null for any. */
  times: { from: number; until: number } | null
  /** The world's when the entry was last found to be true. */
  stamp: number
}

/** Of each kind and family at most so many values are kept, so that the memory they take has a bound. */
const MOST_VALUES = 25_000
const MOST_PEOPLE = 1000
/** What needed more than this is worked out anew: looking whether it still stands would cost as much. */
const MOST_READS = 1000

const isWithin = ({ from, until }: { from: number; until: number }, moment: number) => moment >= from && moment < until

export function createKept(world: World): Kept {
  const stampOf = world.stamp as (table: TableName, column?: string, value?: Json) => number
  const kinds = new Map<Kind<unknown>, Map<Resource, Values<unknown>>>()
  const people = new Map<number, { stamp: number; rights: readonly RoleAssignmentRow[] }>()

  /** What is being noted for the value at work; null when it cannot be kept. */
  let noted: Notes | null = null
  let working = false
  const watcher: Watcher = {
    row: (table, id, row) => noted?.reads.push({ table, id, row }),
    rows: (table, column, value) => noted?.reads.push({ table, column, value, stamp: stampOf(table, column, value) }),
    parameter: (name, value) => noted?.parameters.push([name, value]),
    clock() {
      if (noted) noted.timed = true
    },
    else: () => void (noted = null),
  }
  const watched = watch(world, watcher)

  const stands = (read: Read): boolean =>
    'id' in read
      ? world.get(read.table, read.id) === read.row
      : stampOf(read.table, read.column, read.value) === read.stamp

  function isTrue(entry: Entry, row: Stored, call: Call): boolean {
    if (entry.row !== row) return false
    if (entry.times && !isWithin(entry.times, world.clock.now())) return false
    for (const [name, value] of entry.parameters) if (call.query[name] !== value) return false
    if (entry.stamp === world.stamp()) return true
    for (const read of entry.reads) if (!stands(read)) return false
    entry.stamp = world.stamp()
    return true
  }

  /** The value with what was noted, or null when it cannot be kept. `before` is when the work began. */
  function entryOf(resource: Resource, row: Stored, value: unknown, before: number): Entry | null {
    if (noted && noted.reads.length > MOST_READS) return null
    let times: Entry['times'] = null
    if (noted?.timed) {
      if (!resource.steady) return null
      times = { from: world.clock.now(), until: resource.steady(row, watched.world, before) }
      if (!isWithin(times, times.from)) return null
    }
    return noted && { row, value, reads: noted.reads, parameters: noted.parameters, times, stamp: world.stamp() }
  }

  function createValues(kind: Kind<unknown>, resource: Resource): Values<unknown> {
    const entries = new Map<number, Entry>()
    return {
      of(row, call) {
        // Whatever is worked out within another value is a part of that one.
        if (working) return kind.work(resource, row, call)
        const before = entries.get(row.id)
        if (before && isTrue(before, row, call)) return before.value
        working = true
        noted = { reads: [], parameters: [], timed: false }
        try {
          const began = world.clock.now()
          const value = kind.work(resource, row, watched.call(call))
          const entry = entryOf(resource, row, value, began)
          if (entries.size >= MOST_VALUES) entries.clear()
          if (entry) entries.set(row.id, entry)
          return value
        } finally {
          working = false
          noted = null
        }
      },
    }
  }

  return {
    ...createOrders(world),
    values<Value>(kind: Kind<Value>, resource: Resource) {
      let families = kinds.get(kind)
      if (!families) kinds.set(kind, (families = new Map()))
      let values = families.get(resource)
      if (!values) families.set(resource, (values = createValues(kind, resource)))
      return values as Values<Value>
    },
    rightsOf(userId) {
      const before = people.get(userId)
      if (before?.stamp === world.stamp()) return before.rights
      if (people.size >= MOST_PEOPLE) people.clear()
      const rights = rightsOf(world, 'User', userId)
      people.set(userId, { stamp: world.stamp(), rights })
      return rights
    },
  }
}
