import { usersWithin } from '../../hardware/reach.ts'
import { wiringOf } from '../../hardware/wiring.ts'
import { rightsOn } from '../../hardware/decide.ts'
import { REFUSALS } from '../../world/refusals.ts'
import { lockSchedule, steadyUntil } from '../../world/schedules.ts'
import { arriveOrLeave, unlock } from '../unlock.ts'
import { demand, done, may, record, signedIn, type Call } from '../call.ts'
import { byColumn, EVERYTHING, TEN, type Action, type Filter, type Resource } from '../description.ts'
import { Refused } from '../errors.ts'
import { schedulesOn } from './schedules.ts'
import { shortObject } from '../references.ts'
import type { Json, LockRow, PlaceRow, Tables } from '../../world/rows.ts'

const position = {
  latitude: { kind: 'number', nullable: true, least: -90, most: 90 },
  longitude: { kind: 'number', nullable: true, least: -180, most: 180 },
} as const

/** Lockdown and its end, for the two families that have it. Asked for twice it answers 204 twice and is one event. */
function lockdown<Name extends 'places' | 'locks'>(
  table: Name,
  type: string,
  permission: string,
  placeIdOf: (row: Tables[Name]) => number,
): Record<string, Action<Tables[Name]>> {
  const turn = (down: boolean): Action<Tables[Name]> => {
    return (row, call) => {
      const placeId = placeIdOf(row)
      demand(call, permission, { placeId })
      if ((row.locked_down_since !== null) === down) return done
      call.world.update<'places' | 'locks'>(table, row.id, { locked_down_since: down ? call.world.clock.iso() : null })
      const name = down ? 'lock_down' : 'cancel_lockdown'
      record(call, {
        type: `${type.toLowerCase()}.${name}`,
        object: { type, id: row.id, name: row.name },
        placeId,
      })
      if (type === 'Place') call.doors.settlePlace(row.id)
      else call.doors.settle(row.id)
      return done
    }
  }
  return { lock_down: turn(true), cancel_lockdown: turn(false) }
}

/** Favourites are the caller's own. */
function favorites<Name extends 'places' | 'locks'>(
  type: 'Place' | 'Lock',
  mayRead: (row: Tables[Name], call: Call) => boolean,
) {
  const turn = (on: boolean): Action<Tables[Name]> => {
    return (row, call) => {
      if (!mayRead(row, call)) throw new Refused(REFUSALS.accessDenied)
      setFavorite(type, row.id, on, call)
      return done
    }
  }
  return { favorite: turn(true), unfavorite: turn(false) }
}

const favoriteOf = (type: 'Place' | 'Lock', id: number, call: Call) =>
  call.world
    .where('favorites', 'target_id', id)
    .find((each) => each.target_type === type && each.user_id === call.caller?.user.id)

function setFavorite(type: 'Place' | 'Lock', id: number, on: boolean, call: Call): void {
  const before = favoriteOf(type, id, call)
  if (on && !before) {
    call.world.insert('favorites', { user_id: signedIn(call).user.id, target_type: type, target_id: id })
  }
  if (!on && before) call.world.remove('favorites', before.id)
}

/** `favorite` is shown only when it was asked about. */
const shownFavorite = (type: 'Place' | 'Lock', id: number, call: Call): Record<string, Json> =>
  call.query.favorite === undefined ? {} : { favorite: favoriteOf(type, id, call) !== undefined }

/** `true` and `false` choose; `*` only asks to be shown. */
const byFavorite = (type: 'Place' | 'Lock'): Filter<{ id: number }> => ({
  kind: 'text',
  keep: (row, value, call) => value === '*' || (favoriteOf(type, row.id, call) !== undefined) === (value === 'true'),
})

/** Doors that somebody has a right on, whatever its window. */
const hasRightOn = (lock: LockRow, call: Call): boolean =>
  call.caller !== null && rightsOn(call.world, { type: 'User', id: call.caller.user.id }, lock).length > 0

const mayEnter = (row: PlaceRow, call: Call): boolean =>
  call.world.where('locks', 'place_id', row.id).some((lock) => hasRightOn(lock, call))

