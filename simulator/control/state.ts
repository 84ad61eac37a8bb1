import { demoKey, ordinaryKey, ownerPassword } from '../world/keys.ts'
import type { CardRow, GuestRow, UserRow } from '../world/rows.ts'
import { decide, lockdownOf, windowOf } from '../hardware/decide.ts'
import { offlineCards } from '../hardware/present.ts'
import { wiringOf } from '../hardware/wiring.ts'
import type { World } from '../world/world.ts'
import { Misasked } from './kit.ts'

/** How many people and cards one answer lists: those of a larger world are found with GET /_sim/people. */
const MOST_LISTED = 1000

/** How many times people by doors are decided for one answer. */
const MOST_DECISIONS = 250_000

/** The full 40-bit number of an EM4100 card as ten hex digits: what its reader sends. Null for other cards. */
export function tagOf(card: CardRow): string | null {
  if (card.card_id === null) return null
  return card.version + card.card_id.toString(16).toUpperCase().padStart(8, '0')
}

/** The card of that ten-digit hex number: a reader at a door knows the lower 32 bits. */
export function cardByTag(world: World, tag: string): CardRow | null {
  const [card] = world.where('cards', 'card_id', Number.parseInt(tag.slice(2), 16))
  return card ?? null
}

/** The doors as they stand. */
export function doorsOf(world: World) {
  return world.all('locks').map((lock) => {
    const { controller, relayDuration, sensorDuration } = wiringOf(world, lock)
    return {
      id: lock.id,
      name: lock.name,
      floor: lock.floor_id === null ? null : (world.get('floors', lock.floor_id)?.name ?? null),
      unlocked: lock.unlocked_until !== null,
      unlocked_until: lock.unlocked_until,
      open: lock.open,
      alarm: lock.alarm,
      locked_down: lock.locked_down_since !== null,
      lockdown: lockdownOf(world, lock)?.code ?? null,
      controller: controller?.name ?? null,
      online: controller?.online ?? null,
      relay_seconds: relayDuration,
      sensor_seconds: sensorDuration,
    }
  })
}

/** Whoever holds a card. */
export function holderOf(
  world: World,
  card: CardRow,
): { type: 'User'; row: UserRow } | { type: 'Guest'; row: GuestRow } | null {
  const [assignment] = world.where('card_assignments', 'card_id', card.id)
  if (!assignment) return null
  const user = assignment.assignee_type === 'User' ? world.get('users', assignment.assignee_id) : undefined
  if (user) return { type: 'User', row: user }
  const guest = assignment.assignee_type === 'Guest' ? world.get('guests', assignment.assignee_id) : undefined
  return guest ? { type: 'Guest', row: guest } : null
}

export function cardsOf(world: World) {
  return world
    .all('cards')
    .slice(0, MOST_LISTED)
    .map((card) => {
      const [assignment] = world.where('card_assignments', 'card_id', card.id)
      const holder = holderOf(world, card)
      return {
        id: card.id,
        type: card.type,
        /** The number Kisi enrols an EM4100 card by; the lower 32 bits. */
        number: card.card_id,
        printed: card.card_id === null ? null : String(card.card_id).padStart(10, '0'),
        tag: tagOf(card),
        status: assignment?.status ?? 'unassigned',
        holder: holder && { type: holder.type, id: holder.row.id, name: holder.row.name },
      }
    })
}

function holders(world: World) {
  return [
    ...world.all('users').map((row) => ({ type: 'User' as const, row })),
    ...world.all('guests').map((row) => ({ type: 'Guest' as const, row })),
  ]
}

