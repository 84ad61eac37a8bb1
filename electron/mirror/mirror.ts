import type { Database } from 'better-sqlite3'
import { KisiError } from '../kisi/error.ts'
import { plainSentence } from '../kisi/sentence.ts'
import type { CallOptions, KisiClient, KisiOrganization } from '../kisi/types.ts'
import { doorsOf, type Facts, hasWayIn, whoHolds, whyNot, whyNotByCard } from './decide.ts'
import { createFollower } from './follow.ts'
import { refreshHardware } from './hardware.ts'
import { applyChange, createJournal, type LocalChange } from './local.ts'
import { readLocks, storeLocks } from './locks.ts'
import { rest } from './patience.ts'
import { createProgress, type Progress } from './progress.ts'
import { aborted, clearSide, runOnce } from './run.ts'
import { createSide, type Side, type SideName } from './side.ts'
import { createState } from './state.ts'
import type { Mirror, MirrorStatus } from './types.ts'

export interface MirrorOptions {
  /** A database on which `mirrorMigrations` have run. Stays open until after `close`. */
  database: Database
  kisi: KisiClient
  clock: { now(): number }
  log: {
    info(event: string, fields?: Record<string, unknown>): void
    warn(event: string, fields?: Record<string, unknown>): void
  }
  /** A number in [0, 1), for spreading out tries. */
  random?: () => number
  /** False while the disk is too full for what can be read again: a run then rests, and nothing else is taken in. */
  mayWrite?: () => boolean
  /** At most so long, in milliseconds, a failed request of a run rests before it is tried again; as many tries as rests. */
  restsMs?: readonly number[]
}

/** Events that lie further back than this are not caught up with: reading everything is quicker. */
const oldestEventsMs = 7 * 24 * 3_600_000