/** What goes with a place, in this order. */
const IN_A_PLACE = [
  ...(['groups', 'cameras', 'readers', 'controllers', 'terminals', 'zones', 'elevators', 'locks'] as const),
  ...(['floors', 'integrations'] as const),
]

export const places: Resource<'places'> = {
  table: 'places',
  root: 'place',
  type: 'Place',
  permission: 'places',
  operations: EVERYTHING,
  page: { usual: 50, most: 250 },
  fields: {
    name: { kind: 'text', required: true },
    address: { kind: 'text', required: true },
    description: { kind: 'text', nullable: true, longest: 5000 },
    ...position,
    image: { kind: 'url', nullable: true },
    time_zone: { kind: 'text', nullable: true },
  },
  filters: { favorite: byFavorite('Place') },
  search: (row) => [row.name],
  sort: { name: (row) => row.name, favorite: (row) => row.id },
  columns: () => ({ locked_down_since: null }),
  view: (row, call) => {
    const { world } = call
    const organization = world.all('organizations')[0]
    return {
      tz_time_zone: row.time_zone,
      locks_count: world.where('locks', 'place_id', row.id).length,
      integrations_count: world.where('integrations', 'place_id', row.id).length,
      locked_down: row.locked_down_since !== null,
      occupancy_rate: null,
      organization_id: organization?.id ?? 0,
      organization: (organization && shortObject(world, 'organizations', organization.id)) ?? null,
      color: null,
      logo: null,
      user_id: null,
      members_count: usersWithin(world, 'place', row.id).size,
      ...shownFavorite('Place', row.id, call),
    }
  },
  // The hours of its doors may be others by its new clock.
  after: (row, call) => call.doors.settlePlace(row.id),
  scope: (row) => ({ placeId: row.id }),
  own: mayEnter,
  dependents: (row, world) => [
    ...IN_A_PLACE.flatMap((table) => world.where(table, 'place_id', row.id).map(({ id }) => [table, id] as const)),
    ...world
      .where('favorites', 'target_id', row.id)
      .filter((each) => each.target_type === 'Place')
      .map(({ id }) => ['favorites', id] as const),
    ...world
      .where('role_assignments', 'applies_to_id', row.id)
      .filter((right) => right.applies_to_type === 'Place')
      .map(({ id }) => ['role_assignments', id] as const),
  ],
  actions: {
    ...lockdown('places', 'Place', 'places_write', (row: PlaceRow) => row.id),
    ...favorites<'places'>(
      'Place',
      (row, call) => mayEnter(row, call) || may(call, 'places_read', { placeId: row.id }),
    ),
  },
}

export const floors: Resource<'floors'> = {
  table: 'floors',
  root: 'floor',
  type: 'Floor',
  permission: 'floors',
  operations: ['list', 'fetch', 'create', 'update'],
  page: TEN,
  fields: {
    number: { kind: 'integer', required: true },
    name: { kind: 'text', required: true },
    place_id: { kind: 'integer', required: true, to: 'places', editable: false },
    description: { kind: 'text', nullable: true, longest: 5000 },
  },
  filters: { place_id: byColumn('place_id', 'integer', true, 'places') },
  search: (row) => [row.name],
  scope: (row) => ({ placeId: row.place_id }),
  own: (row, call) => call.world.where('locks', 'floor_id', row.id).some((lock) => hasRightOn(lock, call)),
}

/** A filter on something the API works out. */
function byState(state: (lock: LockRow, call: Call) => boolean): Filter<LockRow> {
  return { kind: 'boolean', keep: (row, value, call) => state(row, call) === value }
}

const isConfigured = (lock: LockRow, call: Call) => wiringOf(call.world, lock).controller !== null
const scheduleOf = (lock: LockRow, { world }: Call) => lockSchedule(world, lock, world.clock.now())
const isUnlocked = (lock: LockRow, call: Call) =>
  lock.unlocked_until !== null || scheduleOf(lock, call).onScheduledUnlock
const isOnline = (lock: LockRow, call: Call) => wiringOf(call.world, lock).controller?.online ?? null

