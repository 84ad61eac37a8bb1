import { z } from 'zod'
import { complaint } from './complaints.ts'
import { limits } from './limits.ts'
import { receipt } from './visits.ts'
import { instant } from './time.ts'

/** What a change on its way to Kisi is about; the screen makes the sentence from it. */
export const changeKinds = [
  'guest.create',
  'right.give',
  'right.take',
  'card.enrol',
  'card.stock',
  'card.give',
  'card.activate',
  'card.take',
  'matter.close',
  'matter.put_back',
  'door.unlock',
  'door.lock_down',
  'door.release',
  'place.lock_down',
  'place.release',
  'record.damaged',
] as const

export const commandClasses = ['momentary', 'grant', 'revoke', 'alarm'] as const
export const commandStates = [
  'queued',
  'processing',
  'retry',
  'completed',
  'failed',
  'expired',
  'cancelled',
  'superseded',
  'unknown',
  'dead',
] as const

/** One change on its way to Kisi. `subject` is the person, `object` the group, card or door it is about. */
export const change = z.object({
  id: z.string(),
  kind: z.enum(changeKinds),
  class: z.enum(commandClasses),
  state: z.enum(commandStates),
  subject: z.string(),
  object: z.string().nullable(),
  visitId: z.string().nullable(),
  enqueuedAt: instant,
  nextTryAt: instant.nullable(),
  expiresAt: instant.nullable(),
  tries: z.int(),
  /** One sentence on what stands in the way, or null. */
  problem: z.string().nullable(),
  /** What Kisi found wrong, by the field it came from; empty where Kisi named none that the desk has. */
  complaints: z.array(complaint),
  /** Who sees to it outside the desk, or null. */
  handedTo: z.string().nullable(),
  /** Its record was changed by the disk: it can only be put away. */
  damaged: z.boolean(),
})
export type Change = z.infer<typeof change>

/** Part of a name, a card, a group, a door, or of what stands in the way or was quoted; empty for everything. */
const query = z.string().max(limits.search).default('')

/** `waiting` is on its way by itself; `needs_person` will not move without one. `total` counts what fits the query. */
export const changesList = {
  input: z.object({
    list: z.enum(['waiting', 'needs_person']),
    query,
    offset: z.int().min(0).default(0),
    limit: z.int().min(1).max(limits.page).default(50),
  }),
  output: z.object({ changes: z.array(change), total: z.int() }),
}

export const receiptsList = {
  input: z.object({ query, offset: z.int().min(0).default(0), limit: z.int().min(1).max(limits.page).default(50) }),
  output: z.object({
    receipts: z.array(receipt.extend({ subject: z.string(), visitId: z.string().nullable() })),
    total: z.int(),
  }),
}

export const changesRetry = { input: z.object({ changeId: z.string().max(64) }), output: change }
export const changesDrop = { input: z.object({ changeId: z.string().max(64) }), output: change }
export const changesHandOver = {
  input: z.object({ changeId: z.string().max(64), to: z.string().trim().min(1).max(limits.name) }),
  output: change,
}
export const changesTryNow = { input: z.object({}), output: z.object({ waiting: z.int() }) }
