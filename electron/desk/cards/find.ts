import type { KisiCard } from '../../kisi/types.ts'
import type { Holder } from '../../mirror/decide.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { CardReading } from '../../reader/format/format.ts'
import { identityMatches, kisiViewsOf } from '../../reader/format/kisi.ts'
import type { KeyRow, KeyTable } from '../keys/table.ts'
import { mayBeSameCard } from './readings.ts'

/** Which card was read, as far as the desk and its copy of Kisi know. */
export type Found =
  /** This desk gave it to a visitor and has not had it back. */
  | { kind: 'in_hand'; reading: CardReading; key: KeyRow }
  /** Kisi knows it. `holder` null: nobody has it, or its return is on its way. */
  | { kind: 'known'; reading: CardReading; card: KisiCard; holder: Holder | null }
  | { kind: 'none' }
  /** It may be one of several cards that different people have: nobody guesses. */
  | { kind: 'several' }

export interface CardFinder {
  find(readings: readonly CardReading[]): Found
}

type Known = Extract<Found, { kind: 'known' }>

/** Finds a card by whatever a reader tells of it: the desk's own keys first, then the copy of Kisi. Works offline. */
export function createCardFinder(options: { keyTable: KeyTable; mirror(): Mirror }): CardFinder {
  const { keyTable, mirror } = options

  function keysInHand(reading: CardReading): KeyRow[] {
    const exact = keyTable.cardInHand(reading.identity)
    if (exact !== undefined) return [exact]
    return keyTable.identitiesInHand().flatMap((identity) => {
      const key = mayBeSameCard(reading, identity) ? keyTable.cardInHand(identity) : undefined
      return key === undefined ? [] : [key]
    })
  }

  /** Of several cards with these numbers in Kisi, the one that somebody holds; null where two people hold one each. */
  function inKisi(reading: CardReading): Known | null | 'several' {
    const copy = mirror()
    const coming = keyTable.issuedCards().filter(({ state }) => state === 'closing')
    const holders = cardsOf(copy, reading).map((card): Known => {
      const cardAssignment = copy.cardAssignmentOf(card.id)
      // A card whose return is still on its way to Kisi counts as back in stock: the order per card sees to the rest.
      const returning = coming.some(({ identity }) => mayBeSameCard(reading, identity))
      const held = cardAssignment !== null && !returning
      const holder = held ? { card, cardAssignment, person: copy.holderOf(card.id), asOf: copy.status.asOf } : null
      return { kind: 'known', reading, card, holder }
    })
    const held = holders.filter(({ holder }) => holder !== null)
    const people = new Set(held.map(({ holder }) => personIn(holder)))
    if (people.size > 1) return 'several'
    return held.find(({ holder }) => holder?.cardAssignment?.status === 'activated') ?? held[0] ?? holders[0] ?? null
  }

  return {
    find(readings) {
      const given = readings.flatMap((reading) => keysInHand(reading).map((key) => ({ reading, key })))
      const [first] = given
      if (first !== undefined) {
        if (given.some(({ key }) => key.id !== first.key.id)) return { kind: 'several' }
        return { kind: 'in_hand', ...first }
      }
      const known = readings.map(inKisi).filter((one) => one !== null)
      if (known.some((one) => one === 'several')) return { kind: 'several' }
      const [best, ...others] = known as Known[]
      if (best === undefined) return { kind: 'none' }
      // Two formats that lead to two cards are two cards, whoever has them.
      return others.some(({ card }) => card.id !== best.card.id) ? { kind: 'several' } : best
    },
  }
}

/** The cards in the copy of Kisi that a reading may be, whichever way they were enrolled. */
export function cardsOf(mirror: Mirror, reading: CardReading): KisiCard[] {
  const cards = kisiViewsOf([reading])
    .flatMap((view) => mirror.cardsByIdentifiers(view))
    .filter((card) => identityMatches(reading.identity, card))
  return [...new Map(cards.map((card) => [card.id, card])).values()]
}

const personIn = (holder: Holder | null): string =>
  `${holder?.cardAssignment?.assigneeType} ${holder?.cardAssignment?.assigneeId}`
