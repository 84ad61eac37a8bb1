import { z } from 'zod'
import { complaintFields } from './complaints.ts'
import { limits } from './limits.ts'
import { instant } from './time.ts'

export const badgeColours = ['petrol', 'indigo', 'plum', 'brick', 'ochre', 'moss'] as const

/** A kind of visitor: what their badge looks like and which Kisi group opens doors to them (null: none). */
export const visitorType = z.object({
  id: z.string(),
  name: z.string(),
  badgeColour: z.enum(badgeColours),
  groupId: z.int().nullable(),
  groupName: z.string().nullable(),
  /** Names of the doors the group opens. */
  doors: z.array(z.string()),
  marginBeforeMinutes: z.int(),
  marginAfterMinutes: z.int(),
})
export type VisitorType = z.infer<typeof visitorType>

export const visitStates = ['expected', 'on_site', 'left', 'no_show', 'turned_away'] as const

/** What Kisi was read back to say after a change: the proof behind "open" and "closed". */
export const receipt = z.object({
  id: z.string(),
  says: z.enum(['open', 'closed']),
  at: instant,
  askedAt: instant,
  /** Plain words on what was read: "Right gone, card 0013530444 back in stock". */
  quote: z.string(),
})
export type Receipt = z.infer<typeof receipt>

/**
 * One way in that this desk handed out. `status` is the design's; `progress` says how far Kisi has confirmed it:
 * waiting (not yet read back), confirmed, or needs_person.
 */
export const key = z.object({
  id: z.string(),
  kind: z.enum(['right', 'card', 'link']),
  /** The group's name, or the card's number. */
  label: z.string(),
  doors: z.array(z.string()),
  status: z.enum(['scheduled', 'active', 'expired', 'revoked', 'failed']),
  progress: z.enum(['waiting', 'confirmed', 'needs_person']),
  validFrom: instant.nullable(),
  validUntil: instant.nullable(),
  receipt: receipt.nullable(),
})
export type Key = z.infer<typeof key>

/**
 * How things stand with a visitor's way in, in one word, for the list:
 * none (opens nothing), waiting, open, closing (revoke not yet read back), closed, failed (a person must look).
 */
export const accessStates = ['none', 'waiting', 'open', 'closing', 'closed', 'failed'] as const

export const visit = z.object({
  id: z.string(),
  state: z.enum(visitStates),
  visitor: z.object({ name: z.string(), email: z.string().nullable(), company: z.string().nullable() }),
  host: z.object({ id: z.int(), name: z.string() }),
  visitorType: z.object({ id: z.string(), name: z.string(), badgeColour: z.enum(badgeColours) }),
  from: instant,
  until: instant,
  checkedInAt: instant.nullable(),
  leftAt: instant.nullable(),
  /** The card in the visitor's hand, as its printed number, or null. */
  cardNumber: z.string().nullable(),
  access: z.object({ state: z.enum(accessStates), at: instant.nullable() }),
  lastDoor: z.object({ name: z.string(), at: instant, success: z.boolean() }).nullable(),
})
export type Visit = z.infer<typeof visit>

export const visitDetail = visit.extend({
  keys: z.array(key),
  /** How many earlier visits this visitor has made. */
  earlierVisits: z.int(),
  /** What will not move before a person does something, at the field it came from; null: it is about the whole visit. */
  refusals: z.array(z.object({ field: z.enum(complaintFields).nullable(), message: z.string() })),
})
export type VisitDetail = z.infer<typeof visitDetail>

export const visitLists = ['expected', 'on_site', 'left', 'no_show'] as const
export type VisitList = (typeof visitLists)[number]

const counts = z.object({ expected: z.int(), on_site: z.int(), left: z.int(), no_show: z.int() })
export type VisitCounts = z.infer<typeof counts>

export const visitsList = {
  input: z.object({
    list: z.enum(visitLists),
    offset: z.int().min(0).max(1_000_000).default(0),
    limit: z.int().min(1).max(limits.page).default(50),
  }),
  output: z.object({ visits: z.array(visit), total: z.int(), counts }),
}

export const visitsGet = { input: z.object({ visitId: z.string().max(64) }), output: visitDetail }

export const visitsSearch = {
  input: z.object({ query: z.string().max(limits.search), limit: z.int().min(1).max(50).default(8) }),
  output: z.object({ visits: z.array(visit) }),
}

/**
 * What a receptionist types about a visit. The schema keeps only shapes and sizes; the desk's use case checks meaning
 * and answers with the field and a sentence, so that a person never reads a validator's words.
 */
export const visitDraft = z.object({
  /** Made by the screen when the form opens; the same id again is the same check-in, never a second one. */
  requestId: z.uuid(),
  /** The expected visit that arrives, or null for a walk-in. */
  visitId: z.string().max(64).nullable().default(null),
  name: z.string(),
  email: z.string().nullable().default(null),
  company: z.string().nullable().default(null),
  hostId: z.int().nullable(),
  visitorTypeId: z.string().max(64),
  from: instant.nullable().default(null),
  until: instant,
})
export type VisitDraft = z.input<typeof visitDraft>

export const visitsCheckIn = {
  input: visitDraft.extend({
    /** `identity` of a tap, or null for no card. */
    cardIdentity: z.string().max(limits.cardIdentity).nullable().default(null),
  }),
  output: visitDetail,
}
export const visitsExpect = { input: visitDraft, output: visitDetail }
export const visitsCheckOut = { input: z.object({ visitId: z.string().max(64) }), output: visitDetail }
export const visitsCancel = { input: z.object({ visitId: z.string().max(64) }), output: visitDetail }

/** Puts right what Kisi refused of a visit on site, and has it tried again. What is left out stays as it is. */
export const visitsCorrect = {
  input: z.object({
    visitId: z.string().max(64),
    name: z.string().optional(),
    email: z.string().nullable().optional(),
    until: instant.optional(),
  }),
  output: visitDetail,
}

export const visitorTypesList = { input: z.object({}), output: z.object({ visitorTypes: z.array(visitorType) }) }
export const visitorTypesSave = {
  input: z.object({ visitorTypeId: z.string().max(64), groupId: z.int().nullable() }),
  output: visitorType,
}

export const cardsSummary = {
  input: z.object({}),
  output: z.object({ inStock: z.int(), issued: z.int() }),
}
