import type { ControllerInputConnectionRow, ControllerInputRow, ControllerRow, LockRow } from '../world/rows.ts'
import type { ControllerWiegandConnectionRow, ReaderRow } from '../world/rows-more.ts'
import type { World } from '../world/world.ts'

/** What hangs on a door. Null where nothing is connected. */
export interface Wiring {
  controller: ControllerRow | null
  /** The door's relays, up to four, with the seconds that each stays triggered after an unlock. */
  relays: readonly { id: number; seconds: number }[]
  /** Other makers' controllers that open the door when they are sent a card. */
  legacy: readonly ControllerWiegandConnectionRow[]
  /** Seconds the door stays unlocked after an unlock. */
  relayDuration: number | null
  /** Seconds after an unlock until an open door counts as held open. */
  sensorDuration: number | null
}

/** Another maker's controller does not say for how long it opens its door: Kisi counts it as unlocked this long. Ours. */
const LEGACY_SECONDS = 5

export function wiringOf(world: World, lock: LockRow): Wiring {
  const relays = world
    .where('controller_relay_connections', 'lock_id', lock.id)
    .map((each) => ({ id: each.controller_relay_id, seconds: each.duration ?? 0 }))
  const legacy = wiegandsAt(world, lock).filter((each) => each.type === 'legacy_controller')
  const sensor = contactOf(world, lock)?.connection
  const [relay] = relays
  const [port] = legacy
  const controllerId = relay
    ? world.get('controller_relays', relay.id)?.controller_id
    : port && world.get('controller_wiegands', port.controller_wiegand_id)?.controller_id
  const durations = [...relays.map((each) => each.seconds), ...(port ? [LEGACY_SECONDS] : [])]
  return {
    controller: world.get('controllers', controllerId ?? 0) ?? null,
    relays,
    legacy,
    relayDuration: durations.length === 0 ? null : Math.max(...durations),
    sensorDuration: sensor?.enabled ? (sensor.duration ?? null) : null,
  }
}

/** An input with what it is connected as. */
export interface WiredInput {
  input: ControllerInputRow
  connection: ControllerInputConnectionRow
}

function inputsOf(world: World, lock: LockRow, type: ControllerInputConnectionRow['type']): WiredInput[] {
  return world
    .where('controller_input_connections', 'lock_id', lock.id)
    .filter((each) => each.type === type)
    .flatMap((connection) => {
      const input = world.get('controller_inputs', connection.controller_input_id)
      return input ? [{ input, connection }] : []
    })
}

export const contactOf = (world: World, lock: LockRow): WiredInput | null =>
  inputsOf(world, lock, 'contact_sensor')[0] ?? null

export const exitsOf = (world: World, lock: LockRow): WiredInput[] => inputsOf(world, lock, 'request_to_exit')

export const connectionOf = (world: World, input: ControllerInputRow): ControllerInputConnectionRow | null =>
  world.where('controller_input_connections', 'controller_input_id', input.id)[0] ?? null

export const wiegandsAt = (world: World, lock: LockRow): ControllerWiegandConnectionRow[] =>
  world.where('controller_wiegand_connections', 'lock_id', lock.id)

export const keypadsAt = (world: World, lock: LockRow): ControllerWiegandConnectionRow[] =>
  wiegandsAt(world, lock).filter((each) => each.type === 'legacy_keypad_reader')

/** Which of a door's network readers somebody who comes in holds a card to: one that works, and no exit reader. */
export function readerAt(world: World, lock: LockRow): ReaderRow | null {
  const readers = world.where('readers', 'lock_id', lock.id)
  const online = readers.filter((each) => each.online)
  return online.find((each) => !each.checkout) ?? online[0] ?? readers[0] ?? null
}

/** Is there anything at this door to hold a card to? */
export const hasReader = (world: World, lock: LockRow): boolean =>
  readerAt(world, lock) !== null || wiegandsAt(world, lock).some((each) => each.type !== 'legacy_controller')
