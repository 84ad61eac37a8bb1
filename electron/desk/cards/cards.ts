import { DeskError } from '../../contract/errors.ts'
import type { TapMeaning } from '../../contract/taps.ts'
import type { Handlers } from '../../contract/table.ts'
import type { CardIdentifiers } from '../../kisi/types.ts'
import type { Holder } from '../../mirror/decide.ts'
import type { Mirror } from '../../mirror/types.ts'
import { parseEm4100Identity } from '../../reader/format/em4100.ts'
import { identityMatches, kisiIdentifiers } from '../../reader/format/kisi.ts'
import type { KeyTable } from '../keys/table.ts'
import type { VisitTable } from '../visits/table.ts'

export interface Cards {
  handlers: Pick<Handlers, 'cards.summary'>
  /** What a card means at this desk, from the desk's own keys first and the mirror after. Works offline. */
  meaningOf(identity: string): TapMeaning
  /** The card, if it may be given to a visitor now; otherwise `conflict` says who has it. */
  mustBeFree(identity: string): { identity: string; number: string }
}

/** The drawer of physical cards, as far as check-in and check-out need it. */
export function createCards(options: { keyTable: KeyTable; visits: VisitTable; mirror(): Mirror }): Cards {
  const { keyTable, visits, mirror } = options

  /** Who holds the card as Kisi knows it, whichever of its views it was enrolled by; null when Kisi does not know it. */
  function holderOf(identity: string): Holder | null {
    const card = parseEm4100Identity(identity)
    if (card === null) return null
    const { facilityCode, cardNumber, uid } = card
    const views: CardIdentifiers[] = [
      kisiIdentifiers(identity),
      { type: 'third_party_lf_em_410x_26', facilityCode, cardNumber },
      { type: 'third_party_lf', uid, length: 40 },
    ]
    const found = views
      .map((view) => mirror().whoHolds(view))
      .filter((holder) => holder.card !== null && identityMatches(identity, holder.card))
    return found.find((holder) => holder.cardAssignment !== null) ?? found[0] ?? null
  }

  function meaningOf(identity: string): TapMeaning {
    const inHand = keyTable.cardInHand(identity)
    const visit = inHand === undefined ? undefined : visits.byId(inHand.visit_id)
    if (visit !== undefined) {
      const until = new Date(visit.until_at).toISOString()
      return {
        kind: 'visitor_card',
        visitId: visit.id,
        name: visit.name,
        until,
        overdue: false,
        checkedOut: false,
        checkIn: null,
      }
    }
    const holder = holderOf(identity)
    if (holder === null)
      return { kind: 'unknown', why: 'new', enrollable: true, message: 'This card is new here.', checkIn: null }
    // A card whose return is still on its way to Kisi counts as back in stock: the order per card sees to the rest.
    const coming = keyTable.issuedCards().some((key) => key.identity === identity)
    const { cardAssignment, person } = holder
    if (coming || cardAssignment === null) return { kind: 'drawer_card', checkIn: null }
    return {
      kind: 'member',
      person: {
        kind: cardAssignment.assigneeType === 'User' ? 'user' : 'guest',
        id: cardAssignment.assigneeId,
        name: person?.name ?? 'Someone else',
        role: person?.role ?? null,
      },
      access: 'open',
      presence: null,
      checkIn: null,
    }
  }

  return {
    meaningOf,
    mustBeFree(identity) {
      const card = parseEm4100Identity(identity)
      if (card === null)
        throw new DeskError('invalid', 'That card can’t be used here. Take one from the drawer.', 'cardIdentity')
      const number = String(card.cardId).padStart(10, '0')
      const meaning = meaningOf(identity)
      if (meaning.kind === 'visitor_card') {
        throw new DeskError('conflict', `${meaning.name} still has card ${number}. Take it back first.`, 'cardIdentity')
      }
      if (meaning.kind === 'member') {
        throw new DeskError(
          'conflict',
          `Card ${number} is ${meaning.person.name}’s badge. Take one from the drawer.`,
          'cardIdentity',
        )
      }
      const stuck = keyTable.stuckCard(identity)
      if (stuck !== undefined) {
        const name = visits.byId(stuck.visit_id)?.name ?? 'its last visitor'
        throw new DeskError(
          'conflict',
          `Kisi would not take card ${number} back from ${name}. See what needs a person, or take another card.`,
          'cardIdentity',
        )
      }
      return { identity, number }
    },
    handlers: {
      'cards.summary': () => {
        const issued = keyTable.issuedCards()
        const { total } = mirror().cardsUnassigned({ limit: 1, offset: 0 })
        // Given out here, though Kisi's copy does not show it yet; and the other way round for those coming back.
        const leaving = issued.filter((key) => {
          const holder = key.state === 'closing' ? null : holderOf(key.identity)
          return holder !== null && holder.cardAssignment === null
        })
        const coming = issued.filter((key) => {
          const holder = key.state === 'closing' ? holderOf(key.identity) : null
          return holder !== null && holder.cardAssignment !== null
        })
        return {
          inStock: Math.max(0, total - leaving.length + coming.length),
          issued: issued.filter((key) => key.state !== 'closing').length,
        }
      },
    },
  }
}