/** So often a run looks whether there is room again. */
const fullDiskRestMs = 1000

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The desk's own copy of what Kisi knows: see types.ts for what can be asked of it. */
export function createMirror(options: MirrorOptions): Mirror {
  const { database, kisi, clock, log, random = Math.random, restsMs = [1000, 2000, 4000, 8000] } = options
  const { mayWrite = () => true } = options
  const sides: Record<SideName, Side> = { a: createSide(database, 'a'), b: createSide(database, 'b') }
  const state = createState(database)
  const journal = createJournal(database)
  const listeners = new Set<() => void>()
  const objectListeners = new Set<(changes: readonly LocalChange[] | null) => void>()
  let running: Promise<void> | null = null
  let giveUp = new AbortController()
  const closing = new AbortController()
  /** Ends the rests of a sweep that somebody now waits for. */
  let hurry = new AbortController()
  let progress: Progress | null = null
  let message: string | null = null
  let people: number | null = null
  let heardAt: number | null = null

  const active = (): Side => sides[state.active]
  const spare = (): Side => sides[state.active === 'a' ? 'b' : 'a']

  function changed(): void {
    for (const listener of [...listeners]) listener()
  }

  function atOnce(work: () => void): void {
    if (database.inTransaction) work()
    else database.transaction(work)()
  }

  function write(...changes: readonly LocalChange[]): void {
    if (changes.length === 0) return
    atOnce(() => {
      for (const change of changes) {
        applyChange(active(), change)
        // A run that stopped half-way will go on: what its lists said may be older than this.
        if (running !== null || state.sweepAt !== null) journal.add(change)
      }
    })
    if (changes.some(({ kind }) => kind === 'user' || kind === 'guest')) people = null
    for (const listener of [...objectListeners]) listener(changes)
  }

  const follower = createFollower({
    kisi,
    now: () => clock.now(),
    write: (changes) => write(...changes),
    assignmentIdsOfCard: (cardId) =>
      active()
        .queries.cardAssignmentsOf(cardId)
        .map(({ id }) => id),
    refreshHardware: (call) => refreshHardware({ database, kisi, side: active, call }),
  })

  function empty(): void {
    atOnce(() => {
      for (const statement of active().clearing) statement()
      journal.clear()
      state.forget()
    })
    state.reload()
    people = null
    heardAt = null
  }

  function meet(organization: KisiOrganization): void {
    if (state.organization !== null && state.organization.id !== organization.id) {
      const { sweepAt } = state
      empty()
      state.setSweep(sweepAt)
    }
    state.setOrganization(organization)
    state.reload()
  }

  async function run(pauseMs: number, signal: AbortSignal): Promise<void> {
    const startedAt = clock.now()
    progress = createProgress(changed)
    const filled = spare()
    const lacks = await runOnce({
      database,
      kisi,
      active: active(),
      spare: filled,
      state,
      journal,
      progress,
      signal,
      now: () => clock.now(),
      random,
      restsMs,
      onOrganization: meet,
      hurried: pauseMs === 0,
      pause: async () => {
        while (!mayWrite() && !signal.aborted) await rest(fullDiskRestMs, signal)
        if (pauseMs > 0) await rest(pauseMs, AbortSignal.any([signal, hurry.signal]))
      },
    })
    state.reload()
    people = null
    message = lacks
    log.info('mirror.complete', { people: filled.people.count(), ms: clock.now() - startedAt })
    changed()
    for (const listener of [...objectListeners]) listener(null)
    await clearSide(database, spare(), signal)
  }

  function begin(pauseMs: number): Promise<void> {
    giveUp = new AbortController()
    hurry = new AbortController()
    return run(pauseMs, giveUp.signal)
      .catch((error: unknown) => {
        const known = error instanceof KisiError
        if (!(known && error.kind === 'aborted')) {
          message = known
            ? plainSentence(error)
            : 'The copy of Kisi’s data could not be written to this computer’s disk.'
          log.warn('mirror.failed', { kind: known ? error.kind : 'storage', message: messageOf(error) })
        }
        throw error
      })
      .finally(() => {
        running = null
        progress = null
        if (!closing.signal.aborted) changed()
      })
  }

  async function start(pauseMs: number): Promise<void> {
    // A run that was just given up still holds the copy's tables for a moment.
    while (running !== null && giveUp.signal.aborted) await running.catch(() => undefined)
    if (closing.signal.aborted) throw aborted()
    if (pauseMs === 0) hurry.abort()
    running ??= begin(pauseMs)
    return running
  }

  function asOf(): number | null {
    const { completeAt } = state
    return completeAt === null ? null : Math.max(completeAt, heardAt ?? state.eventsUntil ?? 0)
  }

  const facts = (): Facts => {
    const { facts: known } = active()
    const zoneOf = (placeId: number | null): string | null =>
      (placeId === null ? null : known.place(placeId)?.timeZone) ?? state.timeZone
    return { ...known, zoneOf, asOf }
  }

  const status = (): MirrorStatus => {
    people ??= active().people.count()
    const complete = state.completeAt !== null
    return {
      state: complete ? 'ready' : running === null ? 'empty' : 'filling',
      people,
      completeAt: state.completeAt,
      asOf: asOf(),
      progress: complete || progress === null ? null : progress.fraction,
      message,
    }
  }

  return {
    get status() {
      return status()
    },
    get organization() {
      return state.organization
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onObjects(listener) {
      objectListeners.add(listener)
      return () => objectListeners.delete(listener)
    },
    sync: () => start(0),
    sweep: ({ pauseMs }) => start(pauseMs),
    get needsRun() {
      const { completeAt, eventsUntil } = state
      return completeAt === null || eventsUntil === null || clock.now() - eventsUntil > oldestEventsMs
    },
    get sweepPending() {
      return state.sweepAt !== null
    },
    get eventsUntil() {
      return state.completeAt === null ? null : state.eventsUntil
    },
    get heardAt() {
      return heardAt
    },
    async hear(events, until, call: CallOptions = { priority: 'background' }) {
      const said = await follower.hear(events, call)
      if (closing.signal.aborted) throw aborted()
      if (until !== null) heardAt = clock.now()
      const moved = until !== null && state.eventsUntil !== null && until > state.eventsUntil
      if (said === 'everything') state.setEventsUntil(null)
      else if (moved) state.setEventsUntil(until)
      state.reload()
      if (events.length > 0) changed()
    },
    async refreshLocks(priority = 'background') {
      if (!mayWrite()) return []
      const locks = await readLocks(kisi, priority, closing.signal)
      return database.transaction(() => storeLocks(active(), locks, clock.now()))()
    },
    forget() {
      giveUp.abort()
      empty()
      message = null
      changed()
    },
    putGuest: (body) => write({ operation: 'put', kind: 'guest', body, at: clock.now() }),
    putCard: (body) => write({ operation: 'put', kind: 'card', body, at: clock.now() }),
    putRoleAssignment: (body) => write({ operation: 'put', kind: 'role_assignment', body, at: clock.now() }),
    removeRoleAssignment: (id) => write({ operation: 'gone', kind: 'role_assignment', body: { id } }),
    putCardAssignment: (body) => write({ operation: 'put', kind: 'card_assignment', body, at: clock.now() }),
    removeCardAssignment: (id) => write({ operation: 'gone', kind: 'card_assignment', body: { id } }),
    searchPeople: (query) => active().search(query),
    person: (kind, id) => active().people.byId(kind, id),
    places: () => active().queries.places(),
    floors: (placeId) => active().queries.floors(placeId),
    locks: () => active().queries.locks(),
    lock: (id) => active().queries.lock(id),
    groups: () => active().queries.groups(),
    group: (id) => active().queries.group(id),
    cardsByIdentifiers: (identifiers) => active().queries.cardsByIdentifiers(identifiers),
    card: (id) => active().queries.card(id),
    cardAssignmentOf: (cardId) => active().queries.cardAssignmentOf(cardId),
    cardsUnassigned: (page = { limit: 100, offset: 0 }) => active().queries.cardsUnassigned(page),
    holderOf: (cardId) => active().queries.holderOf(cardId),
    roleAssignmentsOf: (assignee) => active().queries.roleAssignmentsOf(assignee),
    cardAssignmentsOf: (assignee) => active().queries.cardAssignmentsOfPerson(assignee),
    guestsWithAccess: (after, limit) => active().queries.guestsWithAccess(after, limit),
    whoHolds: (identifiers) => whoHolds(facts(), identifiers),
    whyNot: (who, lockId, now, means) => whyNot(facts(), who, lockId, now, means),
    whyNotByCard: (identifiers, lockId, now) => whyNotByCard(facts(), identifiers, lockId, now),
    doorsOf: (who, now) => doorsOf(facts(), who, now),
    hasWayIn: (who, now) => hasWayIn(facts(), who, now),
    close() {
      closing.abort()
      giveUp.abort()
      listeners.clear()
      objectListeners.clear()
    },
  }
}
