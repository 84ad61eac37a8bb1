import { z } from 'zod'
import { limits } from './limits.ts'
import { instant } from './time.ts'

/**
 * Where Kisi and the desk's records disagree about who may come in, so that a person must say which is right.
 * restored: Kisi shows what this desk had closed; unexplained: this desk's key made it, and no visit of the records is
 * the reason; missing: the desk had opened it, and Kisi shows it no more; changed: it is open for other hours than the
 * desk gave it; damaged: the disk changed what the records say
 * about it, so that they are no longer trusted.
 */
export const matterWrongs = ['restored', 'unexplained', 'missing', 'changed', 'damaged'] as const

const hours = z.object({ from: instant.nullable(), until: instant.nullable() })

export const matter = z.object({
  id: z.string(),
  wrong: z.enum(matterWrongs),
  what: z.enum(['right', 'card', 'record']),
  /** The person it is about, and the group or place, or the card's number. */
  subject: z.string(),
  object: z.string(),
  visitId: z.string().nullable(),
  /** When Kisi says that it was made, or null. */
  madeAt: instant.nullable(),
  /** Of what is changed: for when the desk gave it, and for when it is in Kisi; null: without a limit. */
  hours: z.object({ desk: hours, kisi: hours }).nullable(),
  foundAt: instant,
  /** Since when Kisi and the desk agree again without the desk's doing; null while they do not. */
  overAt: instant.nullable(),
  /** Who sees to it outside the desk, or null. */
  handedTo: z.string().nullable(),
})
export type Matter = z.infer<typeof matter>

const one = z.object({ matterId: z.string().max(64) })

export const mattersList = {
  input: z.object({ offset: z.int().min(0).default(0), limit: z.int().min(1).max(limits.page).default(50) }),
  output: z.object({ matters: z.array(matter), total: z.int() }),
}
/** Takes it away in Kisi: a revoke like any other, read back and kept until it is done. Not for what is missing or damaged. */
export const mattersClose = { input: one, output: matter }
/** Opens once more what is missing. */
export const mattersOpenAgain = { input: one, output: matter }
/** Gives what is changed the desk's hours again: a change like any other, read back. */
export const mattersPutBack = { input: one, output: matter }
/** It is meant to be as Kisi shows it: never asked about again. Also puts away what is over. */
export const mattersKeep = { input: one, output: matter }
export const mattersHandOver = {
  input: one.extend({ to: z.string().trim().min(1).max(limits.name) }),
  output: matter,
}
