import { z } from 'zod'
import { limits } from './limits.ts'
import { cardFormats, cardReading, readerModes, readerPort } from './readers.ts'
import { instant } from './time.ts'
import { visit, visitStates } from './visits.ts'

/** The check-in that a screen has open, and that a card from the drawer goes to. */
export const openCheckIn = z.object({
  /** Made by the screen when it starts, so that two screens are told apart. */
  window: z.uuid(),
  /** `requestId` of the form. */
  requestId: z.uuid(),
  /** The expected visit that arrives, or null for a walk-in. */
  visitId: z.string().max(64).nullable(),
  name: z.string().max(limits.name),
})
export type OpenCheckIn = z.infer<typeof openCheckIn>

export const presence = z.object({ state: z.enum(['in', 'out']), since: instant })

/** A person as a tap names them. */
const tapPerson = z.object({
  kind: z.enum(['user', 'guest']),
  id: z.int(),
  name: z.string(),
  role: z.string().nullable(),
})

export const tapMeaning = z.discriminatedUnion('kind', [
  /** A card of the drawer. `checkIn`: the open form that it goes to; null: none is open, and nothing happened. */
  z.object({ kind: z.literal('drawer_card'), checkIn: openCheckIn.nullable() }),
  /**
   * A card that this desk gave to a visitor. `taps.check_out` with the tap's id checks them out; `checkedOut`: the tap
   * itself has done it. `checkIn`: a form was open, which must refuse this card.
   */
  z.object({
    kind: z.literal('visitor_card'),
    visitId: z.string(),
    name: z.string(),
    until: instant,
    /** Their time is over, and they still have it. */
    overdue: z.boolean(),
    checkedOut: z.boolean(),
    checkIn: openCheckIn.nullable(),
  }),
  /**
   * Somebody's own badge. `access`: suspended in Kisi, the card itself not activated, no right on any door, or open.
   * `presence`: only in staff mode, what the tap has made of it.
   */
  z.object({
    kind: z.literal('member'),
    person: tapPerson,
    access: z.enum(['open', 'none', 'suspended', 'card_inactive']),
    presence: presence.nullable(),
    checkIn: openCheckIn.nullable(),
  }),
  /** The code of an invitation. `state` says whether there is still a check-in to open. */
  z.object({
    kind: z.literal('invitation'),
    visitId: z.string(),
    name: z.string(),
    state: z.enum([...visitStates]),
  }),
  /**
   * Nobody knows it. new: a card to enrol (`enrollable`) or to look up; several_fit: `readings` has more than one, and a
   * person chooses which; several_known: Kisi knows more than one card that this may be; not_a_card: a code of no known
   * invitation; not_copied: there is no copy of Kisi yet. With a form open, an enrollable card goes to it.
   */
  z.object({
    kind: z.literal('unknown'),
    why: z.enum(['new', 'several_fit', 'several_known', 'not_a_card', 'not_copied']),
    enrollable: z.boolean(),
    message: z.string(),
    checkIn: openCheckIn.nullable(),
  }),
  /** Nothing was done. dialog: a question is open; elsewhere: the card was at another reader just now; failed: see message. */
  z.object({
    kind: z.literal('ignored'),
    reason: z.enum(['dialog', 'elsewhere', 'failed']),
    message: z.string(),
  }),
])
export type TapMeaning = z.infer<typeof tapMeaning>

/** A badge or code presented at the desk, and what it means here. */
export const tap = z.object({
  id: z.string(),
  at: instant,
  reader: z.object({
    port: readerPort,
    name: z.string(),
    mode: z.enum(readerModes),
    /** Whether the screen sounds. */
    sound: z.boolean(),
  }),
  /** Technology and every bit: `em4100:3C00CE754C`. Give it back to check in with this card. */
  identity: z.string(),
  /** As printed on the card: `0013530444`. */
  number: z.string(),
  /** Every format that fits what was read. */
  readings: z.array(cardReading),
  /** The copy of Kisi that answered: up to when it is true, and whether Kisi can be reached to see to it that it is. */
  copy: z.object({ online: z.boolean(), at: instant.nullable() }),
  /** What the reader was told to show. */
  signal: z.enum(['granted', 'denied']).nullable(),
  meaning: tapMeaning,
})
export type Tap = z.infer<typeof tap>

/** What a reader that types has typed: means the same as a tap. Answers the tap; null: the same card again. */
export const tapsTyped = {
  input: z.object({ port: readerPort, text: z.string().min(1).max(4096) }),
  output: z.object({ tap: tap.nullable() }),
}

/**
 * What a screen has open, so that a tap means what the person before it sees. To be said at every change and every 30
 * seconds; it lapses after 90, for a screen that is gone. While `dialog` is true a tap is ignored, and says so.
 */
export const tapsAttend = {
  input: z.object({
    window: z.uuid(),
    checkIn: openCheckIn.omit({ window: true }).nullable(),
    dialog: z.boolean(),
  }),
  output: z.object({}),
}

/** Checks out the visitor whose card that tap was. The same tap again does nothing more, and answers the same. */
export const tapsCheckOut = {
  input: z.object({ tapId: z.string().max(64) }),
  output: z.object({ visit, done: z.boolean() }),
}

/**
 * Puts a card that was tapped into Kisi's stock, as the reading that a person chose. `remember`: later cards at that
 * reader are read in this format alone. `waiting`: Kisi has not answered yet, and it will be done when it does.
 */
export const cardsEnrol = {
  input: z.object({
    tapId: z.string().max(64),
    identity: z.string().min(1).max(limits.cardIdentity),
    /** Of several readings of the same bits, the one that was chosen. */
    format: z.enum(cardFormats).nullable().default(null),
    remember: z.boolean().default(false),
  }),
  output: z.object({
    state: z.enum(['enrolled', 'waiting']),
    identity: z.string(),
    number: z.string(),
    cardId: z.int().nullable(),
  }),
}

/** The code that an expected visitor shows at the desk; the same one for the same visit. `text` is what a QR code holds. */
export const visitsInvitation = {
  input: z.object({ visitId: z.string().max(64) }),
  output: z.object({ code: z.string(), text: z.string() }),
}

export const present = z.object({ personId: z.int(), name: z.string(), state: z.enum(['in', 'out']), since: instant })
/** Members who signed in today and have not signed out, the latest first. */
export const presenceList = {
  input: z.object({ offset: z.int().min(0).default(0), limit: z.int().min(1).max(limits.page).default(50) }),
  output: z.object({ present: z.array(present), total: z.int() }),
}
/** Signs a member in or out without a badge, or undoes what a tap did. */
export const presenceSign = {
  input: z.object({ personId: z.int(), state: z.enum(['in', 'out']) }),
  output: present,
}
