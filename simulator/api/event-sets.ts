import type { EventRecord } from '../world/events.ts'
import { REFUSALS } from '../world/refusals.ts'
import type { EventSetRow, Json } from '../world/rows.ts'
import { demand, idOf, ok, rootOf, signedIn, type Answer, type Call } from './call.ts'
import { Invalid, Refused } from './errors.ts'
import { readFields, type Fields } from './fields.ts'
import { readInterval } from './interval.ts'

const NINETY_DAYS = 90 * 86_400_000
const KEPT = 24 * 3_600_000
const PAGE = { usual: 50, most: 250 }

const id = { kind: 'integer', nullable: true } as const
const name = { kind: 'text', nullable: true, longest: 4000 } as const
const FIELDS: Fields = {
  interval: { ...name },
  event_actor_id: id,
  event_actor_type: name,
  event_authenticated_by_id: id,
  event_authenticated_by_type: name,
  event_object_id: id,
  event_object_type: name,
  event_place_id: id,
  event_success: { kind: 'boolean', nullable: true },
  event_sequence: name,
  event_type: name,
  event_uuid: name,
  place_id: { ...id, to: 'places' },
}

const show = ({ starts_at: _starts, ends_at: _ends, up_to: _count, updated_at: _at, ...row }: EventSetRow) => row

/**
 * POST /event_sets. Always answers `in_progress`, the slower of the two ways Kisi may take, so that whoever uses the
 * simulator has to poll; the first GET finds it finished.
 */
export function createEventSet(call: Call): Answer {
  signedIn(call)
  const { values, problems } = readFields(FIELDS, rootOf(call, 'event_set'), true, (table, id) =>
    Boolean(call.world.get(table, id)),
  )
  demand(call, 'events_read', { placeId: typeof values.place_id === 'number' ? values.place_id : null })
  const now = call.world.clock.now()
  const interval =
    typeof values.interval === 'string' ? readInterval(values.interval) : { from: now - NINETY_DAYS, until: now }
  if (!interval) problems.interval = ['is not a valid ISO 8601 interval']
  else if (interval.until - interval.from > NINETY_DAYS) problems.interval = ['must not be longer than 90 days']
  if (typeof values.place_id === 'number' && typeof values.event_place_id === 'number')
    problems.place_id = ['excludes event_place_id']
  if (!interval || Object.keys(problems).length > 0) throw new Invalid(problems)
  const [starts, ends] = [new Date(interval.from).toISOString(), new Date(interval.until).toISOString()]
  const row = call.world.insert('event_sets', {
    ...(values as unknown as Omit<EventSetRow, 'id' | 'created_at' | 'updated_at' | 'status'>),
    status: 'in_progress',
    interval: (values.interval as string | null) ?? `${starts}/${ends}`,
    starts_at: starts,
    ends_at: ends,
    up_to: call.world.eventCount(),
  })
  return ok({ ...show(row), cursor: null })
}

/** Null asks for nothing; a text may list several with commas. */
const among = (asked: string | null, value: string): boolean =>
  asked === null || asked === '' || asked.split(',').some((each) => each.trim() === value)
const same = (asked: Json, value: Json): boolean => asked === null || asked === value

function matches(set: EventSetRow, event: EventRecord): boolean {
  const at = Date.parse(event.created_at)
  return (
    at >= Date.parse(set.starts_at) &&
    at <= Date.parse(set.ends_at) &&
    same(set.event_actor_id, event.actor_id) &&
    same(set.event_actor_type, event.actor_type) &&
    same(set.event_authenticated_by_id, event.authenticated_by_id) &&
    same(set.event_authenticated_by_type, event.authenticated_by_type) &&
    same(set.event_object_id, event.object_id) &&
    same(set.event_object_type, event.object_type) &&
    same(set.event_place_id, event.place_id) &&
    same(set.place_id, event.place_id) &&
    same(set.event_success, event.success) &&
    among(set.event_sequence, event.sequence) &&
    among(set.event_type, event.type) &&
    among(set.event_uuid, event.uuid)
  )
}

const encodeCursor = (position: number) => Buffer.from(`after:${position}`).toString('base64url')

function decodeCursor(text: string | undefined): number {
  if (text === undefined || text === '') return 0
  const position = /^after:(\d{1,9})$/.exec(Buffer.from(text, 'base64url').toString())?.[1]
  if (position === undefined) throw new Refused(REFUSALS.badRequest, 'cursor is invalid.')
  return Number(position)
}

/** GET /event_sets/{id}: the newest events first (Kisi does not say), until `cursor` is null. */
export function fetchEventSet(call: Call): Answer {
  signedIn(call)
  const set = call.world.get('event_sets', idOf(call.path.id))
  if (!set || call.world.clock.now() - Date.parse(set.created_at) > KEPT) throw new Refused(REFUSALS.notFound)
  demand(call, 'events_read', { placeId: set.place_id })
  const asked = call.query.limit
  if (asked !== undefined && !/^[1-9]\d{0,8}$/.test(asked)) throw new Refused(REFUSALS.badRequest, 'limit is invalid.')
  const limit = Math.min(PAGE.most, Number(asked ?? PAGE.usual))
  const start = decodeCursor(call.query.cursor)
  if (set.status !== 'finished') call.world.update('event_sets', set.id, { status: 'finished' })

  const firstKept = call.world.eventCount() - call.world.events.length
  const before = call.world.events.slice(0, Math.max(0, set.up_to - firstKept))
  const matching = before.filter((event) => matches(set, event)).reverse()
  // `details` and `via` are deprecated and always there.
  const events = matching.slice(start, start + limit).map((event) => ({ ...event, details: {}, via: {} }))
  const cursor = start + limit < matching.length ? encodeCursor(start + limit) : null
  return ok({ ...show({ ...set, status: 'finished' }), events, cursor })
}
