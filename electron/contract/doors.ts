import { z } from 'zod'
import { instant } from './time.ts'

/** `unlocked` is the relay (now, or by a schedule), `open` the contact sensor after a rightful unlock. */
export const doorStates = [
  'locked',
  'unlocked',
  'open',
  'held_open',
  'forced_open',
  'locked_down',
  'offline',
  'unknown',
] as const

export const door = z.object({
  id: z.int(),
  name: z.string(),
  placeName: z.string(),
  floorName: z.string().nullable(),
  state: z.enum(doorStates),
  /** Since when, where known: held open since, offline since. */
  since: instant.nullable(),
  /** When the desk last heard of this door from Kisi. */
  seenAt: instant.nullable(),
  /** The last person or card seen at it, for a minute or so. */
  lastEvent: z.object({ who: z.string().nullable(), success: z.boolean(), at: instant }).nullable(),
})
export type Door = z.infer<typeof door>

/** One thing that happened at a door, read from Kisi's events. `reason` says in plain words why someone was refused. */
export const doorEvent = z.object({
  id: z.string(),
  at: instant,
  kind: z.enum([
    'unlock',
    'refused',
    'locked',
    'opened',
    'closed',
    'forced_open',
    'held_open',
    'lock_down',
    'lock_down_over',
  ]),
  doorId: z.int().nullable(),
  doorName: z.string(),
  who: z.string().nullable(),
  visitId: z.string().nullable(),
  reason: z.string().nullable(),
})
export type DoorEvent = z.infer<typeof doorEvent>

export const doorsList = { input: z.object({}), output: z.object({ doors: z.array(door) }) }
export const doorsEvents = {
  input: z.object({ limit: z.int().min(1).max(100).default(50), before: z.string().max(64).nullable().default(null) }),
  output: z.object({ events: z.array(doorEvent) }),
}
const done = z.object({ at: instant })
/** `requestId` is made at the press. Answers when Kisi has said yes or no, or after a minute of trying. */
export const doorsLockDown = { input: z.object({ doorId: z.int(), requestId: z.uuid() }), output: done }
export const placesLockDown = { input: z.object({ placeId: z.int(), requestId: z.uuid() }), output: done }
export const doorsUnlock = {
  /** `requestId` is made at the click: the same click never opens a door twice. */
  input: z.object({ doorId: z.int(), requestId: z.uuid() }),
  output: z.object({ doorId: z.int(), at: instant }),
}
