import type { EventRecord } from '../world/events.ts'
import type { PresenceRow } from '../world/rows-hardware.ts'
import { zoneOf } from '../world/schedules.ts'
import { dateIn, plusDays } from '../world/zone-time.ts'
import type { World } from '../world/world.ts'

/** Days that presences are kept for; Kisi does not say how long it does. */
const KEPT_DAYS = 31

/** The clock that the days of a place follow. */
export const clockOfPlace = (world: World, placeId: number): string =>
  world.get('places', placeId)?.time_zone ?? zoneOf(world, 'Group', 0)

export const dayKey = (placeId: number, day: string): string => `${placeId} ${day}`

/** Who was in a place on that day, in the order in which they came. */
export const presencesOn = (world: World, placeId: number, day: string): PresenceRow[] =>
  world.where('presences', 'day_key', dayKey(placeId, day))

/**
 * What an event says of who is where: whoever opens a door of a place is there, and whoever is let through by an exit
 * reader (`checkout`) has left (reference F, "Presences"). Refusals, and what happens without a person, say nothing.
 */
export function see(world: World, event: EventRecord, checkout: boolean): void {
  const { actor_type: type, actor_id: id, place_id: placeId } = event
  if (!event.success || type === null || id === null || placeId === null) return
  const atDoor = event.type === 'lock.unlock'
  if (!atDoor && !(event.type === 'reader.access' && checkout)) return
  const day = dateIn(Date.parse(event.created_at), clockOfPlace(world, placeId))
  const key = `${dayKey(placeId, day)} ${type} ${id}`
  const [known] = world.where('presences', 'key', key)
  // What a controller tells late changes nothing about where somebody is by now.
  if (known && known.last_unlock_at > event.created_at) {
    if (event.created_at < known.first_unlock_at) {
      world.update('presences', known.id, { first_unlock_at: event.created_at })
    }
    return
  }
  const last = {
    last_unlocked_lock_id: event.object_id,
    last_unlocked_lock_name: event.object_name,
    last_unlock_at: event.created_at,
  }
  if (known) {
    world.update('presences', known.id, { ...(atDoor ? last : {}), checked_out: checkout })
    return
  }
  // An exit reader without a door cannot say through which one somebody came in.
  if (!atDoor) return
  world.insert('presences', {
    ...{ key, day_key: dayKey(placeId, day), place_id: placeId },
    ...{ actor_type: type, actor_id: id, actor_name: event.actor_name ?? '', actor_email: event.actor_email ?? '' },
    ...{ ...last, first_unlock_at: event.created_at, checked_out: checkout },
  })
  forget(world, placeId, day)
}

/** The first presences of a day make room: those of a month ago go, a day at a time. */
function forget(world: World, placeId: number, day: string): void {
  for (const { id } of presencesOn(world, placeId, plusDays(day, -KEPT_DAYS))) world.remove('presences', id)
}
