import type { Command, CommandParameters, CommandState, NewCommand } from './types.ts'

/** One step of a command's way. The same step again and again is one step with how often and when last. */
export interface Step {
  at: number
  state: CommandState
  reason: string | null
  times?: number
  lastAt?: number
}

/** A command with what only the queue itself looks at. */
export interface StoredCommand extends Command {
  enqueuedMonotonic: number
  boot: string
  entities: readonly string[]
  lease: string | null
  /** Why it must not be sent (again), or null. */
  withdrawn: string | null
  /** What Kisi answered to it, also before it was read back; null: it has not said yes. */
  result: CommandParameters | null
  history: readonly Step[]
}

/** A command as it lies on the disk: what was asked for, what became of it so far, and the seal over both. */
export interface Row {
  id: number
  body: string
  progress: string
  seal: string
}

/** What was asked for. Never changes after it was written. */
type Body = Pick<
  StoredCommand,
  | 'key'
  | 'kind'
  | 'class'
  | 'parameters'
  | 'subject'
  | 'object'
  | 'visitId'
  | 'entities'
  | 'enqueuedAt'
  | 'enqueuedMonotonic'
  | 'boot'
  | 'expiresAt'
>

/** What became of it so far. */
export type Progress = Pick<
  StoredCommand,
  | 'state'
  | 'tries'
  | 'lease'
  | 'sentAt'
  | 'withdrawn'
  | 'problem'
  | 'complaints'
  | 'result'
  | 'finishedAt'
  | 'handedTo'
  | 'history'
>

const fresh: Progress = {
  state: 'queued',
  tries: 0,
  lease: null,
  sentAt: null,
  withdrawn: null,
  problem: null,
  complaints: [],
  result: null,
  finishedAt: null,
  handedTo: null,
  history: [],
}

/** Nothing has become of a new command yet, which is the least that can be written for it. */
export const freshProgress = '{}'

/** Equal parameters give equal text, whatever order they were written in. */
export function parametersText(parameters: CommandParameters): string {
  const names = Object.keys(parameters)
  return JSON.stringify(parameters, names.length > 1 ? names.sort() : undefined)
}

export function bodyOf(command: NewCommand, now: number, monotonic: number, boot: string): Body {
  return {
    key: command.key,
    kind: command.kind,
    class: command.class,
    parameters: command.parameters,
    subject: command.subject,
    object: command.object ?? null,
    visitId: command.visitId ?? null,
    entities: command.entities,
    enqueuedAt: now,
    enqueuedMonotonic: Math.floor(monotonic),
    boot,
    expiresAt: command.expiresAt ?? null,
  }
}

/** Only what differs from a new command's progress is written. */
export function progressText(command: Progress): string {
  const { state, tries, lease, sentAt, withdrawn, problem, complaints, result, finishedAt, handedTo, history } = command
  return JSON.stringify({
    ...(state === 'queued' ? {} : { state }),
    ...(tries === 0 ? {} : { tries }),
    ...(lease === null ? {} : { lease }),
    ...(sentAt === null ? {} : { sentAt }),
    ...(withdrawn === null ? {} : { withdrawn }),
    ...(problem === null ? {} : { problem }),
    ...(complaints.length === 0 ? {} : { complaints }),
    ...(result === null ? {} : { result }),
    ...(finishedAt === null ? {} : { finishedAt }),
    ...(handedTo === null ? {} : { handedTo }),
    ...(history.length === 0 ? {} : { history }),
  })
}

/** A command of which nothing has become yet; written out, since it is made in the one moment that is waited for. */
export function freshCommand(id: number, body: Body, now: number): StoredCommand {
  return {
    id,
    key: body.key,
    kind: body.kind,
    class: body.class,
    parameters: body.parameters,
    subject: body.subject,
    object: body.object,
    visitId: body.visitId,
    entities: body.entities,
    enqueuedAt: body.enqueuedAt,
    enqueuedMonotonic: body.enqueuedMonotonic,
    boot: body.boot,
    expiresAt: body.expiresAt,
    state: 'queued',
    tries: 0,
    lease: null,
    sentAt: null,
    withdrawn: null,
    problem: null,
    complaints: [],
    result: null,
    finishedAt: null,
    handedTo: null,
    history: [],
    nextTryAt: now,
    damaged: false,
  }
}

export function commandOf(id: number, body: Body, progress: Partial<Progress>, nextTryAt: number): StoredCommand {
  return { id, ...body, ...fresh, ...progress, nextTryAt, damaged: false }
}

/** The command of a row whose seal is known to be good. */
export function parseRow(row: Row, nextTryAt: number): StoredCommand {
  return commandOf(row.id, JSON.parse(row.body) as Body, JSON.parse(row.progress) as Partial<Progress>, nextTryAt)
}

/** What a seal covers: everything, with its id, so that no row can pass for another. */
export const sealedText = (id: number, body: string, progress: string): string => `${id}\n${body}\n${progress}`

/** Of a very long way the first steps and the last are kept. */
const mostSteps = 100
const firstSteps = 20

/** One more step. A way that goes round in circles is written as how often and when last. */
export function stepped(history: readonly Step[], step: Step): Step[] {
  const since = history.length - 2
  const same = history.findIndex(
    (other, index) => index >= since && other.state === step.state && other.reason === step.reason,
  )
  if (same < 0) {
    const kept = history.length < mostSteps ? history : history.toSpliced(firstSteps, 1)
    return [...kept, step]
  }
  return history.map((other, index) =>
    index === same ? { ...other, times: (other.times ?? 1) + 1, lastAt: step.at } : other,
  )
}
