import type { TapMeaning } from '../../contract/taps.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { CardReading } from '../../reader/format/format.ts'
import type { Cards } from '../cards/cards.ts'
import { cardsOf, type Found } from '../cards/find.ts'
import type { Clock } from '../ports.ts'
import type { VisitTable, VisitView } from '../visits/table.ts'
import type { Attention } from './attention.ts'
import type { Invitations } from './invitations.ts'

/** What was presented at a reader, before anybody knows what it means. */
export interface Presented {
  identity: string
  number: string
  readings: readonly CardReading[]
  /** What was typed, by a reader that types. */
  typed: string | null
}

export interface Understood {
  meaning: TapMeaning
  /** The reading that leads to a card; null where none does, or more than one. */
  reading: CardReading | null
  /** Names of the physical card: at another reader, or a moment later, it has at least one of them too. */
  names: string[]
}

const optical = new Set(['qr', 'barcode', 'code'])

/**
 * What a card or code means here and now, in this order: a visitor's card, an invitation, somebody's badge, a card of the
 * drawer, or nothing that is known. Reads the desk's records and the copy of Kisi, and changes nothing.
 */
export function createMeanings(options: {
  cards: Cards
  visits: VisitTable
  invitations: Invitations
  attention: Attention
  mirror(): Mirror
  clock: Pick<Clock, 'now'>
}): (presented: Presented) => Understood {
  const { cards, visits, invitations, attention, mirror, clock } = options

  function visitorCard(visit: VisitView): TapMeaning {
    return {
      kind: 'visitor_card',
      visitId: visit.id,
      name: visit.name,
      until: new Date(visit.until_at).toISOString(),
      overdue: visit.until_at <= clock.now(),
      checkedOut: false,
      checkIn: attention.checkIn(),
    }
  }

  function invitation(visitId: string): TapMeaning | null {
    const visit = visits.byId(visitId)
    if (visit === undefined) return null
    const noShow = visit.state === 'expected' && visit.until_at < clock.now()
    const state = noShow ? 'no_show' : visit.state === 'cancelled' ? 'turned_away' : visit.state
    return { kind: 'invitation', visitId: visit.id, name: visit.name, state }
  }

  function member(found: Extract<Found, { kind: 'known' }>): TapMeaning | null {
    const assignment = found.holder?.cardAssignment ?? null
    if (assignment === null) return null
    const { person = null } = found.holder ?? {}
    const kind = assignment.assigneeType === 'User' ? 'user' : 'guest'
    const id = assignment.assigneeId
    const suspended = person !== null && !person.accessEnabled
    const inactive = assignment.status !== 'activated'
    return {
      kind: 'member',
      person: { kind, id, name: person?.name ?? 'Someone else', role: person?.role ?? null },
      access: suspended
        ? 'suspended'
        : inactive
          ? 'card_inactive'
          : mirror().hasWayIn({ kind, id }, clock.now())
            ? 'open'
            : 'none',
      presence: null,
      checkIn: attention.checkIn(),
    }
  }

  function unknown({ readings, number }: Presented, found: Found): TapMeaning {
    const [first] = readings
    const say = (why: Extract<TapMeaning, { kind: 'unknown' }>['why'], message: string, enrollable = false) => ({
      kind: 'unknown' as const,
      why,
      enrollable,
      message,
      checkIn: attention.checkIn(),
    })
    if (readings.every(({ format }) => optical.has(format))) {
      return say('not_a_card', 'This code is no invitation of this desk.')
    }
    if (found.kind === 'several') {
      return say('several_known', `Card ${number} may be one of several cards in Kisi. Look it up by its number.`)
    }
    if (readings.length > 1) {
      return say('several_fit', 'This card can be read in several ways. Choose the number that is printed on it.')
    }
    const enrollable = first?.enrollable ?? false
    if (!enrollable) {
      return say('new', `Card ${number} can’t be added to Kisi: its number is not its own, or is too long.`)
    }
    if (mirror().status.completeAt === null) {
      return say('not_copied', 'The desk has no copy of Kisi yet, so it can’t tell whose card this is.', true)
    }
    return say('new', `Card ${number} is new here.`, true)
  }

  return (presented) => {
    const found = cards.find(presented.readings)
    if (found.kind === 'in_hand') {
      const { reading, key } = found
      const visit = visits.byId(key.visit_id)
      if (visit !== undefined) {
        const inKisi = cardsOf(mirror(), reading).map(({ id }) => `card ${id}`)
        return { meaning: visitorCard(visit), reading, names: [`key ${key.id}`, reading.identity, ...inKisi] }
      }
    }
    const visitId = invitations.visitOf(presented.readings, presented.typed)
    const invited = visitId === null ? null : invitation(visitId)
    if (invited !== null) return { meaning: invited, reading: null, names: [`visit ${visitId}`] }
    if (found.kind === 'known') {
      const meaning = member(found) ?? { kind: 'drawer_card' as const, checkIn: attention.checkIn() }
      return { meaning, reading: found.reading, names: [`card ${found.card.id}`, found.reading.identity] }
    }
    return { meaning: unknown(presented, found), reading: null, names: [presented.identity] }
  }
}
