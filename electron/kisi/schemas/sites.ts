import { z } from 'zod'
import type { KisiCurrentUser, KisiFloor, KisiLock, KisiOrganization, KisiPlace } from '../types.ts'
import { flag, id, lacks, named, optionalId, optionalText } from './fields.ts'

export const organization = z
  .object({ id, name: z.string(), domain: z.string(), time_zone: optionalText, user_id: optionalId })
  .transform((raw): KisiOrganization => ({
    id: raw.id,
    name: raw.name,
    domain: raw.domain,
    timeZone: raw.time_zone,
    ownerId: raw.user_id,
  }))

export const currentUser = z
  .object({ id, name: optionalText, email: optionalText, organization_id: optionalId })
  .transform((raw): KisiCurrentUser => ({
    id: raw.id,
    name: raw.name ?? raw.email ?? '',
    email: raw.email,
    organizationId: raw.organization_id,
  }))

export const place = z
  .object({ id, name: z.string(), time_zone: optionalText, tz_time_zone: optionalText, locked_down: flag })
  .transform((raw): KisiPlace => ({
    id: raw.id,
    name: raw.name,
    timeZone: raw.time_zone ?? raw.tz_time_zone,
    lockedDown: raw.locked_down,
  }))

export const floor = z
  .object({ id, name: z.string(), number: z.int(), place_id: id })
  .transform((raw): KisiFloor => ({ id: raw.id, name: raw.name, number: raw.number, placeId: raw.place_id }))

export const lock = z
  .object({
    id,
    name: z.string(),
    place_id: optionalId,
    place: named,
    floor_id: optionalId,
    configured: flag,
    online: z
      .boolean()
      .nullish()
      .transform((value) => value ?? null),
    unlocked: flag,
    open: flag,
    locked_down: flag,
    on_scheduled_unlock: flag,
    unlocked_until: optionalText,
    time_restriction_enabled: flag,
    geofence_restriction_enabled: flag,
    reader_restriction_enabled: flag,
  })
  .transform((raw, context): KisiLock => {
    const placeId = raw.place_id ?? raw.place.id
    if (placeId === null) return lacks(context, 'place_id')
    return {
      id: raw.id,
      name: raw.name,
      placeId,
      floorId: raw.floor_id,
      configured: raw.configured,
      online: raw.online,
      unlocked: raw.unlocked,
      open: raw.open,
      lockedDown: raw.locked_down,
      onScheduledUnlock: raw.on_scheduled_unlock,
      unlockedUntil: raw.unlocked_until,
      timeRestricted: raw.time_restriction_enabled,
      geofenceRestricted: raw.geofence_restriction_enabled,
      readerRestricted: raw.reader_restriction_enabled,
    }
  })

/** `{"message":"Unlocked!"}`, the only good answer that Kisi documents for an unlock. */
export const unlocked = z.object({ message: z.string().regex(/^unlocked\b/i) })
