import type { KisiClient, KisiUser, Page, PageOptions } from '../kisi/types.ts'
import { letters, type Named } from './named.ts'
import { guestPerson, userPerson } from './person.ts'
import type { Rest, Slice } from './read-list.ts'
import type { Side, Writer } from './side.ts'

/** Kisi gives users 100 at a time, everything else 250. */
const usersPage = 100
const othersPage = 250

/** One list of Kisi, where its objects go, and how it is cut when it is longer than Kisi's offset reaches. */
export interface Part<Item extends { id: number } = { id: number }> {
  /** The key under which a run notes that it is done with it. */
  key: string
  /** As a person calls it: "users". */
  name: string
  limit: number
  read(page: PageOptions): Promise<Page<Item>>
  put(items: readonly Item[]): void
  remove(id: number): void
  /** Does a little of what writing these left to be done later, and answers whether there may be more. */
  mergeSome?: () => boolean
  whole: Slice
  rest?: Rest
}

const byName = ['name', '-name']

/** The lists of a run, by what a run calls them. `now` is epoch milliseconds. */
export function createParts(options: { kisi: KisiClient; side: Side; named: Named; now(): number }) {
  const { kisi, side, named, now } = options

  function part<Item extends { id: number }>(
    key: string,
    name: string,
    writer: Writer<Item>,
    read: (page: PageOptions) => Promise<Page<Item>>,
    more: { whole?: Slice; rest?: Rest } = {},
  ): Part<Item> {
    return {
      key,
      name,
      limit: othersPage,
      read,
      put: (items) => items.forEach((item) => writer.put(item)),
      remove: (id) => writer.remove(id),
      whole: more.whole ?? { filter: {} },
      rest: more.rest,
    }
  }

  const ofPlaces = (parts: (placeId: number) => readonly Slice[], ways: readonly string[]): readonly Slice[] =>
    side.queries.places().map(({ id }) => ({ filter: { place_id: id }, ways, parts: () => parts(id) }))
  const groupsOf = (placeId: number): number[] =>
    side.queries
      .groups()
      .filter((group) => group.placeId === placeId || group.placeId === null)
      .map(({ id }) => id)

  /** Rights lie on the organization, on a place or on a group: each on exactly one. */
  const rights: Slice = {
    filter: {},
    ways: ['user.name', '-user.name'],
    parts: () => {
      const on = (type: string, id: number): Slice => ({
        filter: { applies_to_type: type, applies_to_id: id },
        ways: ['user.name', '-user.name'],
        parts: () =>
          ['User', 'Guest', 'Team'].map((assignee) => ({
            filter: { applies_to_type: type, applies_to_id: id, assignee_type: assignee },
            ways: ['user.name', '-user.name'],
          })),
      })
      return [
        { filter: { applies_to_type: 'Organization' }, ways: ['user.name', '-user.name'] },
        ...side.queries.places().map(({ id }) => on('Place', id)),
        ...side.queries.groups().map(({ id }) => on('Group', id)),
      ]
    },
  }
  /** People by the places they may enter, crowded places by group; then from both ends. */
  const users: Slice = {
    filter: {},
    ways: byName,
    parts: () =>
      ofPlaces(
        (place) => groupsOf(place).map((id) => ({ filter: { place_id: place, group_id: id }, ways: byName })),
        byName,
      ),
  }
  const used = ['last_used_at', '-last_used_at']
  const cards: Slice = {
    filter: {},
    ways: used,
    parts: () => ['unassigned', 'deactivated', 'activated'].map((status) => ({ filter: { status }, ways: used })),
  }
  const assignments: Slice = {
    filter: {},
    parts: () =>
      ['User', 'Guest'].map((type) => ({
        filter: { assignee_type: type },
        parts: () => ['deactivated', 'activated'].map((status) => ({ filter: { assignee_type: type, status } })),
      })),
  }
  const byGroup: Slice = {
    filter: {},
    ways: byName,
    parts: () => side.queries.groups().map(({ id }) => ({ filter: { group_id: id }, ways: byName })),
  }

  return {
    places: part('places', 'places', side.places, (page) => kisi.places(page), { whole: { filter: {}, ways: byName } }),
    floorsOf: (placeId: number) =>
      part(`floors ${placeId}`, 'floors', side.floors, (page) => kisi.floors(placeId, page)),
    locks: {
      ...part('locks', 'doors', side.locks, async (page) => {
        const { items, total } = await kisi.locks(page)
        return { items: items.map((lock) => Object.assign({}, lock, { seenAt: now() })), total }
      }),
      whole: { filter: {}, ways: byName, parts: () => ofPlaces(() => [], byName) },
    },
    groups: part('groups', 'groups', side.groups, (page) => kisi.groups(page), {
      whole: { filter: {}, ways: byName, parts: () => ofPlaces(() => [], byName) },
    }),
    groupLocksOf: (groupId: number) =>
      part(`group locks ${groupId}`, 'doors of groups', side.groupLocks, (page) => kisi.groupLocks(groupId, page)),
    teams: part('teams', 'teams', side.teams, (page) => kisi.teams(page), { whole: { filter: {}, ways: byName } }),
    schedules: part('schedules', 'schedules', side.schedules, (page) => kisi.schedules(page), {
      whole: {
        filter: {},
        parts: () => ['Lock', 'Group', 'ElevatorStop'].map((type) => ({ filter: { scheduleable_type: type } })),
      },
    }),
    controllers: part('controllers', 'controllers', side.controllers, (page) => kisi.controllers(page), {
      whole: { filter: {}, ways: byName, parts: () => ofPlaces(() => [], byName) },
    }),
    roleAssignments: part(
      'roleAssignments',
      'access rights',
      side.roleAssignments,
      (page) => kisi.roleAssignments(page),
      { whole: rights },
    ),
    cards: part('cards', 'cards', side.cards, (page) => kisi.cards(page), {
      whole: cards,
      rest: { named: named.cards },
    }),
    cardAssignments: part(
      'cardAssignments',
      'card assignments',
      side.cardAssignments,
      (page) => kisi.cardAssignments(page),
      {
        whole: assignments,
        rest: { filters: named.assignmentsOfCards },
      },
    ),
    teamMemberships: part(
      'teamMemberships',
      'team members',
      side.teamMemberships,
      (page) => kisi.teamMemberships(page),
      {
        whole: {
          filter: {},
          parts: () =>
            side.queries.teams().map(({ id }) => ({
              filter: { team_id: id },
              parts: () => ['User', 'Guest'].map((type) => ({ filter: { team_id: id, member_type: type } })),
            })),
        },
      },
    ),
    groupLinks: part('groupLinks', 'access links', side.groupLinks, (page) => kisi.groupLinks(page), {
      whole: byGroup,
    }),
    users: {
      key: 'users',
      name: 'users',
      limit: usersPage,
      read: (page) => kisi.users(page),
      put: (items) => side.people.put(items.map(userPerson)),
      remove: (id) => side.people.remove('user', id),
      mergeSome: side.people.mergeSome,
      whole: users,
      rest: { named: named.users, filters: () => letters },
    } satisfies Part<KisiUser>,
    guests: {
      key: 'guests',
      name: 'guests',
      limit: othersPage,
      read: (page) => kisi.guests(page),
      put: (items) => side.people.put(items.map(guestPerson)),
      remove: (id) => side.people.remove('guest', id),
      mergeSome: side.people.mergeSome,
      whole: { filter: {} },
      rest: { named: named.guests, filters: () => letters },
    } satisfies Part<Awaited<ReturnType<KisiClient['guest']>>>,
  }
}
