import { DeskError } from '../../contract/errors.ts'
import type { CardReading as ShownReading } from '../../contract/readers.ts'
import type { Handlers } from '../../contract/table.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { CardFormat, CardReading } from '../../reader/format/format.ts'
import type { KeyTable } from '../keys/table.ts'
import type { VisitorRow, VisitTable } from '../visits/table.ts'
import { cardsOf, createCardFinder, type Found } from './find.ts'
import { mayBeSameCard, readingsOf } from './readings.ts'

export interface GivenCard {
  identity: string
  number: string
  /** What it is enrolled as when Kisi does not know it. */
  format: CardFormat
}

export interface Cards {
  handlers: Pick<Handlers, 'cards.summary'>
  /** Which card was read, from the desk's own keys first and the mirror after. Works offline. */
  find(readings: readonly CardReading[]): Found
  /** A reading together with whose card it is. */
  shown(reading: CardReading): ShownReading
  /** How an identity was read when it was tapped last; without a tap, all that its bits may be. */
  readAs(identity: string, readings: readonly CardReading[]): void
  /** The card, if it may be given to a visitor now; otherwise `conflict` says who has it. */
  mustBeFree(identity: string): GivenCard
  /** Refuses a second live card for a visitor that Kisi shows with another one. */
  mustHaveNone(visitor: VisitorRow | undefined, identity: string): void
}

/** So many cards that were tapped are remembered with how they were read. */
const mostTapped = 200

const refuse = (code: 'invalid' | 'conflict', message: string): DeskError =>
  new DeskError(code, message, 'cardIdentity')

/** The drawer of physical cards, as far as check-in and check-out need it. */
export function createCards(options: { keyTable: KeyTable; visits: VisitTable; mirror(): Mirror }): Cards {
  const { keyTable, visits, mirror } = options
  const finder = createCardFinder({ keyTable, mirror })
  const tapped = new Map<string, readonly CardReading[]>()

  const nameOf = (visitId: string): string | undefined => visits.byId(visitId)?.name

  return {
    find: finder.find,
    shown(reading) {
      const found = finder.find([reading])
      if (found.kind === 'in_hand') {
        const name = nameOf(found.key.visit_id) ?? ''
        const guest = visits.byId(found.key.visit_id)?.guest_id ?? null
        return { ...reading, known: { cardId: found.key.card_id, holder: { kind: 'guest', id: guest, name } } }
      }
      if (found.kind !== 'known') return { ...reading, known: null }
      const { card, holder } = found
      const assignment = holder?.cardAssignment ?? null
      return {
        ...reading,
        known: {
          cardId: card.id,
          holder:
            assignment === null
              ? null
              : {
                  kind: assignment.assigneeType === 'User' ? 'user' : 'guest',
                  id: assignment.assigneeId,
                  name: holder?.person?.name ?? '',
                },
        },
      }
    },
    readAs(identity, readings) {
      tapped.delete(identity)
      tapped.set(identity, readings)
      const [oldest] = tapped.keys()
      if (tapped.size > mostTapped && oldest !== undefined) tapped.delete(oldest)
    },
    mustBeFree(identity) {
      const readings = tapped.get(identity) ?? readingsOf(identity)
      const [first] = readings
      if (first === undefined) throw refuse('invalid', 'That card can’t be used here. Take one from the drawer.')
      const found = finder.find(readings)
      const reading = 'reading' in found ? found.reading : first
      const { number } = reading
      if (found.kind === 'in_hand') {
        const name = nameOf(found.key.visit_id) ?? 'Someone'
        throw refuse('conflict', `${name} still has card ${number}. Take it back first.`)
      }
      if (found.kind === 'several') {
        throw refuse('conflict', `Card ${number} may be one of several cards in Kisi. Take another from the drawer.`)
      }
      if (found.kind === 'known' && found.holder !== null) {
        const name = found.holder.person?.name ?? 'Someone else'
        throw refuse('conflict', `Card ${number} is ${name}’s badge. Take one from the drawer.`)
      }
      const stuck = keyTable.stuckCards().find((key) => mayBeSameCard(reading, key.identity ?? ''))
      if (stuck !== undefined) {
        const name = nameOf(stuck.visit_id) ?? 'its last visitor'
        throw refuse(
          'conflict',
          `Kisi would not take card ${number} back from ${name}. See what needs a person, or take another card.`,
        )
      }
      if (found.kind === 'none' && readings.length > 1) {
        throw refuse('invalid', 'This card can be read in several ways. Tap it again, and choose how to add it.')
      }
      if (found.kind === 'none' && !reading.enrollable) {
        throw refuse('invalid', 'This card can’t be added to Kisi: its number is not its own, or is too long.')
      }
      return { identity: reading.identity, number, format: reading.format }
    },
    mustHaveNone(visitor, identity) {
      if (visitor === undefined || visitor.guest_id === null) return
      const guest = { type: 'Guest', id: visitor.guest_id } as const
      const coming = keyTable.ofGuest(guest.id).filter(({ state }) => state === 'closing' || state === 'closed')
      const readings = readingsOf(identity)
      for (const assignment of mirror().cardAssignmentsOf(guest)) {
        if (coming.some((key) => key.kind === 'card' && key.kisi_id === assignment.id)) continue
        const found = finder.find(readings)
        if (found.kind === 'known' && found.card.id === assignment.cardId) continue
        const card = mirror().card(assignment.cardId)
        const number = card?.cardId ?? card?.cardNumber ?? null
        const which = number === null ? 'another card' : `card ${String(number).padStart(10, '0')}`
        throw refuse('conflict', `${visitor.name} still has ${which}. Take it back first.`)
      }
    },
    handlers: {
      'cards.summary': () => {
        const issued = keyTable.issuedCards()
        const { total } = mirror().cardsUnassigned({ limit: 1, offset: 0 })
        const assigned = (identity: string): boolean | null => {
          const cards = readingsOf(identity).flatMap((reading) => cardsOf(mirror(), reading))
          return cards.length === 0 ? null : cards.some(({ id }) => mirror().cardAssignmentOf(id) !== null)
        }
        // Given out here, though Kisi's copy does not show it yet; and the other way round for those coming back.
        const leaving = issued.filter(({ identity, state }) => state !== 'closing' && assigned(identity) === false)
        const coming = issued.filter(({ identity, state }) => state === 'closing' && assigned(identity) === true)
        return {
          inStock: Math.max(0, total - leaving.length + coming.length),
          issued: issued.filter((key) => key.state !== 'closing').length,
        }
      },
    },
  }
}
