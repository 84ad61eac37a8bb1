import { addChannels, NEW_READER } from '../world/devices.ts'
import { REFUSALS } from '../world/refusals.ts'
import { demand, done, record, rootOf, signedIn, type Answer, type Call } from './call.ts'
import { destroy } from './engine.ts'
import { Invalid, Refused } from './errors.ts'
import { readFields, type Fields } from './fields.ts'
import { RESOURCE_OF } from './resources/index.ts'

const FIELDS: Fields = {
  name: { kind: 'text', required: true },
  place_id: { kind: 'integer', required: true, to: 'places' },
}

/** POST /controllers/{token}/assign and /readers/{token}/assign: a device in its box becomes the organization's. */
export const claim =
  (kind: 'controller' | 'reader') =>
  (call: Call): Answer => {
    signedIn(call)
    const { world } = call
    const device = world.where('boxed_devices', 'token', call.path.token ?? '').find((each) => each.kind === kind)
    if (!device) throw new Refused(REFUSALS.notFound)
    const { values, problems } = readFields(FIELDS, rootOf(call, kind), true, (table, id) =>
      Boolean(world.get(table, id)),
    )
    const placeId = Number(values.place_id)
    demand(call, 'hardware_write', { placeId })
    if (Object.keys(problems).length > 0) throw new Invalid(problems)
    const name = String(values.name)
    const common = { name, place_id: placeId, token: device.token }
    world.remove('boxed_devices', device.id)
    const row =
      kind === 'controller'
        ? world.insert('controllers', { ...common, description: null, online: true, zone_controller: false })
        : world.insert('readers', { ...NEW_READER, ...common, lock_id: null })
    if (kind === 'controller') addChannels(world.insert, row.id, 1)
    record(call, {
      type: `${kind}.assign`,
      object: { type: kind === 'controller' ? 'Controller' : 'Reader', id: row.id, name },
      placeId,
    })
    return done
  }

/** Takes a device off the walls, with all that hangs on it; its token may be claimed again. */
export function putInBox(table: 'controllers' | 'readers', id: number, token: string, call: Call): Answer {
  destroy(RESOURCE_OF, table, id, call)
  call.world.insert('boxed_devices', { kind: table === 'controllers' ? 'controller' : 'reader', token })
  return done
}
