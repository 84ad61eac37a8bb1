import { z } from 'zod'
import { limits } from './limits.ts'
import { instant } from './time.ts'

/**
 * How the desk stands with Kisi. none: no key yet; connecting: first answer awaited; online; offline: no answer;
 * refused: the key is not (or no longer) good; not_kisi: something answers there, but it is not Kisi.
 */
export const connectionStates = ['none', 'connecting', 'online', 'offline', 'refused', 'not_kisi'] as const

export const readerState = z.object({
  /** none: no reader chosen; connected; unplugged: waiting for it to come back; refused: it cannot be opened. */
  state: z.enum(['none', 'connected', 'unplugged', 'refused']),
  port: z.string().nullable(),
  /** One sentence on what stands in the way and what mends it, or null. */
  message: z.string().nullable(),
  lastTapAt: instant.nullable(),
})

const notice = z.object({
  id: z.string(),
  tone: z.enum(['info', 'warning', 'danger']),
  message: z.string(),
  /** Stays, across restarts too, until somebody says that they have seen it (`notices.put_away`). */
  untilSeen: z.boolean().optional(),
})

export const deskStatus = z.object({
  version: z.string(),
  phase: z.enum(['starting', 'ready', 'failed']),
  /** Why the desk could not start, in one sentence. Only with phase failed. */
  failure: z.string().nullable(),
  /** True when the desk talks to the bundled simulator. */
  demo: z.boolean(),
  now: instant,
  organization: z.object({ id: z.int(), name: z.string() }).nullable(),
  place: z.object({ id: z.int(), name: z.string(), timeZone: z.string().nullable() }).nullable(),
  connection: z.object({
    state: z.enum(connectionStates),
    since: instant.nullable(),
    nextTryAt: instant.nullable(),
    address: z.string().nullable(),
    message: z.string().nullable(),
    /** Where the key is kept: the system's keychain, or a file only this user can read. */
    keyKept: z.enum(['keychain', 'file', 'memory']).nullable(),
  }),
  changes: z.object({ waiting: z.int(), needsPerson: z.int() }),
  mirror: z.object({
    state: z.enum(['empty', 'filling', 'ready']),
    people: z.int(),
    /** When the copy was last complete. */
    at: instant.nullable(),
    /** 0 to 1 while a first copy is made. */
    progress: z.number().nullable(),
    message: z.string().nullable(),
  }),
  reader: readerState,
  /** Things a receptionist should know about the desk itself: "The disk is full. …" */
  notices: z.array(notice),
})
export type DeskStatus = z.infer<typeof deskStatus>

/** A badge or code presented at the desk, and what it means here. */
export const tap = z.object({
  id: z.string(),
  at: instant,
  reader: z.string(),
  /** Technology and every bit: `em4100:3C00CE754C`. Give it back to check in with this card. */
  identity: z.string(),
  /** As printed on the card: `0013530444`. */
  number: z.string(),
  meaning: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('stock') }),
    z.object({ kind: z.literal('new') }),
    z.object({ kind: z.literal('issued'), visitId: z.string(), name: z.string() }),
    z.object({ kind: z.literal('member'), personId: z.int(), name: z.string() }),
  ]),
})
export type Tap = z.infer<typeof tap>

const connectionInput = z.object({ address: z.string().max(limits.address), key: z.string().max(limits.key) })

/** What a key turned out to be, without the key. */
export const connectionReport = z.object({
  organization: z.object({ id: z.int(), name: z.string() }),
  user: z.object({ name: z.string(), email: z.string().nullable() }),
  places: z.array(z.string()),
  answeredInMs: z.int(),
})
export type ConnectionReport = z.infer<typeof connectionReport>

export const connectionTest = { input: connectionInput, output: connectionReport }
export const connectionSave = { input: connectionInput, output: connectionReport }
export const connectionForget = { input: z.object({}), output: z.object({}) }

export const port = z.object({ path: z.string(), name: z.string(), likelyReader: z.boolean() })
export const readersPorts = { input: z.object({}), output: z.object({ ports: z.array(port) }) }
export const readersConnect = { input: z.object({ port: z.string().min(1).max(300) }), output: readerState }
export const readersDisconnect = { input: z.object({}), output: readerState }

/** Somebody has seen a notice that stays until then. */
export const noticesPutAway = { input: z.object({ noticeId: z.string().max(64) }), output: z.object({}) }
