import { z } from 'zod'
import { limits } from './limits.ts'
import { instant } from './time.ts'

/** What raises an alarm: `forced_open` without an unlock before it, `held_open` longer than the door may be open. */
export const alarmKinds = ['forced_open', 'held_open'] as const

/** A door that was forced or is held, from when Kisi told of it until a person takes it. One a door and kind. */
export const alarm = z.object({
  id: z.string(),
  kind: z.enum(alarmKinds),
  doorId: z.int(),
  doorName: z.string(),
  placeName: z.string().nullable(),
  /** When it happened first and last, by Kisi's clock, and how often before somebody took it. */
  at: instant,
  lastAt: instant,
  times: z.int(),
  /** Whom the door had opened to before it was held; null when Kisi told of nobody. */
  openedBy: z.object({ who: z.string().nullable(), at: instant }).nullable(),
  /** When it was closed again, where Kisi told. */
  closedAt: instant.nullable(),
  /** Whether the contact says open, as last seen; null when the door is not in Kisi any more. */
  open: z.boolean().nullable(),
  takenAt: instant.nullable(),
  takenBy: z.string().nullable(),
})
export type Alarm = z.infer<typeof alarm>

export const alarmsList = {
  /** `open`: forced before held, the newest first. `taken`: the last taken first. */
  input: z.object({
    list: z.enum(['open', 'taken']),
    offset: z.int().min(0).default(0),
    limit: z.int().min(1).max(limits.page).default(50),
  }),
  output: z.object({
    alarms: z.array(alarm),
    total: z.int(),
    /** Whether a standing alarm is heard at the screens of this desk. */
    sound: z.boolean(),
    /** Who took one last, to be offered again. */
    lastTaken: z.object({ by: z.string(), at: instant }).nullable(),
  }),
}

/** `by` is whoever sees to it. Those that somebody took meanwhile stay theirs; refused when that is all of them. */
export const alarmsTake = {
  input: z.object({
    alarmIds: z.array(z.string().max(64)).min(1).max(limits.page),
    by: z.string().trim().min(1).max(limits.name),
  }),
  output: z.object({ taken: z.int() }),
}

export const alarmsSound = { input: z.object({ on: z.boolean() }), output: z.object({ on: z.boolean() }) }

/** The first alarms that nobody has taken, and how many there are. */
export const alarmsChanged = z.object({ alarms: z.array(alarm), total: z.int(), sound: z.boolean() })