export const locks: Resource<'locks'> = {
  table: 'locks',
  root: 'lock',
  type: 'Lock',
  permission: 'locks',
  operations: EVERYTHING,
  page: { usual: 50, most: 250 },
  missing: REFUSALS.doorNotFound,
  fields: {
    name: { kind: 'text', required: true },
    description: { kind: 'text', nullable: true, longest: 5000 },
    ...position,
    geofence_restriction_enabled: { kind: 'boolean', nullable: true, default: false },
    reader_restriction_enabled: { kind: 'boolean', nullable: true, default: false },
    time_restriction_enabled: { kind: 'boolean', nullable: true, default: false },
    order_id: { kind: 'integer', nullable: true },
    floor_id: { kind: 'integer', nullable: true, to: 'floors' },
    place_id: { kind: 'integer', required: true, to: 'places', editable: false },
  },
  hidden: ['held_open_at', 'alarm', 'arrived_at', 'left_at', 'door'],
  filters: {
    floor_id: byColumn('floor_id'),
    place_id: byColumn('place_id'),
    configured: byState(isConfigured),
    online: byState((lock, call) => isOnline(lock, call) === true),
    unlocked: byState(isUnlocked),
    locked_down: byState((lock) => lock.locked_down_since !== null),
    favorite: byFavorite('Lock'),
  },
  search: (row) => [row.name, row.description],
  sort: { name: (row) => row.name, favorite: (row) => row.id },
  columns: () => ({ locked_down_since: null, unlocked_until: null, open: false, held_open_at: null, alarm: null }),
  view(row, call): Record<string, Json> {
    const place = call.world.get('places', row.place_id)
    const schedule = scheduleOf(row, call)
    return {
      configured: isConfigured(row, call),
      online: isOnline(row, call),
      unlocked: row.unlocked_until !== null || schedule.onScheduledUnlock,
      locked_down: row.locked_down_since !== null,
      on_scheduled_unlock: schedule.onScheduledUnlock,
      first_to_arrive_required_until:
        schedule.firstToArriveUntil === null ? null : new Date(schedule.firstToArriveUntil).toISOString(),
      first_to_arrive_satisfied: schedule.firstToArriveSatisfied,
      geofence_restriction_radius: 0.3,
      time_restriction_time_zone: place?.time_zone ?? null,
      place: place
        ? { id: place.id, name: place.name, latitude: place.latitude, longitude: place.longitude }
        : { id: row.place_id, name: '' },
      groups_count: call.world.where('group_locks', 'lock_id', row.id).length,
      ...shownFavorite('Lock', row.id, call),
    }
  },
  steady: (row, world, now) => steadyUntil(world, row, now),
  after(row, call, body) {
    if (typeof body.favorite === 'boolean') setFavorite('Lock', row.id, body.favorite, call)
  },
  scope: (row) => ({ placeId: row.place_id }),
  own: hasRightOn,
  dependents: (row, world) => [
    ...world.where('group_locks', 'lock_id', row.id).map(({ id }) => ['group_locks', id] as const),
    ...world
      .where('controller_relay_connections', 'lock_id', row.id)
      .map(({ id }) => ['controller_relay_connections', id] as const),
    ...world
      .where('controller_input_connections', 'lock_id', row.id)
      .map(({ id }) => ['controller_input_connections', id] as const),
    ...world
      .where('controller_wiegand_connections', 'lock_id', row.id)
      .map(({ id }) => ['controller_wiegand_connections', id] as const),
    ...world
      .where('favorites', 'target_id', row.id)
      .filter((each) => each.target_type === 'Lock')
      .map(({ id }) => ['favorites', id] as const),
    ...schedulesOn('Lock', row.id, world),
  ],
  release(row, world) {
    for (const table of ['readers', 'cameras', 'wireless_locks'] as const) {
      for (const { id } of world.where(table, 'lock_id', row.id)) world.update(table, id, { lock_id: null })
    }
  },
  actions: {
    ...lockdown('locks', 'Lock', 'locks_write', (row: LockRow) => row.place_id),
    ...favorites<'locks'>(
      'Lock',
      (row, call) => hasRightOn(row, call) || may(call, 'locks_read', { placeId: row.place_id }),
    ),
    unlock,
    first_to_arrive: arriveOrLeave('arrive'),
    last_to_leave: arriveOrLeave('leave'),
  },
}
