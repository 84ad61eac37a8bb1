import type { EventRecord } from '../world/events.ts'
import { REFUSALS } from '../world/refusals.ts'
import { zoneOf } from '../world/schedules.ts'
import { dateIn } from '../world/zone-time.ts'
import { may, ok, signedIn, type Answer, type Call } from './call.ts'
import { TEN } from './description.ts'
import { Refused } from './errors.ts'
import { collectionRange, readPage } from './pagination.ts'

/** After so many milliseconds without a door somebody counts as inactive; Kisi does not say when. */
const INACTIVE_AFTER = 8 * 3_600_000

const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/

function needed(call: Call, name: string): string {
  const text = call.query[name]
  if (text === undefined || text === '') {
    throw new Refused(REFUSALS.badRequest, `param is missing or the value is empty: ${name}`)
  }
  return text
}

/**
 * GET /presences: who opened a door of that place on that day, by the place's clock. A day that is over is `expired`; a
 * card at a door whose reader is an exit reader makes `checked_out`.
 */
export function presences(call: Call): Answer {
  signedIn(call)
  const { world } = call
  const [placeText, dateText] = [needed(call, 'place_id'), needed(call, 'date')]
  if (!/^\d{1,15}$/.test(placeText)) throw new Refused(REFUSALS.badRequest, 'place_id is invalid.')
  if (!INSTANT.test(dateText) || Number.isNaN(Date.parse(dateText))) {
    throw new Refused(REFUSALS.badRequest, 'date is invalid.')
  }
  const page = readPage(call.query, TEN)
  const place = world.get('places', Number(placeText))
  if (!place) throw new Refused(REFUSALS.notFound)
  const zone = place.time_zone ?? zoneOf(world, 'Group', 0)
  const day = dateText.length === 10 ? dateText : dateIn(Date.parse(dateText), zone)
  const seesAll = may(call, 'events_read', { placeId: place.id })
  const people = new Map<string, EventRecord[]>()
  for (const event of world.events) {
    if (event.type !== 'lock.unlock' || !event.success || event.place_id !== place.id || !event.actor_type) continue
    if (dateIn(Date.parse(event.created_at), zone) !== day) continue
    if (!seesAll && !(event.actor_type === 'User' && event.actor_id === call.caller?.user.id)) continue
    const key = `${event.actor_type} ${event.actor_id}`
    people.set(key, [...(people.get(key) ?? []), event])
  }
  const today = dateIn(world.clock.now(), zone)
  const rows = [...people.values()].map((events) => presence(events, day === today, call))
  call.setHeader('X-Collection-Range', collectionRange(page, rows.length))
  return ok(rows.slice(page.offset, page.offset + page.limit))
}

function presence(events: readonly EventRecord[], today: boolean, call: Call) {
  const [first, last] = [events[0], events.at(-1)]
  if (!first || !last) throw new Refused(REFUSALS.notFound)
  const exit = call.world.where('readers', 'lock_id', last.object_id).some((reader) => reader.checkout)
  const idle = call.world.clock.now() - Date.parse(last.created_at) > INACTIVE_AFTER
  const left = exit && last.authenticated_by_type === 'Card'
  return {
    ...{ actor_type: last.actor_type, actor_id: last.actor_id, actor_name: last.actor_name ?? '' },
    actor_email: last.actor_email ?? '',
    ...{ last_unlocked_lock_name: last.object_name, last_unlocked_lock_id: last.object_id },
    ...{ first_unlock_at: first.created_at, last_unlock_at: last.created_at },
    status: left ? 'checked_out' : !today ? 'expired' : idle ? 'inactive' : 'on_site',
    place_id: last.place_id,
  }
}
