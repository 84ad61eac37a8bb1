import { deviceKeys, tokenOf } from '../../world/devices.ts'
import { readingOf } from '../../hardware/inputs.ts'
import { isTriggered } from '../../hardware/relays.ts'
import { connectionOf } from '../../hardware/wiring.ts'
import type { Json, TableName } from '../../world/rows.ts'
import type { World } from '../../world/world.ts'
import { demand, done, record } from '../call.ts'
import { byColumn, IN_PLACE, TEN, type Filter, type Resource } from '../description.ts'
import { putInBox } from '../claim.ts'

/** Lists of a controller's parts name the controller. */
const OF_CONTROLLER: Filter<object> = byColumn('controller_id', 'integer', true, 'controllers')

export const controllers: Resource<'controllers'> = {
  table: 'controllers',
  root: 'controller',
  type: 'Controller',
  permission: 'hardware',
  operations: ['list', 'fetch', 'update'],
  page: TEN,
  fields: {
    name: { kind: 'text', required: true },
    description: { kind: 'text', nullable: true },
    zone_controller: { kind: 'boolean' },
  },
  hidden: ['offline_since', 'updating', 'tampered'],
  links: [IN_PLACE],
  filters: {
    place_id: byColumn('place_id'),
    lock_id: {
      kind: 'integer',
      keep: (row, value, { world }) =>
        world
          .where('controller_relay_connections', 'lock_id', Number(value))
          .some((each) => world.get('controller_relays', each.controller_relay_id)?.controller_id === row.id),
    },
    status: { kind: 'text', keep: (row, value) => row.online === (value === 'online') },
  },
  search: (row) => [row.name],
  sort: { name: (row) => row.name },
  view: (row, { world }) => ({
    ...deviceKeys(world, 'controller', row.id),
    model: 'controller-pro-2.0',
    // A world that was kept before controllers had a token is given one.
    token: row.token ?? tokenOf(world.seed, 'controller', row.id),
    zone_controller: row.zone_controller === true,
  }),
  scope: (row) => ({ placeId: row.place_id }),
  silent: true,
  dependents: (row, world) =>
    (['controller_relays', 'controller_inputs', 'controller_wiegands', 'wireless_locks'] as const).flatMap((table) =>
      world.where(table, 'controller_id', row.id).map(({ id }): readonly [TableName, number] => [table, id]),
    ),
  after: (row, call) =>
    record(call, { type: 'controller.update', object: aboutController(row), placeId: row.place_id }),
  actions: {
    deassign(row, call) {
      demand(call, 'hardware_write', { placeId: row.place_id })
      record(call, { type: 'controller.deassign', object: aboutController(row), placeId: row.place_id })
      return putInBox('controllers', row.id, row.token ?? tokenOf(call.world.seed, 'controller', row.id), call)
    },
    reboot(row, call) {
      demand(call, 'hardware_write', { placeId: row.place_id })
      record(call, { type: 'controller.reboot', object: aboutController(row), placeId: row.place_id })
      return done
    },
  },
}

const aboutController = (row: { id: number; name: string }) => ({ type: 'Controller', id: row.id, name: row.name })

type Channels = 'controller_relays' | 'controller_inputs' | 'controller_wiegands'

/** A part of a controller: only listed; what hangs on it is its connection. */
function channels<Name extends Channels>(
  table: Name,
  connections: `${'controller_relay' | 'controller_input' | 'controller_wiegand'}_connections`,
  column: string,
  hidden: readonly string[],
  view: (id: number, world: World) => Record<string, Json>,
): Resource<Name> {
  const connectionsOf = (id: number, world: World) =>
    (world.where as (table: TableName, column: string, value: number) => { id: number }[])(connections, column, id)
  return {
    table,
    root: table.slice(0, -1),
    type: 'Channel',
    showsType: false,
    permission: 'hardware',
    operations: ['list'],
    page: null,
    fields: {},
    hidden,
    filters: { controller_id: OF_CONTROLLER },
    silent: true,
    scope: (row, world) => ({ placeId: world.get('controllers', row.controller_id)?.place_id ?? null }),
    view: (row, { world }) => ({
      [`${connections.slice(0, -1)}_id`]: connectionsOf(row.id, world)[0]?.id ?? null,
      ...view(row.id, world),
    }),
    dependents: (row, world) => connectionsOf(row.id, world).map(({ id }) => [connections, id] as const),
  }
}

export const controllerRelays = channels(
  'controller_relays',
  'controller_relay_connections',
  'controller_relay_id',
  ['triggered_until'],
  (id, world) => ({
    aux: world.get('controller_relays', id)?.aux === true,
    status: isTriggered(world, id) ? 'triggered' : 'released',
  }),
)

export const controllerInputs = channels(
  'controller_inputs',
  'controller_input_connections',
  'controller_input_id',
  ['contact', 'wire', 'reading'],
  (id, world) => {
    const input = world.get('controller_inputs', id)
    return { type: null, status: input ? readingOf(input, connectionOf(world, input)) : 'closed' }
  },
)

export const controllerWiegands = channels(
  'controller_wiegands',
  'controller_wiegand_connections',
  'controller_wiegand_id',
  ['sent'],
  () => ({}),
)
