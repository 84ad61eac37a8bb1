import { rightsOn } from '../hardware/decide.ts'
import { REFUSALS } from '../world/refusals.ts'
import type { LockRow } from '../world/rows.ts'
import { idOf, ok, type Answer, type Call, type Visitor } from './call.ts'
import { fetchOne, show } from './engine.ts'
import { list } from './listing.ts'
import type { Resource } from './description.ts'
import { Refused } from './errors.ts'
import { collectionRange, readPage } from './pagination.ts'
import { locks, places } from './resources/sites.ts'

const LOCKS = locks as unknown as Resource
const PLACES = places as unknown as Resource

const LOCK_KEYS = [
  ...['id', 'configured', 'description', 'locked_down_since', 'locked_down', 'name', 'online', 'open'],
  ...['unlocked_until', 'unlocked', 'place_id', 'place'],
]
const PLACE_KEYS = [
  ...['id', 'resource_type', 'name', 'description', 'address', 'latitude', 'longitude', 'image', 'time_zone'],
  ...['color', 'logo'],
]

const only = (keys: readonly string[], whole: Record<string, unknown>) =>
  Object.fromEntries(keys.map((key) => [key, whole[key]]))

/** The doors of a link's group, or those that the key's person has a right on, whatever its window. */
function locksOf(visitor: Visitor, call: Call): LockRow[] {
  const { world } = call
  if (visitor.type === 'GroupLink') {
    const joins = world.where('group_locks', 'group_id', visitor.link.group_id)
    return joins.flatMap((join) => world.get('locks', join.lock_id) ?? []).sort((one, other) => one.id - other.id)
  }
  const { assignee_type: type, assignee_id: id } = visitor.key
  return world.all('locks').filter((lock) => rightsOn(world, { type, id }, lock).length > 0)
}

/** GET /locks; with an access link or key the doors of that, each a LockViaLink. */
export function listLocks(call: Call): Answer {
  if (!call.visitor) return list(LOCKS, call)
  const page = readPage(call.query, locks.page ?? { usual: 50, most: 250 })
  const rows = locksOf(call.visitor, call)
  call.setHeader('X-Collection-Range', collectionRange(page, rows.length))
  const shown = rows.slice(page.offset, page.offset + page.limit).map((row) => show(LOCKS, row, call))
  return ok(shown.map((whole) => only(LOCK_KEYS, whole)))
}

/** GET /places/{id}; with an access link or key a PlaceViaLink, when one of its doors is there. */
export function fetchPlace(call: Call): Answer {
  if (!call.visitor) return fetchOne(PLACES, call)
  const place = call.world.get('places', idOf(call.path.id))
  if (!place) throw new Refused(REFUSALS.notFound)
  if (!locksOf(call.visitor, call).some((lock) => lock.place_id === place.id)) throw new Refused(REFUSALS.accessDenied)
  return ok(only(PLACE_KEYS, show(PLACES, place, call)))
}
