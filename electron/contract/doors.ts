import { z } from 'zod'
import { limits } from './limits.ts'
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
  placeId: z.int(),
  placeName: z.string(),
  floorName: z.string().nullable(),
  /** Where its floor stands among the others: 0 is the ground. */
  floorNumber: z.int().nullable(),
  state: z.enum(doorStates),
  /** Since when it is so, where the desk was told or saw it happen. */
  since: instant.nullable(),
  /** With `unlocked`: until when the relay stays released, where Kisi says. */
  unlockedUntil: instant.nullable(),
  /** What is locked down: this door, or its whole place, which then has to be called off for it to open. */
  lockedDown: z.enum(['door', 'place']).nullable(),
  /** When the desk last heard of this door from Kisi. */
  seenAt: instant.nullable(),
  /** The last person or card seen at it, for a minute or so. */
  lastEvent: z.object({ who: z.string().nullable(), success: z.boolean(), at: instant }).nullable(),
})
export type Door = z.infer<typeof door>

export const doorEventKinds = [
  'unlock',
  'refused',
  'locked',
  'opened',
  'closed',
  'forced_open',
  'held_open',
  'lock_down',
  'lock_down_over',
] as const

/** One thing that happened at a door, read from Kisi's events. `reason` says in plain words why someone was refused. */
export const doorEvent = z.object({
  id: z.string(),
  at: instant,
  kind: z.enum(doorEventKinds),
  doorId: z.int().nullable(),
  doorName: z.string(),
  who: z.string().nullable(),
  visitId: z.string().nullable(),
  reason: z.string().nullable(),
})
export type DoorEvent = z.infer<typeof doorEvent>

/** Doors that visitors may open come first. Asked for piece by piece until there are `total`. */
export const doorsList = {
  input: z.object({ offset: z.int().min(0).default(0) }),
  output: z.object({ doors: z.array(door), total: z.int() }),
}
/**
 * Those that are new or changed since the last time, and the ids of those that are gone. `seenAt`: up to when all the
 * others are known to be as they were.
 */
export const doorsChanged = z.object({ doors: z.array(door), gone: z.array(z.int()), seenAt: instant.nullable() })

const eventKinds = z.array(z.enum(doorEventKinds)).max(doorEventKinds.length)
/**
 * The newest events first, those that fit the filter (`event-filter.ts`). `next` is where to go on for older ones; null
 * when there are none. A page may hold fewer than `limit`, and even none, when few of many fit: go on from `next`.
 */
export const doorsEvents = {
  input: z.object({
    limit: z.int().min(1).max(limits.page).default(50),
    before: z.string().max(64).nullable().default(null),
    doorId: z.int().nullable().default(null),
    kinds: eventKinds.nullable().default(null),
    words: z
      .array(z.object({ text: z.string().max(limits.search), kinds: eventKinds }))
      .max(20)
      .default([]),
  }),
  output: z.object({
    events: z.array(doorEvent),
    next: z.string().nullable(),
    /** How far back was looked; null when there is nothing to look at. */
    lookedTo: instant.nullable(),
  }),
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
