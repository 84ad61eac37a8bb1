import { z } from 'zod'
import { limits } from './limits.ts'
import { instant } from './time.ts'

/**
 * How the desk stands with Kisi. none: no key yet; connecting: first answer awaited; online; offline: no answer;
 * refused: the key is not (or no longer) good; not_kisi: something answers there, but it is not Kisi.
 */
export const connectionStates = ['none', 'connecting', 'online', 'offline', 'refused', 'not_kisi'] as const

/** The readers of this desk in one word: the first that is connected, else the first that is missed. */
const readerState = z.object({
  /** none: no reader chosen; connected; unplugged: waiting for it to come back; refused: it cannot be opened. */
  state: z.enum(['none', 'connected', 'unplugged', 'refused']),
  port: z.string().nullable(),
  /** One sentence on what stands in the way and what mends it, or null. */
  message: z.string().nullable(),
  lastTapAt: instant.nullable(),
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
  /** Every reader that is to be open; `readers.list` has the rest. */
  readers: z.array(
    z.object({
      port: z.string(),
      name: z.string(),
      state: z.enum(['connected', 'unplugged', 'refused']),
      message: z.string().nullable(),
    }),
  ),
  /** Things a receptionist should know about the desk itself: "The disk is full. …" */
  notices: z.array(z.object({ id: z.string(), tone: z.enum(['info', 'warning', 'danger']), message: z.string() })),
})
export type DeskStatus = z.infer<typeof deskStatus>

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
