import type { Json, TableName } from '../world/rows.ts'
import type { World } from '../world/world.ts'

/** The tables behind the types of polymorphic links. */
export const TABLE_OF_TYPE: Record<string, TableName> = {
  User: 'users',
  Guest: 'guests',
  Organization: 'organizations',
  Place: 'places',
  Group: 'groups',
  Lock: 'locks',
  Team: 'teams',
  ElevatorStop: 'elevator_stops',
}

/** The keys of each embedded short object (reference I), and its resource_type where it shows one. */
const SHORT: Partial<Record<TableName, readonly [type: string | null, ...keys: string[]]>> = {
  users: ['User', 'email', 'name'],
  guests: ['Guest', 'name', 'email', 'phone_number'],
  organizations: ['Organization', 'name', 'domain'],
  places: ['Place', 'name'],
  groups: ['Group', 'name'],
  locks: ['Lock', 'name'],
  floors: ['Floor', 'name', 'number'],
  teams: ['Team', 'name'],
  elevators: ['Elevator', 'name'],
  terminals: ['Terminal', 'name'],
  zones: [null, 'name'],
  controller_wiegands: [null, 'channel', 'name'],
  controllers: [null, 'name', 'online'],
  controller_relays: [null, 'channel', 'name'],
  controller_inputs: [null, 'channel', 'name'],
}

/** The short object of a row, or undefined when there is no such row. */
export function shortObject(world: World, table: TableName, id: number): Record<string, Json> | undefined {
  const row = world.get(table, id) as unknown as Record<string, Json> | undefined
  const shape = SHORT[table]
  if (!row || !shape) return undefined
  const [type, ...keys] = shape
  const short: Record<string, Json> = { id }
  if (type !== null) short.resource_type = type
  for (const key of keys) short[key] = row[key] ?? null
  return short
}
