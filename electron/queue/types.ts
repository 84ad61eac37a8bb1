import type { Change } from '../contract/changes.ts'
import type { Complaint } from '../contract/complaints.ts'

export type CommandClass = Change['class']
export type CommandState = Change['state']
export type CommandKind = Change['kind']

/** One change on its way to Kisi, as it stands in the table. Times are epoch milliseconds. */
export interface Command {
  id: number
  key: string
  kind: CommandKind
  class: CommandClass
  state: CommandState
  /** What the handler needs to carry it out; flat JSON. */
  parameters: CommandParameters
  /** The person it is about and the group, card or door: for the screen only. */
  subject: string
  object: string | null
  visitId: string | null
  tries: number
  enqueuedAt: number
  nextTryAt: number
  expiresAt: number | null
  /** When it was first put on the wire; null: surely never. */
  sentAt: number | null
  problem: string | null
  /** What Kisi found wrong, by the field it came from. */
  complaints: readonly Complaint[]
  finishedAt: number | null
  /** Who sees to it outside the desk, as a person at the desk wrote it down; null: nobody does. */
  handedTo: string | null
  /** Its record on the disk is not what was written: nothing of it is trusted, and it is never sent. */
  damaged: boolean
}

export type CommandParameters = Record<string, string | number | null>

export interface NewCommand {
  /** Unique for ever: the same key again is the same command, with the same parameters or not at all. */
  key: string
  kind: CommandKind
  class: CommandClass
  parameters: CommandParameters
  subject: string
  object?: string | null
  visitId?: string | null
  /** What it must keep order with: `visit:…`, `card:…`. */
  entities: readonly string[]
  expiresAt?: number | null
}

/** What Kisi says when it is read: the effect stands (with what was seen), or it does not. */
export type Reading =
  | { stands: true; result?: CommandParameters; quote: string }
  | { stands: false; /** why it never can, when that shows already */ refused?: string }

/** How an attempt ended. */
export type Outcome =
  | { state: 'completed'; result: CommandParameters; quote: string | null; at: number }
  | {
      state: 'failed' | 'expired' | 'cancelled' | 'superseded' | 'unknown' | 'dead'
      problem: string | null
      complaints?: readonly Complaint[]
      at: number
    }

/**
 * What an error means for a command. `reached` false: it surely never got to Kisi. `line`: the line to Kisi, or Kisi as a
 * whole, fails rather than this command, unless Kisi answered something else in the same attempt.
 */
export type Verdict =
  | { kind: 'retry'; reached: boolean; line: boolean; afterMs?: number; free?: boolean; message: string }
  | { kind: 'offline'; message: string }
  | { kind: 'look'; line: boolean; message: string }
  | { kind: 'refused'; message: string; complaints?: readonly Complaint[] }
  | { kind: 'paused'; message: string }

/** Carries out one kind of command. Calls to Kisi throw; `judge` (given to the queue) says what an error means. */
export interface CommandHandler {
  kind: CommandKind
  /** Look before sending even the first time: the effect may well stand already (a card that is enrolled). */
  lookFirst?: boolean
  /** After sending, Kisi is read until it says so. Without it the answer to the sending is the proof. */
  readBack?: boolean
  send(command: Command, signal: AbortSignal): Promise<CommandParameters | void>
  read?(command: Command, signal: AbortSignal): Promise<Reading>
  /** Runs inside the transaction that changes the command's state, so that the use case's rows never disagree with it. */
  settled?(command: Command, outcome: Outcome): void
}