/** For everyone: their rights with the state of each window, the cards, and the doors they would open now. */
export function rightsOf(world: World) {
  const now = world.clock.now()
  const locks = world.all('locks')
  const everyone = holders(world)
  if (everyone.length * locks.length > MOST_DECISIONS) {
    throw new Misasked(409, `There are ${everyone.length} people: ask for one with GET /_sim/people/User/<id>.`)
  }
  return everyone.map(({ type, row }) => ({
    type,
    id: row.id,
    name: row.name,
    access_enabled: 'access_enabled' in row ? row.access_enabled : true,
    rights: world
      .where('role_assignments', 'assignee_id', row.id)
      .filter((right) => right.assignee_type === type)
      .map(({ id, role_id, applies_to_type, applies_to_id, valid_from, valid_until, ...right }) => ({
        id,
        role_id,
        applies_to_type,
        applies_to_id,
        group: applies_to_type === 'Group' ? (world.get('groups', applies_to_id)?.name ?? null) : null,
        valid_from,
        valid_until,
        window: windowOf({ ...right, valid_from, valid_until }, now),
      })),
    cards: world
      .where('card_assignments', 'assignee_id', row.id)
      .filter((assignment) => assignment.assignee_type === type)
      .map(({ id, card_id, status }) => ({
        assignment_id: id,
        card_id,
        number: world.get('cards', card_id)?.card_id ?? null,
        status,
      })),
    opens: locks.filter((lock) => decide(world, { type, id: row.id }, lock).ok).map(({ id, name }) => ({ id, name })),
  }))
}

/** What the head of the panel says. */
export function summaryOf(world: World) {
  const [login] = world.where('logins', 'secret', ordinaryKey(world.seed))
  const size = (table: 'users' | 'guests' | 'cards' | 'locks') => world.all(table).length
  return {
    world: world.name,
    seed: world.seed,
    time_zone: world.all('organizations')[0]?.time_zone ?? null,
    /** Somebody who may open some doors and not others. */
    ordinary: login ? (world.get('users', login.user_id)?.name ?? null) : null,
    keys: { demo: keyState(world, demoKey(world.seed)) },
    offline_cards: offlineCards(world),
    counts: { people: size('users') + size('guests'), cards: size('cards'), doors: size('locks') },
  }
}

function keyState(world: World, secret: string): 'valid' | 'revoked' | 'expired' | 'deleted' {
  const [login] = world.where('logins', 'secret', secret)
  if (!login) return 'deleted'
  return login.revoked ? 'revoked' : login.expire ? 'expired' : 'valid'
}

const COUNTED = ['places', 'floors', 'locks', 'groups', 'users', 'guests', 'cards'] as const

/** Everything a test or the panel wants to know at a glance. */
export function stateOf(world: World) {
  const { seed } = world
  const [owner, ordinary] = [demoKey(seed), ordinaryKey(seed)].map((secret) => {
    const login = world.where('logins', 'secret', secret)[0]
    const user = login && world.get('users', login.user_id)
    return {
      api_key: secret,
      revoked: login?.revoked ?? true,
      user: user && { id: user.id, name: user.name, email: user.email },
    }
  })
  return {
    world: world.name,
    seed,
    now: world.clock.iso(),
    organization: world.all('organizations')[0] ?? null,
    places: world.all('places'),
    groups: world.all('groups').map(({ id, name }) => ({
      id,
      name,
      doors: world.where('group_locks', 'group_id', id).map((join) => join.lock_id),
    })),
    keys: { demo: { ...owner, password: ownerPassword(seed) }, ordinary },
    doors: doorsOf(world),
    cards: cardsOf(world),
    /** Blank cards in the drawer that Kisi has never heard of. */
    blanks: world.blankTags.map((tag) => ({
      tag,
      number: Number.parseInt(tag.slice(2), 16),
      enrolled: cardByTag(world, tag) !== null,
    })),
    counts: Object.fromEntries(COUNTED.map((table) => [table, world.all(table).length])),
    people: world
      .all('users')
      .slice(0, MOST_LISTED)
      .map(({ id, name, email, access_enabled, metadata }) => ({
        type: 'User',
        id,
        name,
        email,
        access_enabled,
        metadata,
      })),
    guests: world
      .all('guests')
      .slice(-MOST_LISTED)
      .map(({ id, name, email }) => ({ type: 'Guest', id, name, email })),
    event_count: world.eventCount(),
  }
}
