import { REFUSALS } from '../../world/refusals.ts'
import { Refused } from '../errors.ts'
import type { Json } from '../../world/rows.ts'
import type { World } from '../../world/world.ts'
import { shortObject } from '../references.ts'
import { byColumn, TEN, type Resource } from '../description.ts'
import { onGroup } from './access.ts'

const inGroup = { kind: 'integer', required: true, to: 'groups' } as const
const group = { as: 'group', column: 'group_id', to: 'groups' } as const

const inPlace = (id: number, world: World): Record<string, Json> => ({
  place_id: id,
  place: shortObject(world, 'places', id) ?? null,
})

export const groupTerminals: Resource<'group_terminals'> = {
  table: 'group_terminals',
  root: 'group_terminal',
  type: 'GroupTerminal',
  permission: 'group_terminals',
  operations: ['list', 'fetch', 'create', 'delete'],
  page: TEN,
  fields: { group_id: inGroup, terminal_id: { kind: 'integer', required: true, to: 'terminals' } },
  links: [group],
  filters: { group_id: byColumn('group_id', 'integer', true, 'groups'), terminal_id: byColumn('terminal_id') },
  search: (row, world) => [world.get('terminals', row.terminal_id)?.name],
  unique: [['terminal_id', 'group_id']],
  view(row, { world }) {
    const terminal = world.get('terminals', row.terminal_id)
    return {
      terminal: { id: row.terminal_id, name: terminal?.name ?? '', description: terminal?.description ?? null },
      ...inPlace(terminal?.place_id ?? 0, world),
    }
  },
  scope: (row, world) => onGroup(row.group_id, world),
}

export const groupZones: Resource<'group_zones'> = {
  table: 'group_zones',
  root: 'group_zone',
  type: 'GroupZone',
  permission: 'group_zones',
  operations: ['list', 'fetch', 'create', 'delete'],
  page: TEN,
  fields: { group_id: inGroup, zone_id: { kind: 'integer', required: true, to: 'zones' } },
  links: [group, { as: 'zone', column: 'zone_id', to: 'zones' }],
  filters: { group_id: byColumn('group_id', 'integer', true, 'groups'), zone_id: byColumn('zone_id') },
  search: (row, world) => [world.get('zones', row.zone_id)?.name],
  unique: [['zone_id', 'group_id']],
  view: (row, { world }) => inPlace(world.get('zones', row.zone_id)?.place_id ?? 0, world),
  scope: (row, world) => onGroup(row.group_id, world),
}

export const groupElevatorStops: Resource<'group_elevator_stops'> = {
  table: 'group_elevator_stops',
  root: 'group_elevator_stop',
  type: 'GroupElevatorStop',
  permission: 'group_elevator_stops',
  operations: ['list', 'fetch', 'create', 'delete'],
  page: TEN,
  fields: { group_id: inGroup, elevator_stop_id: { kind: 'integer', required: true, to: 'elevator_stops' } },
  links: [group],
  filters: {
    group_id: byColumn('group_id', 'integer', true, 'groups'),
    elevator_stop_id: byColumn('elevator_stop_id'),
  },
  unique: [['elevator_stop_id', 'group_id']],
  // The odd one out: its group is named in the query, not in the body.
  prepare(body, { query, world }) {
    const id = /^\d{1,15}$/.test(query.group_id ?? '') ? Number(query.group_id) : null
    if (id === null) throw new Refused(REFUSALS.badRequest, 'param is missing or the value is empty: group_id')
    if (!world.get('groups', id)) throw new Refused(REFUSALS.badRequest, 'group_id is invalid.')
    return { ...body, group_id: id }
  },
  view(row, { world }) {
    const stop = world.get('elevator_stops', row.elevator_stop_id)
    const elevator = world.get('elevators', stop?.elevator_id ?? 0)
    return {
      elevator_id: stop?.elevator_id ?? 0,
      elevator: shortObject(world, 'elevators', stop?.elevator_id ?? 0) ?? null,
      floor_id: stop?.floor_id ?? 0,
      floor: shortObject(world, 'floors', stop?.floor_id ?? 0) ?? null,
      ...inPlace(elevator?.place_id ?? 0, world),
    }
  },
  scope: (row, world) => onGroup(row.group_id, world),
}
