import { DeskError } from '../contract/errors.ts'
import type { Store } from '../store/store.ts'
import { createAlarms } from './alarms.ts'
import { createAttempt, type Claimed, type Ending } from './attempt.ts'
import { createClicks } from './clicks.ts'
import { createDeeds } from './deeds.ts'
import { createGate } from './gate.ts'
import { learnKeys } from './learn.ts'
import { createRecords } from './records.ts'
import { parametersText, type StoredCommand } from './row.ts'
import { createStates } from './states.ts'
import type { Command, CommandHandler, NewCommand, Outcome, Verdict } from './types.ts'

export interface QueueOptions {
  store: Store
  /** What rows are sealed with: 64 hexadecimal digits, the same in every life of the desk. */
  sealKey: string
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
  /**
   * Drops every grant of a visit that was surely never sent or was refused, and answers them. What may be on the wire
   * is forbidden to be sent again: it is looked at, so that the revokes behind it know what to close.
   */
  supersedeGrants(visitId: string, reason: string): Command[]
  /** The commands of a visit that are not settled, oldest first. */
  openOfVisit(visitId: string): StoredCommand[]
  /** Ends commands in whose place others come, newest first. Inside the caller's transaction. */
  supersede(commands: readonly Command[], reason: string): void
  list(which: 'waiting' | 'needs_person', limit: number, offset: number): Command[]
  counts(): { waiting: number; needsPerson: number }
  byId(id: number): Command | null
  byKey(key: string): Command | null
  /** Runs a momentary command now and answers how it ended; never later than its life of ten seconds. */
  runNow(command: NewCommand): Promise<Outcome>
  /** Carries out an alarm now, tries for sixty seconds, and answers how it ended. */
  runAlarm(command: NewCommand): Promise<Outcome>
  retry(id: number): Command
  drop(id: number): Command
  /** Writes down who sees to it outside the desk. It stays where it is until it is tried again or dropped. */
  handOver(id: number, to: string): Command
  /**
   * The records went back to an older copy: to be called before `start`. What was to be closed is looked at and closed;
   * what was to be opened is for a person, since whoever it was for may have left since.
   */
  wentBack(): void
  /** What a receptionist should know about the queue itself. */
  notices(): { id: string; tone: 'warning'; message: string }[]
  /** When the next try is due, epoch ms, while Kisi cannot be reached; null while it can. */
  nextProbeAt(): number | null
  /** Looks at once, because a person asked. */
  wake(): void
  /** Kisi answered someone else: the line is mended, whatever the queue last saw of it. */
  reachable(): void
  /** Looks at the seals of finished commands, a few at a time: see `createRecords().lookAtDone`. */
  lookAtDone(afterId: number, limit: number): { damaged: Command[]; lost: number; next: number | null }
  /** Finished commands that their keys no longer lead to are found by them again: see `createRecords().mendKeys`. */
  mendKeys(afterId: number, limit: number): void
  /** Forgets finished commands, a few at a time: see `createRecords().purge`. */
  purge(olderThan: number, afterId: number, limit: number): number | null
  start(): void
  /** Resolves once all keys of settled commands are known in memory, from when on adding a command is quickest. */
  keysKnown(): Promise<void>
  close(): Promise<void>
}

const fullSentence =
  'The disk is full, so no new key can be written down. What closes doors still is. Free some space, then try again.'
const sealsLostSentence =
  'What the waiting changes are checked with was lost, so they were taken as they are. Look through them under Waiting.'
const longestWaitMs = 30_000
/** So many ends of grants that were never sent are written in one go. */
const expiriesAtOnce = 100

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/**
 * The offline queue. One lane carries revokes and grants in their order, one request at a time; clicks have their own
 * lane and wait for nobody. Every change of state is one transaction together with the use case's rows.
 */
