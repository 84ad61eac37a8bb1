import { holidaysOf } from './holidays.ts'
import type { LockRow } from './rows.ts'
import { WEEKDAYS, type ScheduleRow } from './rows-more.ts'
import type { World } from './world.ts'
import { dateIn, instantOf, plusDays } from './zone-time.ts'

/** From and until in milliseconds since the epoch; half-open. */
export interface Span {
  from: number
  until: number
}
type Target = ScheduleRow['scheduleable_type']
type Consequence = ScheduleRow['consequence']

const DAY = 86_400_000

/** The place a schedule's target is in; null for a group of the whole organization. */
export function placeOf(world: World, type: Target, id: number): number | null {
  if (type === 'Lock') return world.get('locks', id)?.place_id ?? null
  if (type === 'Group') return world.get('groups', id)?.place_id ?? null
  const stop = world.get('elevator_stops', id)
  return (stop && world.get('elevators', stop.elevator_id)?.place_id) ?? null
}

/** Hours without a place of their own follow the organization's clock. */
export function zoneOf(world: World, type: Target, id: number): string {
  const place = world.get('places', placeOf(world, type, id) ?? -1)
  return place?.time_zone ?? world.all('organizations')[0]?.time_zone ?? 'UTC'
}

/** All that a schedule covers and that touches the span. Dates and hh:mm are read in that zone. */
export function occurrences(schedule: ScheduleRow, zone: string, span: Span): Span[] {
  const wholeDays = (first: string, last: string): Span => ({
    from: instantOf(first, '00:00', zone),
    until: instantOf(plusDays(last, 1), '00:00', zone),
  })
  const touching = (each: Span) => each.from < span.until && each.until > span.from
  if (schedule.type === 'single_event') {
    const { starts_at: from = '', ends_at: until = '' } = schedule
    return [{ from: Date.parse(from), until: Date.parse(until) }].filter(touching)
  }
  if (schedule.type === 'single_all_day_event') {
    return [wholeDays(schedule.starts_at_date ?? '', schedule.ends_at_date ?? '')].filter(touching)
  }
  const [first, last] = [dateIn(span.from - DAY, zone), dateIn(span.until, zone)]
  if (schedule.type === 'holiday_calendar') {
    const years = Array.from({ length: Number(last.slice(0, 4)) - Number(first.slice(0, 4)) + 1 })
    return years
      .flatMap((_, index) =>
        holidaysOf(schedule.region ?? '', Number(first.slice(0, 4)) + index, schedule.observed === true),
      )
      .filter(({ name }) => !schedule.ignored_holidays?.includes(name))
      .map(({ date }) => wholeDays(date, date))
      .filter(touching)
  }
  const { starts_at_time: start = '00:00', ends_at_time: end = '23:59' } = schedule
  const found: Span[] = []
  for (let date = first; date <= last; date = plusDays(date, 1)) {
    const weekday = WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()]
    if (!weekday || !schedule[weekday]) continue
    // An end that is not after its start is on the next morning.
    found.push({
      from: instantOf(date, start, zone),
      until: instantOf(end > start ? date : plusDays(date, 1), end, zone),
    })
  }
  return found.filter(touching)
}

const schedulesOf = (world: World, type: Target, id: number, consequence: Consequence): ScheduleRow[] =>
  world
    .where('schedules', 'scheduleable_id', id)
    .filter((each) => each.enabled && each.scheduleable_type === type && each.consequence === consequence)

/** The occurrence that is running at that moment; an overriding schedule (an exception) ends the others. */
export function running(world: World, type: Target, id: number, consequence: Consequence, now: number): Span | null {
  const schedules = schedulesOf(world, type, id, consequence)
  if (schedules.length === 0) return null
  const zone = zoneOf(world, type, id)
  const span = { from: now, until: now + 1 }
  if (schedules.some((each) => each.override && occurrences(each, zone, span).length > 0)) return null
  for (const schedule of schedules) {
    const [current] = schedule.override ? [] : occurrences(schedule, zone, span)
    if (current) return current
  }
  return null
}

/** How far ahead the next beginning or end of each kind of schedule is looked for, in milliseconds. */
const AHEAD: Record<ScheduleRow['type'], number> = {
  recurring_event: 9 * DAY,
  holiday_calendar: 400 * DAY,
  single_event: 36_500 * DAY,
  single_all_day_event: 36_500 * DAY,
}

/** The next moment after `now` at which one of these schedules, or an exception to them, begins or ends; or null. */
export function nextEdge(
  world: World,
  type: Target,
  id: number,
  consequences: readonly Consequence[],
  now: number,
): number | null {
  const schedules = consequences.flatMap((consequence) => schedulesOf(world, type, id, consequence))
  if (schedules.length === 0) return null
  const zone = zoneOf(world, type, id)
  const edges = schedules.map((schedule) => {
    for (const ahead of [DAY, AHEAD[schedule.type]]) {
      const spans = occurrences(schedule, zone, { from: now, until: now + ahead })
      const later = spans.flatMap((span) => [span.from, span.until]).filter((edge) => edge > now)
      if (later.length > 0) return Math.min(...later)
    }
    return Number.POSITIVE_INFINITY
  })
  const first = Math.min(...edges)
  return Number.isFinite(first) ? first : null
}

/**
 * Is access limited to certain hours, and is this none of them? Without an `allow` schedule the switch
 * `time_restriction_enabled` has no hours to limit to and lets everybody in (Kisi does not say).
 */
export function outsideHours(world: World, type: 'Lock' | 'Group', id: number, now: number): boolean {
  if (schedulesOf(world, type, id, 'allow').length === 0) return false
  return running(world, type, id, 'allow', now) === null
}

/** Until when what the schedules make of a door stays as it is at that moment, if nothing but time passes; a day at most. */
export function steadyUntil(world: World, lock: LockRow, now: number): number {
  const span = { from: now, until: now + DAY }
  const zone = zoneOf(world, 'Lock', lock.id)
  const turns = (['first_to_arrive', 'unlock'] as const)
    .flatMap((consequence) => schedulesOf(world, 'Lock', lock.id, consequence))
    .flatMap((schedule) => occurrences(schedule, zone, span))
    .flatMap(({ from, until }) => [from, until])
  return turns.reduce((next, turn) => (turn > now && turn < next ? turn : next), span.until)
}

export interface LockSchedule {
  /** Until when a first person must have come for the door to open by schedule; null when nothing asks for it. */
  firstToArriveUntil: number | null
  firstToArriveSatisfied: boolean
  onScheduledUnlock: boolean
}

/** What the schedules make of a door at that moment. Lockdown wins over all of them. */
export function lockSchedule(world: World, lock: LockRow, now: number): LockSchedule {
  const arrival = running(world, 'Lock', lock.id, 'first_to_arrive', now)
  const unlock = running(world, 'Lock', lock.id, 'unlock', now)
  const at = (text: string | null | undefined) => (text ? Date.parse(text) : Number.NEGATIVE_INFINITY)
  const [arrived, left] = [at(lock.arrived_at), at(lock.left_at)]
  const satisfied = arrival !== null && arrived >= arrival.from && arrived > left
  const lockedDown = lock.locked_down_since !== null || Boolean(world.get('places', lock.place_id)?.locked_down_since)
  // Whoever leaves last ends what is running; who arrives afterwards starts it again.
  const ended = unlock !== null && left >= unlock.from && arrived <= left
  return {
    firstToArriveUntil: arrival?.until ?? null,
    firstToArriveSatisfied: satisfied,
    onScheduledUnlock: unlock !== null && !ended && !lockedDown && (arrival === null || satisfied),
  }
}
