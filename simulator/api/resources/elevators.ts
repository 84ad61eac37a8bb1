import type { ElevatorStopRow } from '../../world/rows-more.ts'
import { running } from '../../world/schedules.ts'
import type { World } from '../../world/world.ts'
import { demand, done, record } from '../call.ts'
import { byColumn, EVERYTHING, TEN, type Action, type Resource } from '../description.ts'
import { shortObject } from '../references.ts'
import { schedulesOn } from './schedules.ts'

export const elevators: Resource<'elevators'> = {
  table: 'elevators',
  root: 'elevator',
  type: 'Elevator',
  permission: 'elevators',
  operations: EVERYTHING,
  page: TEN,
  fields: {
    name: { kind: 'text', required: true },
    place_id: { kind: 'integer', required: true, to: 'places', editable: false },
    description: { kind: 'text', nullable: true, longest: 5000 },
    integration_id: { kind: 'integer', nullable: true, to: 'integrations' },
  },
  filters: { place_id: byColumn('place_id', 'integer', false, 'places') },
  search: (row) => [row.name, row.description],
  view: (row, { world }) => {
    const partner = row.integration_id === null ? undefined : world.get('integrations', row.integration_id)
    return {
      elevator_stops_count: world.where('elevator_stops', 'elevator_id', row.id).length,
      ...(partner
        ? { integration: { id: partner.id, resource_type: 'Integration', type: partner.type, name: partner.name } }
        : {}),
    }
  },
  scope: (row) => ({ placeId: row.place_id }),
  dependents: (row, world) =>
    world.where('elevator_stops', 'elevator_id', row.id).map(({ id }) => ['elevator_stops', id] as const),
}

const placeOf = (row: ElevatorStopRow, world: World): number | null =>
  world.get('elevators', row.elevator_id)?.place_id ?? null

const nameOf = (row: ElevatorStopRow, world: World): string =>
  `${world.get('elevators', row.elevator_id)?.name ?? ''}, ${world.get('floors', row.floor_id)?.name ?? ''}`

function lockdown(down: boolean): Action<ElevatorStopRow> {
  return (row, call) => {
    const placeId = placeOf(row, call.world)
    demand(call, 'elevator_stops_write', { placeId })
    if ((row.locked_down_since !== null) === down) return done
    call.world.update('elevator_stops', row.id, { locked_down_since: down ? call.world.clock.iso() : null })
    record(call, {
      type: `elevator_stop.${down ? 'lock_down' : 'cancel_lockdown'}`,
      object: { type: 'ElevatorStop', id: row.id, name: nameOf(row, call.world) },
      placeId,
    })
    return done
  }
}

export const elevatorStops: Resource<'elevator_stops'> = {
  table: 'elevator_stops',
  root: 'elevator_stop',
  type: 'ElevatorStop',
  permission: 'elevator_stops',
  operations: EVERYTHING,
  page: TEN,
  fields: {
    elevator_id: { kind: 'integer', required: true, to: 'elevators' },
    floor_id: { kind: 'integer', required: true, to: 'floors' },
    time_restriction_enabled: { kind: 'boolean', nullable: true },
  },
  links: [
    { as: 'elevator', column: 'elevator_id', to: 'elevators' },
    { as: 'floor', column: 'floor_id', to: 'floors' },
  ],
  filters: {
    place_id: {
      ...{ kind: 'integer', required: true, of: 'places' },
      keep: (row, value, { world }) => placeOf(row, world) === value,
    },
    elevator_id: byColumn('elevator_id'),
    floor_id: byColumn('floor_id'),
  },
  columns: () => ({ locked_down_since: null }),
  check: (row, { world }) =>
    world.get('floors', row.floor_id)?.place_id === placeOf(row, world)
      ? null
      : { floor_id: ["must be of the elevator's place"] },
  view(row, { world }) {
    const placeId = placeOf(row, world) ?? 0
    const permit = running(world, 'ElevatorStop', row.id, 'permit', world.clock.now()) !== null
    const open = permit && row.locked_down_since === null
    return {
      name: nameOf(row, world),
      locked_down: row.locked_down_since !== null,
      on_scheduled_permit: open,
      permitted: open,
      place_id: placeId,
      place: shortObject(world, 'places', placeId) ?? null,
    }
  },
  scope: (row, world) => ({ placeId: placeOf(row, world) }),
  about: (row, world) => ({ type: 'ElevatorStop', id: row.id, name: nameOf(row, world) }),
  dependents: (row, world) => [
    ...world
      .where('group_elevator_stops', 'elevator_stop_id', row.id)
      .map(({ id }) => ['group_elevator_stops', id] as const),
    ...world
      .where('controller_relay_connections', 'elevator_stop_id', row.id)
      .map(({ id }) => ['controller_relay_connections', id] as const),
    ...schedulesOn('ElevatorStop', row.id, world),
  ],
  actions: { lock_down: lockdown(true), cancel_lockdown: lockdown(false) },
}