export function createQueue(options: QueueOptions): Queue {
  const { store, clock, random, randomId, log, judge, onChange } = options
  const records = createRecords(store, options.sealKey)
  const { line } = records
  const handlers = new Map<string, CommandHandler>()
  const states = createStates({ store, records, handlers, clock })
  const deeds = createDeeds({ store, records, states, clock })
  const boot = randomId()
  const gate = createGate({ clock, random })
  const stopping = new AbortController()
  const { signal } = stopping
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | null = null
  let started = false
  let interrupted = false
  let turning = false
  let lastProbe: number | null = null
  let soonestExpiry = Infinity
  let learning: Promise<void> = Promise.resolve()
  records.load()

  function handlerOf(command: Command): CommandHandler {
    const handler = handlers.get(command.kind)
    if (handler === undefined) throw new Error(`no handler for ${command.kind}`)
    return handler
  }

  /**
   * Who tries out whether Kisi answers again: whoever comes first by right, due or not, so revokes before grants; and
   * among its like each in its turn, so that one whose own request hangs does not stand for the line for ever.
   */
  function nextProbe(): number | null {
    lastProbe = line.firstReady(lastProbe)
    return lastProbe
  }

  /** Takes the next command, deciding inside the transaction whether it is still worth sending. */
  function claim(): Claimed | 'ended' | null {
    const now = clock.now()
    const id = gate.failing() ? nextProbe() : line.nextReady(now)
    if (id === null) return null
    const command = records.byId(id)
    if (command === null || command.damaged) return 'ended'
    const expired = command.class === 'grant' && command.expiresAt !== null && command.expiresAt <= now
    const otherwise: Claimed['otherwise'] =
      command.withdrawn !== null
        ? { state: 'superseded', problem: command.withdrawn }
        : expired
          ? { state: 'expired', problem: 'The visit ended before it could be sent.' }
          : null
    if (otherwise !== null && command.sentAt === null) {
      if (otherwise.state === 'expired') states.expire(command, now)
      else states.settle(command, { ...otherwise, at: now })
      return 'ended'
    }
    const lease = randomId()
    // Where nothing is read before it is sent, claiming and sending are one step, and one write.
    const sendsNow = otherwise === null && command.sentAt === null && handlerOf(command).lookFirst !== true
    records.claim(id, lease, now, sendsNow)
    return { command, lease, sentAt: sendsNow ? now : null, otherwise }
  }

  function answered(): void {
    lastProbe = null
    if (gate.succeeded()) line.hurry(clock.now())
  }

  const attempt = createAttempt({ store, records, states, gate, clock, random, signal, judge, answered, log })
  const lane = { store, records, states, clock, boot, randomId, signal, enqueue, handlerOf, judge }
  const clicks = createClicks(lane)
  const alarms = createAlarms({ ...lane, random })

  /**
   * Leases end with the process, and with a lane that stopped on an error: what was on the wire then is looked at
   * before anything is sent again. A click of another life is never sent.
   */
  function recover(): void {
    store.transaction(() => {
      for (const command of records.readAll(line.interrupted())) {
        const at = clock.now()
        if (command.class === 'momentary' || command.class === 'alarm') {
          if (command.boot === boot) continue
          if (command.sentAt === null) states.settle(command, { state: 'expired', problem: 'Too late to be sent.', at })
          else states.settle(command, { state: 'unknown', problem: 'Frontdesk stopped while it was sent.', at })
          continue
        }
        const state = command.sentAt === null ? 'queued' : 'unknown'
        records.setState(command.id, { state, at, nextTryAt: at, problem: null, finished: false })
      }
    })
    interrupted = false
  }

  /** Grants whose visit ended before they could be sent end with it, also while nothing can be sent. */
  async function expire(): Promise<void> {
    while (!signal.aborted && soonestExpiry <= clock.now()) {
      const now = clock.now()
      store.transaction(() => {
        for (const id of line.expired(now, expiriesAtOnce)) {
          const command = records.byId(id)
          if (command?.finishedAt === null && !command.damaged) states.expire(command, now)
        }
      })
      soonestExpiry = line.soonestExpiry()
      onChange()
      await breathe()
    }
  }

  async function run(): Promise<void> {
    if (interrupted) recover()
    await expire()
    let ending: Ending | null = null
    for (;;) {
      const ends: Ending | null = ending
      // How one went and who is next are written in one go: half the waiting for the disk.
      const next = store.transaction(() => {
        ends?.()
        return signal.aborted || !gate.open() ? null : claim()
      })
      ending = null
      onChange()
      if (next === null) return
      if (next !== 'ended') ending = await attempt(handlerOf(next.command), next)
      await breathe()
    }
  }

  function schedule(): void {
    clearTimeout(timer)
    if (!started || signal.aborted) return
    const due = line.earliest()
    const at = Math.min(due === null ? Infinity : Math.max(due, gate.opensAt()), soonestExpiry)
    if (at === Infinity) return
    timer = setTimeout(turn, Math.min(Math.max(at - clock.now(), 0), longestWaitMs))
  }

  function turn(): void {
    turning = false
    if (!started || running !== null || signal.aborted) return
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

  /** Never from within a caller's transaction: nothing is sent before what asked for it is on the disk. */
  function turnSoon(): void {
    if (turning || !started) return
    turning = true
    setImmediate(turn)
  }

  function enqueue(command: NewCommand): StoredCommand {
    if (store.short && command.class === 'grant' && records.byKey(command.key) === null) {
      throw new DeskError('storage', fullSentence)
    }
    const fresh = store.write(() => records.insert(command, clock.now(), clock.monotonic(), boot))
    if (fresh !== null) {
      if (fresh.class === 'grant' && fresh.expiresAt !== null) soonestExpiry = Math.min(soonestExpiry, fresh.expiresAt)
      turnSoon()
      return fresh
    }
    const known = records.byKey(command.key)!
    if (known.kind !== command.kind || parametersText(known.parameters) !== parametersText(command.parameters)) {
      throw new DeskError('conflict', 'The same request was already made with other details.')
    }
    return known
  }

  return {
    register: (handler) => void handlers.set(handler.kind, handler),
    enqueue,
    supersedeGrants: states.withdrawGrants,
    openOfVisit: records.openOfVisit,
    supersede: deeds.supersede,
    list: records.list,
    counts: line.counts,
    byId: records.byId,
    byKey: records.byKey,
    runNow: async (command) => clicks.run(command).finally(onChange),
    runAlarm: async (command) => alarms.run(command).finally(onChange),
    retry(id) {
      const command = deeds.retry(id)
      soonestExpiry = Math.min(soonestExpiry, clock.now()) // it may be one whose visit ended meanwhile
      gate.reset()
      turnSoon()
      return command
    },
    handOver(id, to) {
      const command = deeds.handOver(id, to)
      onChange()
      return command
    },
    drop(id) {
      const command = deeds.drop(id)
      onChange()
      turnSoon()
      return command
    },
    wentBack: deeds.wentBack,
    notices: () => (records.keyWasLost() ? [{ id: 'seals-lost', tone: 'warning', message: sealsLostSentence }] : []),
    nextProbeAt: () => (gate.open() ? null : gate.opensAt()),
    wake() {
      gate.reset()
      turnSoon()
    },
    reachable() {
      answered()
      turnSoon()
    },
    lookAtDone: records.lookAtDone,
    mendKeys(afterId, limit) {
      const anew = store.transaction(() => records.mendKeys(afterId, limit))
      if (anew) store.mendAtStart('command_done')
    },
    purge: (olderThan, afterId, limit) => store.transaction(() => records.purge(olderThan, afterId, limit)),
    start() {
      recover()
      soonestExpiry = line.soonestExpiry()
      started = true
      learning = learnKeys(records.learnKeys, signal).catch((error: unknown) => {
        log.error('queue.keys_not_read', { error: String(error) }) // then each new key is looked for on the disk
      })
      turnSoon()
    },
    keysKnown: () => learning,
    async close() {
      stopping.abort()
      clearTimeout(timer)
      await running
      await Promise.all([clicks.close(), alarms.close()])
    },
  }
}
