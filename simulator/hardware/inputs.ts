import type { ControllerInputConnectionRow, ControllerInputRow, ControllerRow, LockRow } from '../world/rows.ts'
import type { ContactState, WireState } from '../world/rows-hardware.ts'
import type { World } from '../world/world.ts'
import { changeDoor, noteDecision, aboutLock } from './door-state.ts'
import type { Leaf } from './leaf.ts'
import type { Line } from './line.ts'
import type { Relays } from './relays.ts'
import type { Timetable } from './timetable.ts'
import { connectionOf, contactOf, exitsOf, wiringOf } from './wiring.ts'
import type { Zones } from './zones.ts'

export type Reading = ContactState | 'cut' | 'short'

/** Door contacts and tamper loops are closed while all is well, buttons and alarm outputs are open. */
const restOf = (connection: ControllerInputConnectionRow | null): ContactState =>
  connection?.type === 'request_to_exit' || connection?.type === 'third_party_alarm' ? 'open' : 'closed'

/**
 * What the controller reads on an input. With end-of-line resistors it can tell a wire that is cut or short from a contact;
 * without them a cut wire is an open contact and a short one a closed one.
 */
export function readingOf(input: ControllerInputRow, connection: ControllerInputConnectionRow | null): Reading {
  const detects = connection?.end_of_line_type ?? ''
  if (input.wire === 'cut') return detects.includes('cut') ? 'cut' : 'open'
  if (input.wire === 'short') return detects.includes('short') ? 'short' : 'closed'
  return input.contact ?? restOf(connection)
}

/** The inputs of the controllers, and what comes of a change on one. */
export interface Inputs {
  /** Opens or closes the door itself. False when no contact sensor would notice. */
  setContact(lock: LockRow, open: boolean): boolean
  /** Presses the exit button, or walks past the exit sensor. False when there is none. */
  pressExit(lock: LockRow): boolean
  /** The contact at the end of the wire, for what hangs on no door. */
  setInput(input: ControllerInputRow, contact: ContactState): void
  setWire(input: ControllerInputRow, wire: WireState): void
  /** The controller looks at all its inputs again. */
  readAll(controllerId: number): void
}

interface Parts {
  line: Line
  leaf: Leaf
  relays: Relays
  timetable: Timetable
  zones: Zones
}

export function createInputs(world: World, { line, leaf, relays, timetable, zones }: Parts): Inputs {
  const { clock } = world

  /** A world may begin with an open door. */
  function readingAtFirst(connection: ControllerInputConnectionRow | null): Reading {
    const door = connection?.type === 'contact_sensor' ? world.get('locks', connection.lock_id ?? 0) : undefined
    return door?.open ? 'open' : restOf(connection)
  }

  /** A controller that installs its firmware hears nothing: it looks when it has finished. */
  function look(id: number) {
    const input = world.get('controller_inputs', id)
    const controller = input && world.get('controllers', input.controller_id)
    if (!input || !controller || controller.updating) return
    const connection = connectionOf(world, input)
    const reading = readingOf(input, connection)
    const before = input.reading ?? readingAtFirst(connection)
    if (reading === before) return
    world.update('controller_inputs', id, { reading }, false)
    if (connection && connection.enabled !== false) act(input, connection, reading, controller)
  }

  function act(
    input: ControllerInputRow,
    connection: ControllerInputConnectionRow,
    reading: Reading,
    controller: ControllerRow,
  ) {
    const sequence = world.nextUuid('sequence')
    const tell = (verb: string) =>
      line.report(controller, {
        type: `controller_input.${verb}`,
        object: { type: 'ControllerInput', id: input.id, name: input.name },
        placeId: controller.place_id,
        sequence,
      })
    if (reading === 'cut' || reading === 'short') {
      tell('tamper')
      tellTamper(controller, sequence)
      return
    }
    const lock = world.get('locks', connection.lock_id ?? 0)
    switch (connection.type) {
      case 'contact_sensor':
        // A wire that works again may show the door as it was last seen.
        if (!lock || lock.open === (reading === 'open')) return
        tell(reading === 'open' ? 'opened' : 'closed')
        if (reading === 'open') leaf.opened(lock, controller, sequence)
        else leaf.closed(lock, controller, sequence)
        return
      case 'request_to_exit':
        if (reading === 'open' || !lock) return
        tell('triggered')
        goOut(lock, connection, controller, sequence)
        return
      case 'third_party_alarm': {
        if (reading === 'open' || connection.zone_id === undefined) return
        tell('triggered')
        const { action } = connection
        if (action === 'violated') zones.violate(connection.zone_id, sequence)
        if (action === 'away' || action === 'stay' || action === 'disarmed') {
          zones.setMode(connection.zone_id, action, 'panel', sequence)
        }
        return
      }
      case 'tamper_detection':
        world.update('controllers', controller.id, { tampered: reading === 'open' }, false)
        if (reading === 'closed') return
        tell('tamper')
        tellTamper(controller, sequence)
    }
  }

  function tellTamper(controller: ControllerRow, sequence: string) {
    const object = { type: 'Controller', id: controller.id, name: controller.name }
    line.report(controller, { type: 'controller.tamper', object, placeId: controller.place_id, sequence })
  }

  /**
   * Whoever goes out is let out, in a lockdown too: it refuses those who want in, and a way out must not depend on it. What
   * `last_to_unlock` is, is said nowhere: we take it for both others at once; `none` only keeps the door from counting as forced.
   */
  function goOut(lock: LockRow, connection: ControllerInputConnectionRow, controller: ControllerRow, sequence: string) {
    const { action = 'unlock', duration = 0 } = connection
    const until = new Date(clock.now() + duration * 1000).toISOString()
    changeDoor(world, lock.id, { let_through_at: clock.iso(), exit_until: until })
    const unlocks = action === 'unlock' || action === 'last_to_unlock'
    if (unlocks && wiringOf(world, lock).relayDuration !== null) {
      line.report(controller, aboutLock(lock, 'lock.unlock', { sequence }))
      noteDecision(world, lock.id, 'exit_button', null, null)
      relays.release(lock.id, duration)
    }
    if (action === 'last_to_leave' || action === 'last_to_unlock') timetable.leave(lock, { sequence })
  }

  const put = (id: number, change: Partial<Pick<ControllerInputRow, 'contact' | 'wire'>>) => {
    world.update('controller_inputs', id, change, false)
    look(id)
  }

  return {
    setContact(lock, open) {
      const sensor = contactOf(world, lock)
      if (sensor) put(sensor.input.id, { contact: open ? 'open' : 'closed' })
      return sensor !== null
    },
    pressExit(lock) {
      const exits = exitsOf(world, lock)
      for (const { input } of exits) {
        put(input.id, { contact: 'closed' })
        put(input.id, { contact: 'open' })
      }
      return exits.length > 0
    },
    setInput: (input, contact) => put(input.id, { contact }),
    setWire: (input, wire) => put(input.id, { wire }),
    readAll(controllerId) {
      for (const { id } of world.where('controller_inputs', 'controller_id', controllerId)) look(id)
    },
  }
}
