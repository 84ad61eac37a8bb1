import type { TableName } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import type { Resource } from './description.ts'
import { watch, type Stored } from './watch.ts'

type Key = string | number | boolean | null

/** A family's rows in the order of one of its sort keys. */
export interface Orders {
  /** All rows. Rows that are alike by the key are in the order of their ids, also when the order is descending. */
  order(resource: Resource, sort: Sort): readonly Stored[]
}

export interface Sort {
  name: string
  descending: boolean
  key(row: Stored, world: World): Key
}

interface Order {
  rows: readonly Stored[]
  /** The tables that the order depends on, with their stamps. Null when it depends on something else as well. */
  tables: Map<TableName, number> | null
  /** The world's when the order was last found to be right. */
  stamp: number
}

const collator = new Intl.Collator('en')

/** Texts as people sort them, everything else as numbers, nothing first. */
function compare(one: Key, other: Key): number {
  if (typeof one === 'string' && typeof other === 'string') return collator.compare(one, other)
  return Number(one ?? 0) - Number(other ?? 0)
}

/** The rows in that order, as a new list. Rows that are nearly in order already cost little. */
export function sortRows(rows: readonly Stored[], { key, descending }: Sort, world: World): Stored[] {
  const sign = descending ? -1 : 1
  return rows
    .map((row) => ({ row, key: key(row, world) }))
    .sort((one, other) => sign * compare(one.key, other.key) || one.row.id - other.row.id)
    .map(({ row }) => row)
}

export function createOrders(world: World): Orders {
  const orders = new Map<Resource, Map<string, Order>>()
  let tables: Map<TableName, number> | null = null
  const note = (table: TableName) => void tables?.set(table, world.stamp(table))
  const watched = watch(world, {
    row: note,
    rows: note,
    parameter: () => undefined,
    clock: () => void (tables = null),
    else: () => void (tables = null),
  })

  function isRight(order: Order): boolean {
    if (order.stamp === world.stamp()) return true
    if (!order.tables) return false
    for (const [table, stamp] of order.tables) if (world.stamp(table) !== stamp) return false
    order.stamp = world.stamp()
    return true
  }

  /** The rows as they are now, those of the order before first and in that order. */
  function current(table: TableName, before: Order | undefined): readonly Stored[] {
    if (!before) return world.all(table)
    const known = new Set(before.rows.map((row) => row.id))
    return [
      ...before.rows.flatMap((row): Stored | [] => world.get(table, row.id) ?? []),
      ...world.all(table).filter((row) => !known.has(row.id)),
    ]
  }

  return {
    order(resource, sort) {
      let sorted = orders.get(resource)
      if (!sorted) orders.set(resource, (sorted = new Map()))
      const name = `${sort.descending ? '-' : ''}${sort.name}`
      const before = sorted.get(name)
      if (before && isRight(before)) return before.rows
      tables = new Map([[resource.table, world.stamp(resource.table)]])
      const rows = sortRows(current(resource.table, before), sort, watched.world)
      sorted.set(name, { rows, tables, stamp: world.stamp() })
      return rows
    },
  }
}
