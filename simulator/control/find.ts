import type { CardRow, GuestRow, UserRow } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { holderOf, tagOf } from './state.ts'

/** A card as a list of people shows it. `tag` is what a reader sends: ten hex digits, or null for other cards than EM4100. */
export interface CardFound {
  /** Null for a blank that Kisi has never heard of. */
  id: number | null
  printed: string | null
  tag: string | null
  status: 'activated' | 'deactivated' | 'unassigned' | 'blank'
}

export interface PersonFound {
  type: 'User' | 'Guest'
  id: number
  name: string
  email: string | null
  access_enabled: boolean
  cards: CardFound[]
}

/** The people that fit, best first, and the cards that fit and nobody holds. */
export interface Found {
  people: PersonFound[]
  cards: CardFound[]
  /** How many there are altogether, whatever was searched. */
  total: { people: number; cards: number }
}

type Holder = { type: 'User'; row: UserRow } | { type: 'Guest'; row: GuestRow }

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** What a row is searched by. Rows are replaced when they change, so a text never outlives what it was made of. */
const texts = new WeakMap<object, string>()
function textOf(row: UserRow | GuestRow | CardRow, make: () => string): string {
  const known = texts.get(row)
  if (known !== undefined) return known
  const text = fold(make())
  texts.set(row, text)
  return text
}

export const printedOf = (number: number | null): string | null =>
  number === null ? null : String(number).padStart(10, '0')

export function cardFound(world: World, card: CardRow): CardFound {
  const [assignment] = world.where('card_assignments', 'card_id', card.id)
  return {
    id: card.id,
    printed: printedOf(card.card_id),
    tag: tagOf(card),
    status: assignment?.status ?? 'unassigned',
  }
}

/** The cards somebody holds. */
export function cardsHeld(world: World, type: 'User' | 'Guest', id: number): CardFound[] {
  return world
    .where('card_assignments', 'assignee_id', id)
    .filter((assignment) => assignment.assignee_type === type)
    .flatMap((assignment) => world.get('cards', assignment.card_id) ?? [])
    .map((card) => cardFound(world, card))
}

export function personFound(world: World, { type, row }: Holder): PersonFound {
  const enabled = type === 'User' ? row.access_enabled : true
  const cards = cardsHeld(world, type, row.id)
  return { type, id: row.id, name: row.name, email: row.email, access_enabled: enabled, cards }
}

/** 0 where a name begins with it, 1 where one of its words does, 2 where it stands anywhere, 3 where it does not. */
function rank(text: string, words: readonly string[]): number {
  if (!words.every((word) => text.includes(word))) return 3
  const [first = ''] = words
  if (text.startsWith(first)) return 0
  return text.includes(` ${first}`) ? 1 : 2
}

/**
 * People by name, e-mail address or the number of a card, without regard to accents and capitals; every word must
 * fit. The cost is that of looking at each name once.
 */
export function find(world: World, query: string, limit: number): Found {
  const words = fold(query).split(/\s+/).filter(Boolean)
  const holders: Holder[] = [
    ...world.all('guests').map((row) => ({ type: 'Guest' as const, row })),
    ...world.all('users').map((row) => ({ type: 'User' as const, row })),
  ]
  const ranks: Holder[][] = [[], [], []]
  for (const holder of holders) {
    const { row } = holder
    ranks[
      rank(
        textOf(row, () => `${row.name} ${row.email ?? ''}`),
        words,
      )
    ]?.push(holder)
    if ((ranks[0]?.length ?? 0) >= limit) break
  }
  const named = ranks.flat().slice(0, limit)
  const allCards = world.all('cards')
  const number = numberIn(words)
  const byNumber = number === null ? [] : allCards
  const people = new Map(named.map((holder) => [`${holder.type}${holder.row.id}`, holder]))
  const loose: CardFound[] = []
  for (const card of byNumber) {
    if (people.size >= limit && loose.length >= limit) break
    if (!textOf(card, () => `${printedOf(card.card_id) ?? ''} ${tagOf(card) ?? ''}`).includes(number ?? '')) continue
    const holder = holderOf(world, card)
    if (holder === null && loose.length < limit) loose.push(cardFound(world, card))
    else if (holder !== null && words.length > 0 && people.size < limit) {
      people.set(`${holder.type}${holder.row.id}`, holder)
    }
  }
  return {
    people: [...people.values()].map((holder) => personFound(world, holder)),
    cards: number === null ? [] : [...blanksFound(world, number), ...loose].slice(0, limit),
    total: { people: holders.length, cards: allCards.length },
  }
}

/** The part of a card's number that is sought: nothing typed fits every card, and words fit none. */
function numberIn(words: readonly string[]): string | null {
  const [first = '', second] = words
  return second === undefined && /^[\da-f]*$/.test(first) ? first : null
}

/** Blank cards in the drawer that Kisi has never heard of. */
function blanksFound(world: World, number: string): CardFound[] {
  return world.blankTags
    .map((tag) => ({ tag, number: Number.parseInt(tag.slice(2), 16) }))
    .filter((blank) => world.where('cards', 'card_id', blank.number).length === 0)
    .map((blank): CardFound => ({ id: null, printed: printedOf(blank.number), tag: blank.tag, status: 'blank' }))
    .filter((card) => `${card.printed} ${card.tag?.toLowerCase()}`.includes(number))
}
