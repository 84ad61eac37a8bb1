import type { ControllerRow } from '../world/rows.ts'
import type { ReaderRow } from '../world/rows-more.ts'
import type { World } from '../world/world.ts'
import type { Line } from './line.ts'

/** Controllers and readers as things that break: offline, being updated, tampered with. */
export interface Devices {
  setOnline(controllers: readonly ControllerRow[], online: boolean): void
  setUpdating(controller: ControllerRow, updating: boolean): void
  setControllerTampered(controller: ControllerRow, tampered: boolean): void
  setReaderOnline(reader: ReaderRow, online: boolean): void
  /** False when the reader's tamper alarm is switched off. */
  setReaderTampered(reader: ReaderRow, tampered: boolean): boolean
}

/**
 * Kisi has no event for a device that goes offline or comes back: the list of types (reference F) names none. It is told as an
 * `update` of the device, whose `message` says which: our choice.
 */
export function createDevices(world: World, line: Line, readInputs: (controllerId: number) => void): Devices {
  const { clock } = world

  const tell = (type: 'Controller' | 'Reader', row: ControllerRow | ReaderRow, verb: string, message?: string) => ({
    type: `${type.toLowerCase()}.${verb}`,
    object: { type, id: row.id, name: row.name },
    placeId: row.place_id,
    message,
  })

  return {
    setOnline(controllers, online) {
      const changed = controllers.filter((each) => each.online !== online)
      if (!online) line.lose(changed)
      for (const controller of changed) {
        const since = online ? null : clock.iso()
        world.update('controllers', controller.id, { online, offline_since: since }, false)
        line.note(tell('Controller', controller, 'update', online ? 'Online.' : 'Offline.'))
        if (online) line.find({ ...controller, online })
      }
    },
    setUpdating(controller, updating) {
      if ((controller.updating === true) === updating) return
      world.update('controllers', controller.id, { updating }, false)
      const message = updating ? 'Firmware update started.' : 'Firmware updated.'
      line.report(controller, tell('Controller', controller, 'update', message))
      if (!updating) readInputs(controller.id)
    },
    setControllerTampered(controller, tampered) {
      if ((controller.tampered === true) === tampered) return
      world.update('controllers', controller.id, { tampered }, false)
      if (tampered) line.report(controller, tell('Controller', controller, 'tamper'))
    },
    setReaderOnline(reader, online) {
      if (reader.online === online) return
      world.update('readers', reader.id, { online }, false)
      line.note(tell('Reader', reader, 'update', online ? 'Online.' : 'Offline.'))
    },
    setReaderTampered(reader, tampered) {
      if (!reader.tamper_enabled && tampered) return false
      if (reader.tampered === tampered) return true
      world.update('readers', reader.id, { tampered }, false)
      if (tampered) line.note(tell('Reader', reader, 'tamper'))
      return true
    },
  }
}
