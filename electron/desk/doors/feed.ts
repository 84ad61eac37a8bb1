import type { KisiTime } from '../../kisi/time.ts'
import type { KisiClient, KisiEvent, KisiEvents } from '../../kisi/types.ts'
import { mirrorEventTypes } from '../../mirror/heard.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { Store } from '../../store/store.ts'
import type { Clock, Log } from '../ports.ts'
import type { Emit } from '../support/emitter.ts'
import type { VisitTable } from '../visits/table.ts'
import type { Alarms } from './alarms.ts'
import { alarmEventTypes, doorEventOf, doorEventTypes, doorEventView } from './event.ts'
import type { DoorEventRow, DoorTable } from './table.ts'

export interface Feed {
  /** Reads now instead of waiting for the next turn. */
  hurry(): void
  /** Takes an event that Kisi delivered by itself. While such come, event sets are read for what was missed only. */
  delivered(event: KisiEvent): void
  close(): Promise<void>
}

const eventsEveryMs = 2500
/** While webhooks come, and for how long after the last one they count as coming. */
const eventsBesideWebhooksMs = 30_000
const webhooksLastMs = 10 * 60_000
const locksEveryMs = 15_000
/** Read again from before the newest known event: some come late. */
const overlapMs = 15_000
const firstLookMs = 60 * 60_000
/** The mirror counts as told only up to a while ago: an event may come late. */
const lateMs = 2 * 60_000
/** So many answers at most are put away since their time is not what was thought; a clock may also run at another pace. */
const mostDoubts = 3

/**
 * Follows by event sets what happens at the doors and what changes in Kisi, since Kisi's webhooks cannot reach a desk
 * behind a firewall (where they can, see webhooks/, they come first and event sets seldom); reads the doors' states again when something happened or fifteen seconds passed.
 */
export function createFeed(options: {
  kisi: KisiClient
  kisiTime: KisiTime
  mirror: Mirror
  store: Store
  table: DoorTable
  visits: VisitTable
  alarms: Pick<Alarms, 'note' | 'tell'>
  /** Tells the screens which doors have changed. */
  tellDoors(): void
  clock: Clock
  log: Log
  emit: Emit
}): Feed {
  const { kisi, kisiTime, mirror, store, table, visits, alarms, clock, log, emit } = options
  const stopping = new AbortController()
  const call = { priority: 'background' as const, signal: stopping.signal }
  let timer: NodeJS.Timeout | undefined
  let doorsTimer: NodeJS.Timeout | undefined
  let turn: Promise<void> | null = null
  let again = false
  let locksAt = -Infinity
  /** Up to when this feed has read without a gap; before that the mirror says up to when it was told. */
  let readUntil: number | null = null
  let deliveredAt = -Infinity

  function visitOf(actorType: string | null, actorId: number | null): string | null {
    return actorType === 'Guest' && actorId !== null ? (visits.latestOfGuest(actorId)?.id ?? null) : null
  }

  const read = (from: number, to: number, types: readonly string[]): Promise<KisiEvents> =>
    kisi.events({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), types: [...types] }, call)

  /** Tells the mirror what changed. What lies further back than the doors are read is read for the mirror alone. */
  async function tellMirror(events: readonly KisiEvent[], from: number, now: number): Promise<void> {
    if (mirror.needsRun) {
      readUntil = null
      return
    }
    // Told up to a time that has not come yet: by a clock that was wrong, and nobody knows what it was deaf to.
    if ((mirror.eventsUntil ?? now) > now) {
      readUntil = null
      return mirror.lostTrack()
    }
    const told = readUntil ?? mirror.eventsUntil ?? now
    if (told < from) {
      const types = [...new Set([...alarmEventTypes, ...mirrorEventTypes])]
      const { events: missed } = await read(told - overlapMs, from + overlapMs, types)
      // A door that was forced while the desk was off is an alarm still.
      noteDoors(missed.filter(({ type }) => alarmEventTypes.includes(type)))
      await mirror.hear(missed, null, call)
    }
    await mirror.hear(events, now - lateMs, call)
    readUntil = now
  }

  async function readEvents(): Promise<boolean> {
    for (let doubts = 0; ; doubts++) {
      const now = kisiTime.now()
      const from = Math.max(now - firstLookMs, Math.min(table.latestAt() ?? 0, now)) - overlapMs
      const { events, made } = await read(from, now + overlapMs, [...new Set([...doorEventTypes, ...mirrorEventTypes])])
      if (kisiTime.note(made) !== 'as thought' && doubts < mostDoubts) continue
      const happened = noteDoors(events)
      await tellMirror(events, from, now)
      return happened
    }
  }

  function noteDoors(events: readonly KisiEvent[]): boolean {
    const fresh: DoorEventRow[] = store.transaction(() => {
      const rows = events
        .map((event) => doorEventOf(event, visitOf(event.actorType, event.actorId)))
        .filter((row) => row !== null)
        .filter((row) => table.insert(row))
      alarms.note(rows)
      return rows
    })
    fresh.sort((a, b) => a.at - b.at)
    for (const row of fresh) emit('doors.event', doorEventView(row))
    const visitIds = [...new Set(fresh.map((row) => row.visit_id).filter((id) => id !== null))]
    if (visitIds.length > 0) emit('visits.changed', { visitIds })
    if (fresh.length > 0) alarms.tell()
    return fresh.length > 0
  }

  function showDoors(): void {
    options.tellDoors()
    alarms.tell()
  }

  /** Several events of one moment are one reason to read the doors. */
  function lookAtDoors(): void {
    doorsTimer ??= setTimeout(() => {
      doorsTimer = undefined
      if (mirror.status.state !== 'ready' || stopping.signal.aborted) return
      mirror.refreshLocks().then(showDoors, (error: unknown) => {
        if (!stopping.signal.aborted) log.info('feed.missed', { message: String(error) })
      })
    }, 250)
  }

  async function look(): Promise<void> {
    if (mirror.status.state !== 'ready') return // the first copy has the line to itself
    if (store.short) return // what space there is, is for closing; events are heard when there is room again
    const happened = await readEvents()
    if (happened || again || clock.monotonic() - locksAt >= locksEveryMs) {
      await mirror.refreshLocks()
      locksAt = clock.monotonic()
    }
  }

  const delivering = (): boolean => clock.monotonic() - deliveredAt < webhooksLastMs

  function run(): void {
    clearTimeout(timer)
    if (stopping.signal.aborted) return
    turn = look()
      .catch((error: unknown) => {
        if (!stopping.signal.aborted)
          log.info('feed.missed', { message: error instanceof Error ? error.message : String(error) })
      })
      .then(() => {
        if (stopping.signal.aborted) return
        showDoors()
        turn = null
        const soon = again
        again = false
        timer = setTimeout(run, soon ? 0 : delivering() ? eventsBesideWebhooksMs : eventsEveryMs)
      })
  }

  run()
  return {
    hurry() {
      again = true
      if (turn === null) run()
    },
    delivered(event) {
      deliveredAt = clock.monotonic()
      if (store.short) return // event sets tell of it again
      const atDoor = noteDoors([event])
      // What cannot be looked at now is heard again when event sets are read.
      const missed = (error: unknown): void => log.info('feed.delivery_missed', { message: String(error) })
      if (!mirror.needsRun) mirror.hear([event], null, call).catch(missed)
      if (atDoor) lookAtDoors()
    },
    async close() {
      clearTimeout(doorsTimer)
      stopping.abort()
      clearTimeout(timer)
      await turn
    },
  }
}
