import { DeskError } from '../contract/errors.ts'
import type { Store } from '../store/store.ts'
import { ageOf, momentaryLifeMs } from './age.ts'
import { deadline } from './deadline.ts'
import { createGate } from './gate.ts'
import { fullJitter } from './patience.ts'
import { createRecords, parametersText, type StoredCommand } from './records.ts'
import { perform } from './perform.ts'
import type { Command, CommandHandler, NewCommand, Outcome, Verdict } from './types.ts'

export interface QueueOptions {
  store: Store
  clock: { now(): number; monotonic(): number }
  random: () => number
  randomId: () => string
  log: {
    info(event: string, fields?: Record<string, unknown>): void
    error(event: string, fields?: Record<string, unknown>): void
  }
  /** What an error of a handler means for its command. */
  judge(error: unknown): Verdict
  /** Something about the waiting changes changed: counts, a state, the time of the next try. */
  onChange(): void
}

export interface Queue {
  register(handler: CommandHandler): void
  /** Adds a command; to be called inside the transaction that writes the use case's own rows. */
  enqueue(command: NewCommand): Command
  /** Drops every grant of a visit that was surely never sent or was refused; answers which kinds were dropped. */
  supersedeGrants(visitId: string, reason: string): Command[]
  openOfVisit(visitId: string): Command[]
  ofVisit(visitId: string): Command[]
  list(which: 'waiting' | 'needs_person', limit: number, offset: number): Command[]
  counts(): { waiting: number; needsPerson: number }
  byId(id: number): Command | null
  /** Runs a momentary command now and answers how it ended; never later than its life of ten seconds. */
  runNow(command: NewCommand): Promise<Outcome>
  retry(id: number): Command
  drop(id: number): Command
  /** When the next try is due, epoch ms, while Kisi cannot be reached; null while it can. */
  nextProbeAt(): number | null
  /** Looks at once, e.g. because the network came back or a person asked. */
  wake(): void
  start(): void
  close(): Promise<void>
}

/** Tries after which a command that reaches Kisi but never succeeds is handed to a person. Revokes go on for ever. */
const triesBeforeDead = 12
const longestWaitMs = 30_000

/**
 * The offline queue. One lane carries revokes and grants in their order, one request at a time; clicks have their own
 * lane and wait for nobody. Every change of state is one transaction together with the use case's rows.
 */
