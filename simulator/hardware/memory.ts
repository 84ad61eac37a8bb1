import type { TableName, Tables } from '../world/rows.ts'
import { createTable, type Table } from '../world/table.ts'
import type { World } from '../world/world.ts'

/** What a controller has to know to decide by itself. */
const REMEMBERED: readonly TableName[] = [
  ...(['organizations', 'places', 'locks', 'schedules', 'users', 'guests', 'team_memberships'] as const),
  ...(['groups', 'group_locks', 'role_assignments', 'group_links', 'cards', 'card_assignments'] as const),
]

/**
 * The world as it stands now, for a controller that is about to lose sight of it: what is changed afterwards does not
 * reach it. Rows are never changed in place, so that remembering them costs no more than a list; they are put in order
 * table by table when they are first asked for.
 */
export function remember(world: World): World {
  const rows = new Map(REMEMBERED.map((name) => [name, world.all(name)] as const))
  const tables = new Map<TableName, Table<{ id: number }>>()

  function tableOf<Name extends TableName>(name: Name): Table<Tables[Name]> {
    let table = tables.get(name)
    if (!table) {
      table = createTable()
      for (const row of rows.get(name) ?? []) table.put(row)
      tables.set(name, table)
    }
    return table as unknown as Table<Tables[Name]>
  }

  return {
    ...world,
    get: (name, id) => (rows.has(name) ? tableOf(name).get(id) : world.get(name, id)),
    all: (name) => (rows.has(name) ? tableOf(name).all() : world.all(name)),
    where: (name, column, value, from, to) =>
      rows.has(name) ? tableOf(name).where(column, value, from, to) : world.where(name, column, value, from, to),
  }
}
