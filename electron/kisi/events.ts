import { readAnswer } from './answer.ts'
import { KisiError } from './error.ts'
import { type EventSet, eventSet } from './schemas/events.ts'
import type { Transport } from './transport.ts'
import type { CallOptions, KisiEvents, KisiEvent } from './types.ts'

const patienceMs = 60_000
const mostPages = 2000

/** Waits, or returns at once when the caller gives up; the next request then says so. */
function rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    if (signal?.aborted) done()
    else signal?.addEventListener('abort', done)
  })
}

/**
 * Reads the events within `[from, to)`, oldest first, each once. Kisi has no list of events: a set is made, polled
 * until it is finished, and paged by its cursor (`POST /event_sets`, `GET /event_sets/{id}`). The set says when it was
 * made, by the clock that the events' own times are of.
 */
export async function readEvents(
  transport: Transport,
  clock: { monotonic(): number },
  range: { from: string; to: string; types: string[] },
  options: CallOptions,
): Promise<KisiEvents> {
  const startedAt = clock.monotonic()
  const body = { event_set: { interval: `${range.from}/${range.to}`, event_type: range.types.join(',') } }
  const first = await transport.send({ method: 'POST', route: '/event_sets', body }, options)
  let set: EventSet = readAnswer(eventSet, first)
  const made = { at: Date.parse(set.created_at ?? ''), monotonic: clock.monotonic() }
  const path = `/event_sets/${set.id}`
  const get = async (cursor?: string): Promise<EventSet> =>
    readAnswer(
      eventSet,
      await transport.send({ method: 'GET', route: '/event_sets/{id}', path, query: { cursor } }, options),
    )
  let pause = 250
  while (set.status === 'in_progress') {
    if (clock.monotonic() - startedAt > patienceMs) {
      throw new KisiError('timeout', `GET /event_sets/{id} was not finished within ${patienceMs / 1000} s.`)
    }
    await rest(pause, options.signal)
    pause = Math.min(4000, pause * 2)
    set = await get()
  }
  if (set.status === 'failed') {
    throw new KisiError('unavailable', 'Kisi could not put the events together (GET /event_sets/{id} says “failed”).')
  }
  const found = new Map(set.events.map((event) => [event.uuid, event]))
  const cursors = new Set<string>()
  while (set.cursor !== null) {
    if (cursors.has(set.cursor) || cursors.size >= mostPages) {
      throw new KisiError('unreadable', 'GET /event_sets/{id} answered with a “cursor” that never ends (field cursor).')
    }
    cursors.add(set.cursor)
    set = await get(set.cursor)
    for (const event of set.events) found.set(event.uuid, event)
  }
  const from = Date.parse(range.from)
  const to = Date.parse(range.to)
  const when = (event: KisiEvent): number => Date.parse(event.createdAt)
  const events = [...found.values()]
    .filter((event) => !(when(event) < from) && !(when(event) >= to))
    .sort((one, other) => when(one) - when(other))
  return { events, made: Number.isNaN(made.at) ? null : made }
}
