import type { Json, TableName } from '../../world/rows.ts'
import { WEEKDAYS, type ScheduleRow } from '../../world/rows-more.ts'
import { isRegion, holidaysOf } from '../../world/holidays.ts'
import { occurrences, placeOf, zoneOf } from '../../world/schedules.ts'
import type { World } from '../../world/world.ts'
import type { Call } from '../call.ts'
import { byColumn, EVERYTHING, TEN, type Resource } from '../description.ts'
import type { Problems } from '../errors.ts'
import type { Fields } from '../fields.ts'
import { shortObject, TABLE_OF_TYPE } from '../references.ts'

/** The schedules that end with their target. */
export const schedulesOn = (type: ScheduleRow['scheduleable_type'], id: number, world: World) =>
  world
    .where('schedules', 'scheduleable_id', id)
    .filter((each) => each.scheduleable_type === type)
    .map(({ id }): readonly [TableName, number] => ['schedules', id])

const YEAR = 366 * 86_400_000

const day = { kind: 'boolean', required: true } as const
const weekdays: Fields = Object.fromEntries(WEEKDAYS.map((name) => [name, day]))

/** Of what the schema leaves out (hh:mm) the prose says that they are needed (reference B, "Schedules"). */
const variants: Record<ScheduleRow['type'], Fields> = {
  recurring_event: {
    ...weekdays,
    starts_at_time: { kind: 'time', default: '00:00' },
    ends_at_time: { kind: 'time', default: '23:59' },
  },
  single_event: { starts_at: { kind: 'instant', required: true }, ends_at: { kind: 'instant', required: true } },
  single_all_day_event: {
    starts_at_date: { kind: 'date', required: true },
    ends_at_date: { kind: 'date', required: true },
  },
  holiday_calendar: {
    region: { kind: 'text', required: true },
    observed: { kind: 'boolean', required: true },
    ignored_holidays: { kind: 'texts', default: [] },
  },
}

function problemOf(row: ScheduleRow, world: World): Problems | null {
  const table = TABLE_OF_TYPE[row.scheduleable_type]
  if (!table || !world.get(table, row.scheduleable_id)) return { scheduleable_id: ['must exist'] }
  if (row.consequence === 'unlock' && row.scheduleable_type !== 'Lock') return { consequence: ['is only for locks'] }
  if (row.consequence === 'permit' && row.scheduleable_type !== 'ElevatorStop')
    return { consequence: ['is only for elevator stops'] }
  if (row.type === 'recurring_event' && !WEEKDAYS.some((name) => row[name])) return { base: ['needs a weekday'] }
  if (row.type === 'single_event' && Date.parse(row.ends_at ?? '') <= Date.parse(row.starts_at ?? ''))
    return { ends_at: ['must be after starts_at'] }
  if (row.type === 'single_all_day_event' && (row.ends_at_date ?? '') < (row.starts_at_date ?? ''))
    return { ends_at_date: ['must not be before starts_at_date'] }
  if (row.type === 'holiday_calendar' && !isRegion(row.region ?? '')) return { region: ['is not included in the list'] }
  return null
}

/** A schedule that comes, changes or goes may open its door, or close it, at once. */
function settleDoor(row: ScheduleRow, call: Call): void {
  if (row.scheduleable_type === 'Lock') call.doors.settle(row.scheduleable_id)
}

/** What only its type shows: the holidays of this year, the next time. */
function deprecatedKeys(row: ScheduleRow, world: World): Record<string, Json> {
  const now = world.clock.now()
  if (row.type === 'holiday_calendar') {
    const year = new Date(now).getUTCFullYear()
    return { holidays: holidaysOf(row.region ?? '', year, row.observed === true).map((each) => ({ ...each })) }
  }
  if (row.type !== 'recurring_event') return {}
  const zone = zoneOf(world, row.scheduleable_type, row.scheduleable_id)
  const [next] = occurrences(row, zone, { from: now, until: now + YEAR / 40 })
  if (!next) return {}
  const iso = (at: number) => new Date(at).toISOString()
  return { next_occurence: { starts_at: iso(next.from), ends_at: iso(next.until) } }
}

export const schedules: Resource<'schedules'> = {
  table: 'schedules',
  root: 'schedule',
  type: 'Schedule',
  permission: 'schedules',
  operations: EVERYTHING,
  page: TEN,
  fields: {
    name: { kind: 'text', nullable: true },
    enabled: { kind: 'boolean', required: true },
    override: { kind: 'boolean', default: false },
    consequence: {
      kind: 'choice',
      values: ['allow', 'first_to_arrive', 'permit', 'unlock'],
      required: true,
      editable: false,
    },
    scheduleable_type: { kind: 'choice', values: ['Group', 'Lock', 'ElevatorStop'], required: true, editable: false },
    scheduleable_id: { kind: 'integer', required: true, editable: false },
    type: { kind: 'choice', values: Object.keys(variants), required: true, editable: false },
  },
  variants,
  filters: {
    consequence: byColumn('consequence', 'text'),
    scheduleable_type: byColumn('scheduleable_type', 'text'),
    scheduleable_id: byColumn('scheduleable_id'),
  },
  // A holiday calendar need not name its type.
  prepare: (body, _call, creating) =>
    creating && body.type === undefined && body.region !== undefined ? { ...body, type: 'holiday_calendar' } : body,
  columns: () => ({ integration_id: null }),
  check: (row, call) => problemOf(row, call.world),
  view(row, { world }) {
    const { scheduleable_type: type, scheduleable_id: id } = row
    const placeId = placeOf(world, type, id)
    const place = shortObject(world, 'places', placeId ?? -1)
    const stop = type === 'ElevatorStop' ? world.get('elevator_stops', id) : undefined
    const named = stop ? world.get('floors', stop.floor_id) : world.get(type === 'Lock' ? 'locks' : 'groups', id)
    return {
      scheduleable: { id, type, name: named?.name ?? '' },
      place_id: placeId,
      ...(place ? { place } : {}),
      ...deprecatedKeys(row, world),
    }
  },
  scope: (row, world) => ({ placeId: placeOf(world, row.scheduleable_type, row.scheduleable_id) }),
  after: settleDoor,
  gone: settleDoor,
}
