import type { Json, TableName } from '../../world/rows.ts'
import type { World } from '../../world/world.ts'
import { EVERYTHING, type Filter, type Resource } from '../description.ts'
import type { Fields } from '../fields.ts'

/** Seconds; Kisi documents the bounds and no defaults: five for a relay, thirty for a contact are ours. */
const duration = (least: number, most: number, usual: number) =>
  ({ kind: 'number', least, most, default: usual }) as const

const name = { kind: 'text', nullable: true } as const
const lock = { kind: 'integer', required: true, to: 'locks', editable: false } as const
const zone = { kind: 'integer', required: true, to: 'zones', editable: false } as const
const optional = (to: TableName) => ({ kind: 'integer', nullable: true, to }) as const

type Channels = 'controller_relays' | 'controller_inputs' | 'controller_wiegands'

const controllerOf = (world: World, channels: Channels, id: number): number =>
  world.get(channels, id)?.controller_id ?? 0

const placeOf = (world: World, channels: Channels, id: number) => ({
  placeId: world.get('controllers', controllerOf(world, channels, id))?.place_id ?? null,
})

/** What connections to the three kinds of channel have in common: one connection a channel, listed by controller. */
function connection(part: 'relay' | 'input' | 'wiegand', types: readonly string[]) {
  const column = `controller_${part}_id`
  const channels = `controller_${part}s` as Channels
  const idOf = (row: object) => Number((row as Record<string, unknown>)[column])
  const filter: Filter<object> = {
    ...{ kind: 'integer', required: true, of: 'controllers' },
    keep: (row, value, { world }) => controllerOf(world, channels, idOf(row)) === value,
  }
  const fields: Fields = {
    type: { kind: 'choice', values: types, required: true, editable: false },
    [column]: { kind: 'integer', required: true, to: channels, editable: false },
  }
  return {
    root: `controller_${part}_connection`,
    type: `Controller${part.charAt(0).toUpperCase()}${part.slice(1)}Connection`,
    showsType: false,
    permission: 'hardware',
    operations: EVERYTHING,
    page: null,
    fields,
    filters: { controller_id: filter },
    unique: [[column]],
    links: [
      { as: `controller_${part}`, column, to: channels },
      { as: 'lock', column: 'lock_id', to: 'locks' },
      { as: 'zone', column: 'zone_id', to: 'zones' },
      { as: 'elevator', column: 'elevator_id', to: 'elevators' },
    ],
    scope: (row: object, world: World) => placeOf(world, channels, idOf(row)),
  } as const
}

export const controllerRelayConnections: Resource<'controller_relay_connections'> = {
  ...connection('relay', ['lock', 'elevator_stop', 'siren', 'third_party_alarm']),
  table: 'controller_relay_connections',
  variants: {
    lock: { lock_id: lock, duration: duration(0.5, 600, 5), name },
    elevator_stop: {
      elevator_stop_id: { kind: 'integer', required: true, to: 'elevator_stops', editable: false },
      duration: duration(0.5, 600, 5),
      name,
    },
    siren: { zone_id: zone, name },
    third_party_alarm: {
      zone_id: zone,
      duration_for_away_mode: { kind: 'number', least: 0, most: 600, nullable: true },
      duration_for_stay_mode: { kind: 'number', least: 0, most: 600, nullable: true },
      name,
    },
  },
  view(row, { world }): Record<string, Json> {
    const stop = row.elevator_stop_id === undefined ? undefined : world.get('elevator_stops', row.elevator_stop_id)
    if (!stop) return {}
    return { elevator_stop: { id: stop.id, name: world.get('floors', stop.floor_id)?.name ?? '' } }
  },
}

const endOfLine: Fields = {
  end_of_line_type: {
    kind: 'choice',
    values: ['cut_detect', 'short_detect', 'cut_and_short_detect'],
    nullable: true,
  },
  end_of_line_main_resistor: { kind: 'integer', least: 0, most: 100_000, nullable: true },
  end_of_line_second_resistor: { kind: 'integer', least: 0, most: 100_000, nullable: true },
}
const enabled = { kind: 'boolean', default: true } as const

export const controllerInputConnections: Resource<'controller_input_connections'> = {
  ...connection('input', ['contact_sensor', 'request_to_exit', 'third_party_alarm', 'tamper_detection']),
  table: 'controller_input_connections',
  variants: {
    contact_sensor: { lock_id: lock, enabled, duration: duration(3, 600, 30), ...endOfLine, name },
    request_to_exit: {
      ...{ lock_id: lock, enabled, duration: duration(0.5, 600, 5), ...endOfLine, name },
      action: { kind: 'choice', values: ['last_to_leave', 'last_to_unlock', 'unlock', 'none'], default: 'unlock' },
    },
    third_party_alarm: {
      zone_id: zone,
      action: { kind: 'choice', values: ['away', 'stay', 'disarmed', 'violated'], required: true },
    },
    tamper_detection: { enabled, ...endOfLine, name },
  },
  // The rows the world came with have no resistors; a name is shown by every type.
  view: ({ type, ...row }) => ({
    name: row.name ?? null,
    ...(type === 'third_party_alarm'
      ? {}
      : { end_of_line_type: null, end_of_line_main_resistor: null, end_of_line_second_resistor: null }),
    ...Object.fromEntries(Object.entries(row).filter(([key]) => key.startsWith('end_of_line'))),
  }),
}

const number = { kind: 'integer', least: 0, nullable: true } as const

export const controllerWiegandConnections: Resource<'controller_wiegand_connections'> = {
  ...connection('wiegand', ['legacy_reader', 'legacy_controller', 'legacy_keypad_reader']),
  table: 'controller_wiegand_connections',
  variants: {
    legacy_reader: { lock_id: optional('locks'), elevator_id: optional('elevators'), name },
    legacy_controller: {
      lock_id: lock,
      name,
      virtual_card_format_name: {
        kind: 'choice',
        values: [
          ...['hid_h10301', 'hid_h10302', 'hid_h10304', 'em_410x_26', 'em_410x_32_34', 'keyscan_c15001'],
          'hid_d10202',
        ],
        nullable: true,
      },
      virtual_card_card_number: number,
      virtual_card_card_id: number,
      virtual_card_oem: number,
      virtual_card_facility_code: number,
      virtual_card_uid: { kind: 'hex', nullable: true },
      virtual_card_length: number,
    },
    legacy_keypad_reader: {
      lock_id: optional('locks'),
      elevator_id: optional('elevators'),
      name,
      master_pin_code: { kind: 'text', nullable: true },
      facility_code: number,
      keypad_type: {
        kind: 'choice',
        values: [
          ...['single_key_wiegand_6_bit_rosslare_format', 'single_key_wiegand_8_bit_nibbles_complemented'],
          'four_keys_binary_plus_facility_code_wiegand_26_bit',
          ...['one_to_five_keys_plus_facility_code_wiegand_26_bit', 'single_key_wiegand_4_bit'],
        ],
        // Kisi requires none and always shows one.
        default: 'single_key_wiegand_4_bit',
      },
    },
  },
  hidden: ['wrong_pins'],
  view: (row): Record<string, Json> => (row.type === 'legacy_keypad_reader' ? { two_factor_enabled: false } : {}),
}
