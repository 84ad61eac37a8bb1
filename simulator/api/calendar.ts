import { COUNTRIES, holidaysOf, isRegion } from '../world/holidays.ts'
import { REFUSALS } from '../world/refusals.ts'
import type { ScheduleRow } from '../world/rows-more.ts'
import { occurrences, placeOf, zoneOf, type Span } from '../world/schedules.ts'
import { dateIn, plusDays } from '../world/zone-time.ts'
import { demand, ok, signedIn, type Answer, type Call } from './call.ts'
import { Invalid, Refused } from './errors.ts'
import { readInterval } from './interval.ts'
import { TABLE_OF_TYPE } from './references.ts'

const CONSEQUENCES = ['allow', 'first_to_arrive', 'permit', 'unlock']
/** The longest span that is summed up, in milliseconds: Kisi names none. */
const LONGEST = 366 * 86_400_000

const TARGETS = { elevator_stop_id: 'ElevatorStop', group_id: 'Group', lock_id: 'Lock' } as const

function target(call: Call): { type: ScheduleRow['scheduleable_type']; id: number } {
  const named = (Object.keys(TARGETS) as (keyof typeof TARGETS)[]).filter((name) => call.query[name] !== undefined)
  const [name] = named
  if (name === undefined || named.length > 1) {
    throw new Invalid({ base: ['Exactly one of elevator_stop_id, group_id and lock_id is needed.'] })
  }
  const text = call.query[name] ?? ''
  if (!/^\d{1,15}$/.test(text)) throw new Refused(REFUSALS.badRequest, `${name} is invalid.`)
  return { type: TARGETS[name], id: Number(text) }
}

/** Spans that touch or overlap become one. */
function merged(spans: readonly Span[]): Span[] {
  const result: Span[] = []
  for (const span of [...spans].sort((one, other) => one.from - other.from)) {
    const last = result.at(-1)
    if (last && span.from <= last.until) last.until = Math.max(last.until, span.until)
    else result.push({ ...span })
  }
  return result
}

/** What is left of the spans outside the holes. */
function without(spans: readonly Span[], holes: readonly Span[]): Span[] {
  return holes.reduce<Span[]>(
    (left, hole) =>
      left.flatMap((span) =>
        [
          { from: span.from, until: Math.min(span.until, hole.from) },
          { from: Math.max(span.from, hole.until), until: span.until },
        ].filter((each) => each.from < each.until),
      ),
    [...spans],
  )
}

const iso = (at: number) => new Date(at).toISOString()
const shown = ({ from, until }: Span) => ({ starts_at: iso(from), ends_at: iso(until) })

/** GET /calendar/summary: when the consequence holds, and the exceptions that end it. */
export function calendarSummary(call: Call): Answer {
  signedIn(call)
  for (const name of ['around', 'consequence']) {
    if (!call.query[name]) throw new Refused(REFUSALS.badRequest, `param is missing or the value is empty: ${name}`)
  }
  const { around = '', consequence = '' } = call.query
  const span = readInterval(around)
  if (!span || span.until - span.from > LONGEST) throw new Invalid({ around: ['is not a valid ISO 8601 interval'] })
  if (!CONSEQUENCES.includes(consequence)) throw new Invalid({ consequence: ['is not included in the list'] })
  const { type, id } = target(call)
  const table = TABLE_OF_TYPE[type]
  if (!table || !call.world.get(table, id)) throw new Refused(REFUSALS.notFound)
  demand(call, 'schedules_read', { placeId: placeOf(call.world, type, id), groupId: type === 'Group' ? id : null })

  const zone = zoneOf(call.world, type, id)
  const within = call.world
    .where('schedules', 'scheduleable_id', id)
    .filter((each) => each.enabled && each.scheduleable_type === type && each.consequence === consequence)
    .map((schedule) => ({ schedule, spans: occurrences(schedule, zone, span) }))
  const exceptions = merged(within.filter((each) => each.schedule.override).flatMap((each) => each.spans))
  const plain = merged(within.filter((each) => !each.schedule.override).flatMap((each) => each.spans))

  const days = new Map<string, Set<number>>()
  for (const { schedule, spans } of within) {
    for (const { from, until } of spans) {
      const last = dateIn(until - 1, zone)
      for (let date = dateIn(from, zone); date <= last; date = plusDays(date, 1)) {
        days.set(date, (days.get(date) ?? new Set()).add(schedule.id))
      }
    }
  }
  return ok({
    events: without(plain, exceptions).map(shown),
    exceptions: exceptions.map(shown),
    schedules_by_day: [...days].sort().map(([date, ids]) => ({ date, schedule_ids: [...ids] })),
  })
}

/** GET /holiday_calendars/{region}/holidays. Of errors only 401 and 422 are documented: an unknown region is 422. */
export function holidays(call: Call): Answer {
  signedIn(call)
  const { year = '', observed = '' } = call.query
  if (!/^(19|20|21)\d{2}$/.test(year)) throw new Invalid({ year: ['is invalid'] })
  if (observed !== 'true' && observed !== 'false') throw new Invalid({ observed: ['must be true or false'] })
  const region = call.path.region ?? ''
  if (!isRegion(region)) throw new Invalid({ region: ['is not included in the list'] })
  return ok(holidaysOf(region, Number(year), observed === 'true'))
}

/** GET /holiday_calendars/regions: an object by lower-case country code. */
export function regions(call: Call): Answer {
  signedIn(call)
  return ok(
    Object.fromEntries(
      Object.entries(COUNTRIES).map(([code, country]) => [
        code,
        {
          alpha2: code.toUpperCase(),
          alpha3: country.alpha3,
          name: country.name,
          continent: country.continent,
          country_code: country.callingCode,
          world_region: country.world_region,
          subregions: Object.fromEntries(
            Object.entries(country.parts ?? {}).map(([part, { name }]) => [part, { code: part, name }]),
          ),
        },
      ]),
    ),
  )
}
