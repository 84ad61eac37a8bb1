import type { ControllerRow, LockRow } from '../world/rows.ts'
import type { World } from '../world/world.ts'

/** What hangs on a door. Null where nothing is connected. */
export interface Wiring {
  controller: ControllerRow | null
  /** Seconds the relay stays released after an unlock. */
  relayDuration: number | null
  /** Seconds the contact may stay open after an unlock before the door counts as held open. */
  sensorDuration: number | null
}

export function wiringOf(world: World, lock: LockRow): Wiring {
  const [relayConnection] = world.where('controller_relay_connections', 'lock_id', lock.id)
  const inputConnection = world
    .where('controller_input_connections', 'lock_id', lock.id)
    .find((each) => each.type === 'contact_sensor')
  const relay = relayConnection && world.get('controller_relays', relayConnection.controller_relay_id)
  const controller = relay && world.get('controllers', relay.controller_id)
  return {
    controller: controller ?? null,
    relayDuration: relayConnection?.duration ?? null,
    sensorDuration: inputConnection?.enabled ? (inputConnection.duration ?? null) : null,
  }
}
