import { doorStateOf } from '../hardware/door-state.ts'
import { lockdownOf } from '../hardware/decide.ts'
import { readingOf } from '../hardware/inputs.ts'
import { contactOf, exitsOf, keypadsAt, readerAt, wiringOf, type WiredInput } from '../hardware/wiring.ts'
import type { ControllerRow, LockRow } from '../world/rows.ts'
import type { ReaderRow } from '../world/rows-more.ts'
import type { World } from '../world/world.ts'

/** What the controller reads on an input, and how its wire really is. */
const inputLook = ({ input, connection }: WiredInput) => ({
  id: input.id,
  status: readingOf(input, connection),
  wire: input.wire ?? 'normal',
  enabled: connection.enabled !== false,
  end_of_line: connection.end_of_line_type ?? null,
})

const readerLook = ({ id, name, online, tampered, checkout }: ReaderRow) => ({ id, name, online, tampered, checkout })

const controllerLook = ({ id, name, online, updating, tampered, offline_since }: ControllerRow) => ({
  ...{ id, name, online, updating: updating === true, tampered: tampered === true },
  offline_since: offline_since ?? null,
})

function doorLook(world: World, lock: LockRow) {
  const { controller, relayDuration, sensorDuration, legacy } = wiringOf(world, lock)
  const [contact, exit, reader] = [contactOf(world, lock), exitsOf(world, lock)[0], readerAt(world, lock)]
  const place = world.get('places', lock.place_id)
  const floor = lock.floor_id === null ? undefined : world.get('floors', lock.floor_id)
  const { on_schedule: held, decision } = doorStateOf(lock)
  return {
    ...{ id: lock.id, name: lock.name },
    place: { id: lock.place_id, name: place?.name ?? '' },
    ...{ floor: floor?.name ?? null, floor_id: lock.floor_id, floor_number: floor?.number ?? null },
    /** By its relay, or by a schedule that holds it open. */
    unlocked: lock.unlocked_until !== null || held,
    unlocked_until: lock.unlocked_until,
    on_scheduled_unlock: held,
    open: lock.open,
    alarm: lock.alarm,
    held_open_at: lock.held_open_at,
    locked_down: lock.locked_down_since !== null,
    /** Kisi's code of what locks it down, the door's own lockdown or its place's. */
    lockdown: lockdownOf(world, lock)?.code ?? null,
    relay_seconds: relayDuration,
    sensor_seconds: sensorDuration,
    contact: contact && inputLook(contact),
    exit: exit ? { ...inputLook(exit), action: exit.connection.action ?? 'unlock' } : null,
    reader: reader && readerLook(reader),
    readers: world.where('readers', 'lock_id', lock.id).map(readerLook),
    keypad: keypadsAt(world, lock).length > 0,
    /** The card that was last sent to another maker's controller. */
    sent: legacy.map((each) => world.get('controller_wiegands', each.controller_wiegand_id)?.sent ?? null)[0] ?? null,
    controller: controller && controllerLook(controller),
    last: decision,
  }
}

/** Every door with all that is alive about it: GET /_sim/doors. */
export const doorLooks = (world: World) => world.all('locks').map((lock) => doorLook(world, lock))

/** Every zone with its mode and alarm: GET /_sim/zones. */
export const zoneLooks = (world: World) =>
  world.all('zones').map(({ id, name, place_id, mode = 'disarmed', violated_since = null }) => ({
    ...{ id, name, place_id, mode, violated_since },
  }))
