import type { Database } from 'better-sqlite3'
import { KisiError } from '../kisi/error.ts'
import type { KisiClient, KisiOrganization } from '../kisi/types.ts'
import { applyChange, createJournal, type LocalChange } from './local.ts'
import { carryNewerLocks, readLocks, storeLocks } from './locks.ts'
import { createProgress, type Progress } from './progress.ts'
import { createSide, type Side, type SideName } from './side.ts'
import { createState } from './state.ts'
import { fillCopy } from './sync.ts'
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
  /** Rests in milliseconds before a failed request of a run is tried again; as many tries as there are rests. */
  restsMs?: readonly number[]
}

/** Lets whatever waits in the event loop run between two statements that each take a while. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function aborted(): KisiError {
  return new KisiError('aborted', 'The copy was given up.', { reached: false })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The desk's own copy of what Kisi knows: see types.ts for what can be asked of it. */
export function createMirror(options: MirrorOptions): Mirror {
  const { database, kisi, clock, log, restsMs = [1000, 2000, 4000] } = options
  const sides: Record<SideName, Side> = { a: createSide(database, 'a'), b: createSide(database, 'b') }
  const state = createState(database)
  const journal = createJournal(database)
  const listeners = new Set<() => void>()
  let running: Promise<void> | null = null
  let giveUp = new AbortController()
  const closing = new AbortController()
  let progress: Progress | null = null
  let message: string | null = null
  let people: number | null = null

  const active = (): Side => sides[state.active]
  const spare = (): Side => sides[state.active === 'a' ? 'b' : 'a']

  function changed(): void {
    for (const listener of [...listeners]) listener()
  }

  function atOnce(work: () => void): void {
    if (database.inTransaction) work()
    else database.transaction(work)()
  }

  function write(change: LocalChange): void {
    atOnce(() => {
      applyChange(active(), change)
      if (running !== null) journal.add(change)
    })
    if (change.operation === 'guest') people = null
  }

  async function clearSpare(signal: AbortSignal): Promise<void> {
    for (const statement of spare().clearing) {
      if (signal.aborted) throw aborted()
      statement()
      await breathe()
    }
  }

  function empty(): void {
    atOnce(() => {
      for (const statement of active().clearing) statement()
      journal.clear()
      state.forget()
    })
    state.reload()
    people = null
  }

  function meet(organization: KisiOrganization): void {
    if (state.organization !== null && state.organization.id !== organization.id) empty()
    state.setOrganization(organization)
    state.reload()
  }

  async function run(signal: AbortSignal): Promise<void> {
    const startedAt = clock.now()
    progress = createProgress(changed)
    journal.clear()
    await clearSpare(signal)
    const side = spare()
    const lacks = await fillCopy({
      database,
      kisi,
      side,
      signal,
      progress,
      now: () => clock.now(),
      restsMs,
      onOrganization: meet,
    })
    database.transaction(() => {
      journal.replay(side)
      journal.clear()
      carryNewerLocks(database, state.active, side.name)
      state.swap(side.name, clock.now())
    })()
    state.reload()
    people = null
    message = lacks
    log.info('mirror.complete', { people: side.people.count(), ms: clock.now() - startedAt })
    changed()
    await clearSpare(signal)
  }

  function begin(): Promise<void> {
    giveUp = new AbortController()
    return run(giveUp.signal)
      .catch((error: unknown) => {
        const known = error instanceof KisiError
        if (!(known && error.kind === 'aborted')) {
          message = known ? error.message : 'The copy of Kisi’s data could not be written to this computer’s disk.'
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

  async function sync(): Promise<void> {
    // A run that was just given up still holds the copy's tables for a moment.
    while (running !== null && giveUp.signal.aborted) await running.catch(() => undefined)
    if (closing.signal.aborted) throw aborted()
    running ??= begin()
    return running
  }

  const status = (): MirrorStatus => {
    people ??= active().people.count()
    const complete = state.completeAt !== null
    return {
      state: complete ? 'ready' : running === null ? 'empty' : 'filling',
      people,
      completeAt: state.completeAt,
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
    sync,
    async refreshLocks(priority = 'background') {
      const locks = await readLocks(kisi, priority, closing.signal)
      return database.transaction(() => storeLocks(active(), locks, clock.now()))()
    },
    forget() {
      giveUp.abort()
      empty()
      message = null
      changed()
    },
    putGuest: (body) => write({ operation: 'guest', body }),
    putCard: (body) => write({ operation: 'card', body }),
    putRoleAssignment: (body) => write({ operation: 'role_assignment', body }),
    removeRoleAssignment: (id) => write({ operation: 'role_assignment_gone', body: { id } }),
    putCardAssignment: (body) => write({ operation: 'card_assignment', body }),
    removeCardAssignment: (id) => write({ operation: 'card_assignment_gone', body: { id } }),
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
    close() {
      closing.abort()
      giveUp.abort()
      listeners.clear()
    },
  }
}
