import { clockOfPlace, presencesOn } from '../hardware/presence.ts'
import { REFUSALS } from '../world/refusals.ts'
import type { PresenceRow } from '../world/rows-hardware.ts'
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
  const zone = clockOfPlace(world, place.id)
  const day = dateText.length === 10 ? dateText : dateIn(Date.parse(dateText), zone)
  const seesAll = may(call, 'events_read', { placeId: place.id })
  const own = (row: PresenceRow) => row.actor_type === 'User' && row.actor_id === call.caller?.user.id
  const today = dateIn(world.clock.now(), zone) === day
  const rows = presencesOn(world, place.id, day).filter((row) => seesAll || own(row))
  call.setHeader('X-Collection-Range', collectionRange(page, rows.length))
  return ok(rows.slice(page.offset, page.offset + page.limit).map((row) => show(row, today, call)))
}

function show(row: PresenceRow, today: boolean, call: Call) {
  const idle = call.world.clock.now() - Date.parse(row.last_unlock_at) > INACTIVE_AFTER
  return {
    ...{ actor_type: row.actor_type, actor_id: row.actor_id, actor_name: row.actor_name, actor_email: row.actor_email },
    ...{ last_unlocked_lock_name: row.last_unlocked_lock_name, last_unlocked_lock_id: row.last_unlocked_lock_id },
    ...{ first_unlock_at: row.first_unlock_at, last_unlock_at: row.last_unlock_at },
    status: row.checked_out ? 'checked_out' : !today ? 'expired' : idle ? 'inactive' : 'on_site',
    place_id: row.place_id,
  }
}