export function createQueue(options: QueueOptions): Queue {
  const { store, clock, random, randomId, log, judge, onChange } = options
  const records = createRecords(store.database)
  const handlers = new Map<string, CommandHandler>()
  const boot = randomId()
  const gate = createGate({ clock, random })
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | null = null
  let started = false
  let interrupted = false

  function handlerOf(command: Command): CommandHandler {
    const handler = handlers.get(command.kind)
    if (handler === undefined) throw new Error(`no handler for ${command.kind}`)
    return handler
  }

  /** The end of a command, or a stop that needs a person: state, the use case's rows and the order in one transaction. */
  function settle(command: StoredCommand, outcome: Outcome, lease?: string): boolean {
    return store.transaction(() => {
      if (lease !== undefined && !records.holdsLease(command.id, lease)) return false
      const needsPerson = outcome.state === 'failed' || outcome.state === 'dead'
      const finished = command.class === 'momentary' || !needsPerson
      const entities = records.entitiesOf(command.id)
      records.setState(command, {
        state: outcome.state,
        at: outcome.at,
        problem: outcome.state === 'completed' ? null : outcome.problem,
        result: outcome.state === 'completed' ? outcome.result : null,
        finished,
      })
      if (finished) records.removeEntities(command.id)
      handlers.get(command.kind)?.settled?.(command, outcome)
      records.refreshEntities(entities)
      return true
    })
  }

  /** Back into the line, to be tried or looked at later. */
  function postpone(
    command: StoredCommand,
    change: {
      state: 'queued' | 'retry' | 'unknown'
      afterMs: number
      tries: number
      problem: string
      sentAt: number | null
    },
    lease: string,
  ): void {
    store.transaction(() => {
      if (!records.holdsLease(command.id, lease)) return
      const at = clock.now()
      records.setState(command, { ...change, at, nextTryAt: at + change.afterMs, finished: false })
      records.refresh(command.id)
      records.refreshEntities(records.entitiesOf(command.id))
    })
  }

  /** Takes the next command, deciding inside the transaction whether it is still worth sending. */
  function claim(): { command: StoredCommand; lease: string } | 'expired' | null {
    return store.transaction(() => {
      const now = clock.now()
      // A probe is whoever comes first by right, not whoever happens to be due: revokes before grants.
      const command = records.nextReady(1, 2, gate.failing() ? Number.MAX_SAFE_INTEGER : now)
      if (command === null) return null
      if (
        command.class === 'grant' &&
        command.expiresAt !== null &&
        command.expiresAt <= now &&
        command.sentAt === null
      ) {
        settle(command, { state: 'expired', problem: 'The visit ended before it could be sent.', at: now })
        return 'expired'
      }
      const lease = randomId()
      records.claim(command.id, lease, now)
      return { command, lease }
    })
  }

  function answered(): void {
    if (gate.succeeded()) store.transaction(() => records.hurry(clock.now()))
  }

  async function work(command: StoredCommand, lease: string): Promise<void> {
    const wasSent = command.sentAt !== null
    let sent = wasSent
    let taken = wasSent // Kisi has said yes to it, now or in an earlier try
    const done = await perform(handlerOf(command), command, {
      look: wasSent,
      signal: stopping.signal,
      beforeSending() {
        store.transaction(() => records.markSent(command.id, lease, clock.now()))
        sent = true
      },
      afterSending() {
        taken = true
      },
      answered,
    }).catch((error: unknown) => ({ error }))
    const at = clock.now()
    if (!('error' in done)) {
      answered()
      if ('refused' in done) settle(command, { state: 'failed', problem: done.refused, at }, lease)
      else settle(command, { state: 'completed', result: done.result, quote: done.quote, at }, lease)
      return
    }
    if (stopping.signal.aborted) return // the next start finds it as processing and looks at Kisi first
    const verdict = judge(done.error)
    log.info('queue.attempt_failed', {
      id: command.id,
      kind: command.kind,
      verdict: verdict.kind,
      message: verdict.message,
      error: done.error instanceof Error ? `${done.error.name}: ${done.error.message}` : String(done.error),
    })
    const sentAt = (reached: boolean): number | null => (wasSent || (sent && reached) ? (command.sentAt ?? at) : null)
    // While the line fails for everyone, no command is any the worse for it.
    const line = verdict.kind === 'look' && verdict.line
    const tries = line && gate.failing() ? command.tries : command.tries + 1
    if (line) gate.failed()
    switch (verdict.kind) {
      case 'offline':
        gate.failed()
        postpone(
          command,
          {
            state: taken ? 'unknown' : command.tries > 0 ? 'retry' : 'queued',
            afterMs: 0,
            tries: command.tries,
            problem: verdict.message,
            sentAt: sentAt(taken),
          },
          lease,
        )
        return
      case 'paused':
        gate.pause()
        postpone(
          command,
          {
            state: taken ? 'unknown' : 'queued',
            afterMs: 0,
            tries: command.tries,
            problem: verdict.message,
            sentAt: sentAt(taken),
          },
          lease,
        )
        return
      case 'refused':
        settle(command, { state: 'failed', problem: verdict.message, at }, lease)
        return
      case 'retry':
      case 'look': {
        if (tries >= triesBeforeDead && command.class !== 'revoke') {
          settle(command, { state: 'dead', problem: verdict.message, at }, lease)
          return
        }
        const look = taken || (sent && (verdict.kind === 'look' || verdict.reached))
        postpone(
          command,
          {
            state: look ? 'unknown' : 'retry',
            afterMs: (verdict.kind === 'retry' ? verdict.afterMs : undefined) ?? fullJitter(tries, random),
            tries: verdict.kind === 'retry' && verdict.free === true ? command.tries : tries,
            problem: line && !look ? 'Waits for the network.' : verdict.message,
            sentAt: look ? sentAt(true) : sentAt(false),
          },
          lease,
        )
      }
    }
  }

  /**
   * Leases end with the process, and with a lane that stopped on an error: what was on the wire then is looked at
   * before anything is sent again.
   */
  function recover(): void {
    store.transaction(() => {
      for (const command of records.processing()) {
        const at = clock.now()
        if (command.class === 'momentary') {
          if (!started) settle(command, { state: 'unknown', problem: 'Frontdesk stopped while it was sent.', at })
          continue
        }
        const state = command.sentAt === null ? 'queued' : 'unknown'
        records.setState(command, { state, at, nextTryAt: at, problem: null, finished: false })
        records.refresh(command.id)
        records.refreshEntities(records.entitiesOf(command.id))
      }
    })
    interrupted = false
  }

  async function run(): Promise<void> {
    if (interrupted) recover()
    while (!stopping.signal.aborted && gate.open()) {
      const next = claim()
      if (next === null) break
      if (next !== 'expired') await work(next.command, next.lease)
      onChange()
    }
  }

  function schedule(): void {
    clearTimeout(timer)
    if (!started || stopping.signal.aborted) return
    const due = records.earliest(1, 2)
    if (due === null) return
    const at = Math.max(due, gate.opensAt())
    timer = setTimeout(turn, Math.min(Math.max(at - clock.now(), 0), longestWaitMs))
  }

  function turn(): void {
    if (!started || running !== null || stopping.signal.aborted) return
    running = run()
      .catch((error: unknown) => {
        log.error('queue.stopped', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
        interrupted = true
        gate.failed() // the disk may be full: try again later, not at once
      })
      .finally(() => {
        running = null
        onChange()
        schedule()
      })
  }

  function mustExist(id: number): StoredCommand {
    const command = records.byId(id)
    if (command === null) throw new DeskError('not_found', 'That change is not in the list any more.')
    return command
  }

  function enqueue(command: NewCommand): StoredCommand {
    return store.transaction(() => {
      const known = records.byKey(command.key)
      if (known !== null) {
        if (known.kind !== command.kind || parametersText(known.parameters) !== parametersText(command.parameters)) {
          throw new DeskError('conflict', 'The same request was already made with other details.')
        }
        return known
      }
      const id = records.insert(command, clock.now(), clock.monotonic(), boot)
      records.refresh(id)
      setImmediate(turn)
      return mustExist(id)
    })
  }

  return {
    register: (handler) => void handlers.set(handler.kind, handler),
    enqueue,
    supersedeGrants(visitId, reason) {
      return store.transaction(() => {
        const dropped = records
          .openOfVisit(visitId)
          .filter(
            (command) =>
              command.class === 'grant' &&
              (['failed', 'dead'].includes(command.state) ||
                (command.sentAt === null && command.state !== 'processing')),
          )
        // Newest first: each leaves the line before the one it waited for, so none becomes ready in between.
        for (const command of [...dropped].reverse()) {
          settle(command, { state: 'superseded', problem: reason, at: clock.now() })
        }
        return dropped
      })
    },
    openOfVisit: (visitId) => records.openOfVisit(visitId),
    ofVisit: (visitId) => records.ofVisit(visitId),
    list: (which, limit, offset) => records.list(which, limit, offset),
    counts: () => records.counts(),
    byId: (id) => records.byId(id),
    async runNow(newCommand) {
      const command = enqueue(newCommand)
      if (command.state !== 'queued') {
        throw new DeskError('conflict', 'That was already asked for once.')
      }
      const lease = randomId()
      const tooOld = store.transaction(() => {
        const now = { wall: clock.now(), monotonic: clock.monotonic(), boot }
        if (ageOf(command, now) > momentaryLifeMs) return true
        records.claim(command.id, lease, now.wall)
        records.markSent(command.id, lease, now.wall)
        return false
      })
      if (tooOld) {
        const expired: Outcome = { state: 'expired', problem: 'Too late to be sent.', at: clock.now() }
        settle(command, expired)
        return expired
      }
      const left = momentaryLifeMs - ageOf(command, { wall: clock.now(), monotonic: clock.monotonic(), boot })
      const giveUp = deadline(stopping.signal, Math.max(1, left))
      let outcome: Outcome
      try {
        const result = await handlerOf(command).send(command, giveUp.signal)
        outcome = { state: 'completed', result: result ?? {}, quote: null, at: clock.now() }
      } catch (error) {
        const verdict = judge(error)
        const unclear = verdict.kind === 'look' || (verdict.kind === 'retry' && verdict.reached)
        outcome = { state: unclear ? 'unknown' : 'failed', problem: verdict.message, at: clock.now() }
      } finally {
        giveUp.cancel()
      }
      settle(command, outcome, lease)
      onChange()
      return outcome
    },
    retry(id) {
      const command = mustExist(id)
      if (command.finishedAt !== null) throw new DeskError('conflict', 'That change is already settled.')
      store.transaction(() => {
        if (command.state === 'processing') return
        records.setState(command, {
          state: command.sentAt === null ? 'queued' : 'unknown',
          at: clock.now(),
          nextTryAt: clock.now(),
          tries: 0,
          problem: null,
          finished: false,
        })
        records.refresh(id)
      })
      gate.reset()
      turn()
      return mustExist(id)
    },
    drop(id) {
      const command = mustExist(id)
      if (command.finishedAt !== null) throw new DeskError('conflict', 'That change is already settled.')
      if (command.class === 'revoke') {
        throw new DeskError(
          'conflict',
          'Closing doors is never dropped. Try again, or close it in Kisi: the desk will see it.',
        )
      }
      if (!['failed', 'dead'].includes(command.state)) {
        throw new DeskError('conflict', 'It is still on its way. Check the visitor out to stop it.')
      }
      store.transaction(() => {
        const behind = command.visitId === null ? [] : records.openOfVisit(command.visitId)
        const dropped = behind.filter((other) => other.class === 'grant' && other.id > id && other.sentAt === null)
        for (const other of [...dropped.reverse(), command]) {
          settle(other, { state: 'cancelled', problem: 'Dropped at the desk.', at: clock.now() })
        }
      })
      onChange()
      return mustExist(id)
    },
    nextProbeAt: () => (gate.open() ? null : gate.opensAt()),
    wake() {
      gate.reset()
      turn()
    },
    start() {
      recover()
      started = true
      turn()
    },
    async close() {
      stopping.abort()
      clearTimeout(timer)
      await running
    },
  }
}
