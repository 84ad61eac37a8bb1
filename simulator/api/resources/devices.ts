import { deviceKeys } from '../../world/devices.ts'
import { REFUSALS } from '../../world/refusals.ts'
import type { ReaderRow } from '../../world/rows-more.ts'
import { demand, done, record, type Call } from '../call.ts'
import { putInBox } from '../claim.ts'
import { byColumn, EVERYTHING, IN_PLACE, TEN, type Action, type Resource } from '../description.ts'
import { Refused } from '../errors.ts'
import { shortObject } from '../references.ts'

/** An action on a reader, for whoever may change it. */
function onReader(verb: string, act: Action<ReaderRow>): Action<ReaderRow> {
  return (row, call) => {
    demand(call, 'hardware_write', { placeId: row.place_id })
    const answer = act(row, call)
    record(call, {
      type: `reader.${verb}`,
      object: { type: 'Reader', id: row.id, name: row.name },
      placeId: row.place_id,
    })
    return answer
  }
}

const reference = (to: 'elevators' | 'locks' | 'zones' | 'terminals') =>
  ({ kind: 'integer', nullable: true, to }) as const
const flag = { kind: 'boolean' } as const

export const readers: Resource<'readers'> = {
  table: 'readers',
  root: 'reader',
  type: 'Reader',
  permission: 'hardware',
  operations: ['list', 'fetch', 'update'],
  page: TEN,
  fields: {
    name: { kind: 'text', required: true },
    description: { kind: 'text', nullable: true },
    buzzer_enabled: flag,
    checkout: flag,
    device_unlock_restriction_enabled: flag,
    tamper_enabled: flag,
    wave_to_unlock_enabled: flag,
    elevator_id: reference('elevators'),
    lock_id: reference('locks'),
    zone_id: reference('zones'),
    terminal_id: reference('terminals'),
  },
  links: [
    IN_PLACE,
    { as: 'elevator', column: 'elevator_id', to: 'elevators' },
    { as: 'lock', column: 'lock_id', to: 'locks' },
    { as: 'zone', column: 'zone_id', to: 'zones' },
    { as: 'terminal', column: 'terminal_id', to: 'terminals' },
  ],
  filters: {
    model: { kind: 'text', keep: (_row, value) => value === 'reader-pro-3.0' },
    place_id: byColumn('place_id'),
    lock_id: byColumn('lock_id'),
    status: { kind: 'text', keep: (row, value) => row.online === (value === 'online') },
  },
  search: (row) => [row.name],
  sort: { name: (row) => row.name },
  view: (row, { world }) => ({
    ...deviceKeys(world, 'reader', row.id),
    model: 'reader-pro-3.0',
    backplate: 'standard',
    cards_enabled: true,
    held_open_alarm_enabled: true,
    quick_response_code_enabled: true,
  }),
  scope: (row) => ({ placeId: row.place_id }),
  silent: true,
  after: (row, call) =>
    record(call, {
      type: 'reader.update',
      object: { type: 'Reader', id: row.id, name: row.name },
      placeId: row.place_id,
    }),
  actions: {
    deassign: onReader('deassign', (row, call) => putInBox('readers', row.id, row.token, call)),
    reboot: onReader('reboot', () => done),
    // 409 for a reader that nobody has tampered with is assumed (reference G, "Readers").
    reset_tamper: onReader('reset_tamper', (row, call) => {
      if (!row.tampered) throw new Refused(REFUSALS.notTampered)
      call.world.update('readers', row.id, { tampered: false })
      return done
    }),
  },
}

export const terminals: Resource<'terminals'> = {
  table: 'terminals',
  root: 'terminal',
  type: 'Terminal',
  permission: 'terminals',
  operations: EVERYTHING,
  page: TEN,
  fields: {
    name: { kind: 'text', required: true },
    place_id: { kind: 'integer', required: true, to: 'places', editable: false },
    description: { kind: 'text', nullable: true, longest: 5000 },
    marketplace_installation_id: { kind: 'integer', nullable: true, least: 1 },
  },
  links: [IN_PLACE],
  filters: { place_id: byColumn('place_id') },
  search: (row) => [row.name, row.description],
  scope: (row) => ({ placeId: row.place_id }),
  dependents: (row, world) =>
    world.where('group_terminals', 'terminal_id', row.id).map(({ id }) => ['group_terminals', id] as const),
  release(row, world) {
    for (const { id } of world.where('readers', 'terminal_id', row.id))
      world.update('readers', id, { terminal_id: null })
  },
  actions: {
    trigger(row, call: Call) {
      demand(call, 'terminals_trigger', { placeId: row.place_id })
      const object = { type: 'Terminal', id: row.id, name: row.name }
      record(call, { type: 'terminal.trigger', object, placeId: row.place_id })
      return done
    },
  },
}

export const wirelessLocks: Resource<'wireless_locks'> = {
  table: 'wireless_locks',
  root: 'wireless_lock',
  type: 'WirelessLock',
  showsType: false,
  permission: 'hardware',
  operations: ['list'],
  page: TEN,
  fields: {},
  filters: {
    lock_id: byColumn('lock_id'),
    controller_id: byColumn('controller_id'),
    gateway_id: { kind: 'integer', keep: (row, value) => row.controller_id === value },
  },
  silent: true,
  view: (row, { world }) => {
    const controller = shortObject(world, 'controllers', row.controller_id) ?? null
    return {
      ...{ model: 'NDE', address: `${row.channel}`, firmware_version: '1.0', serial_number: `${row.id}` },
      ...{ battery_level: 'normal', motor_stall: false, loss_of_rf: false, loss_of_rs485: false },
      ...{ online: true, unlocked: false, opened: false, wireless_lock_connection_id: null },
      controller,
      gateway_id: row.controller_id,
      gateway: controller,
    }
  },
  scope: (row, world) => ({ placeId: world.get('controllers', row.controller_id)?.place_id ?? null }),
}
