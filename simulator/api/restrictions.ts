import { decideKey, type Key } from '../hardware/doors.ts'
import { REFUSALS, type Refusal } from '../world/refusals.ts'
import type { Json, LockRow } from '../world/rows.ts'
import type { Call } from './call.ts'

/** Kilometres that somebody may be away from a door with a geofence, as `geofence_restriction_radius` says. */
const RADIUS = 0.3
const EARTH = 6371

interface Point {
  latitude: number
  longitude: number
}

function pointOf(value: Json | undefined): Point | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const { latitude, longitude } = value
  const sound = typeof latitude === 'number' && typeof longitude === 'number' && Math.abs(latitude) <= 90
  return sound && Math.abs(longitude) <= 180 ? { latitude, longitude } : null
}

/** Kilometres along the great circle, by the haversine formula. */
export function distance(one: Point, other: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const [up, across] = [radians(other.latitude - one.latitude), radians(other.longitude - one.longitude)]
  const half =
    Math.sin(up / 2) ** 2 +
    Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * Math.sin(across / 2) ** 2
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half)))
}

function tooFar(lock: LockRow, call: Call): Refusal | null {
  const { context } = call.body
  const given =
    typeof context === 'object' && context !== null && !Array.isArray(context) ? context.location : undefined
  const here = pointOf(given)
  if (!here) return REFUSALS.locationInvalid
  const place = call.world.get('places', lock.place_id)
  const { latitude, longitude } = lock.latitude !== null && lock.longitude !== null ? lock : (place ?? lock)
  if (latitude === null || longitude === null) return REFUSALS.lockLocationInvalid
  return distance(here, { latitude, longitude }) > RADIUS ? REFUSALS.tooFarAway : null
}

/**
 * What the door, or the group whose right opens it, asks of a phone beyond the right. Links and access keys are exempt
 * (reference B, "Locks"). What a proof of proximity looks like is not public: any that is not empty is taken.
 */
export function restriction(lock: LockRow, key: Key, call: Call): Refusal | null {
  if (key.by.type !== 'Login') return null
  const { right } = decideKey(call.world, key, lock)
  const group = right?.applies_to_type === 'Group' ? call.world.get('groups', right.applies_to_id) : undefined
  if (group?.tap_to_access_restriction_enabled) return REFUSALS.readerOnly
  if (group?.primary_device_restriction_enabled && !call.world.get('logins', key.by.id)?.primary) {
    return REFUSALS.notPrimaryDevice
  }
  const { lock: given } = call.body
  const proof = typeof given === 'object' && given !== null && !Array.isArray(given) ? given.proximity_proof : undefined
  if ((lock.reader_restriction_enabled || group?.reader_restriction_enabled) && !(typeof proof === 'string' && proof)) {
    return REFUSALS.notCloseEnough
  }
  return lock.geofence_restriction_enabled || group?.geofence_restriction_enabled ? tooFar(lock, call) : null
}
