import { byColumn, TEN, type Resource } from '../description.ts'

const duration = (least: number) => ({ kind: 'number', least, most: 600 }) as const

export const controllers: Resource<'controllers'> = {
  table: 'controllers',
  root: 'controller',
  type: 'Controller',
  permission: 'controllers',
  operations: ['list', 'fetch', 'update'],
  page: TEN,
  fields: {
    name: { kind: 'text', required: true },
    description: { kind: 'text', nullable: true },
  },
  links: [{ as: 'place', column: 'place_id', to: 'places' }],
  filters: {
    place_id: byColumn('place_id'),
    status: { kind: 'text', keep: (row, value) => row.online === (value === 'online') },
  },
  search: (row) => [row.name],
  sort: { name: (row) => row.name },
  view: () => ({ configured: true, model: 'controller-pro-2.0', zone_controller: false }),
  scope: (row) => ({ placeId: row.place_id }),
}

export const controllerRelayConnections: Resource<'controller_relay_connections'> = {
  table: 'controller_relay_connections',
  root: 'controller_relay_connection',
  type: 'ControllerRelayConnection',
  showsType: false,
  permission: 'hardware',
  operations: ['list', 'fetch', 'update'],
  page: null,
  fields: { duration: duration(0.5), name: { kind: 'text', nullable: true } },
  links: [
    { as: 'controller_relay', column: 'controller_relay_id', to: 'controller_relays' },
    { as: 'lock', column: 'lock_id', to: 'locks' },
  ],
  filters: {
    controller_id: {
      kind: 'integer',
      required: true,
      keep: (row, value, { world }) => world.get('controller_relays', row.controller_relay_id)?.controller_id === value,
    },
  },
}

export const controllerInputConnections: Resource<'controller_input_connections'> = {
  table: 'controller_input_connections',
  root: 'controller_input_connection',
  type: 'ControllerInputConnection',
  showsType: false,
  permission: 'hardware',
  operations: ['list', 'fetch', 'update'],
  page: null,
  fields: { enabled: { kind: 'boolean' }, duration: duration(3), name: { kind: 'text', nullable: true } },
  links: [
    { as: 'controller_input', column: 'controller_input_id', to: 'controller_inputs' },
    { as: 'lock', column: 'lock_id', to: 'locks' },
  ],
  filters: {
    controller_id: {
      kind: 'integer',
      required: true,
      keep: (row, value, { world }) => world.get('controller_inputs', row.controller_input_id)?.controller_id === value,
    },
  },
}
