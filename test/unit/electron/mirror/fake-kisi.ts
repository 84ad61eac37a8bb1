import { KisiError } from '../../../../electron/kisi/error.ts'
import type {
  KisiCard,
  KisiCardAssignment,
  KisiChannelConnection,
  KisiClient,
  KisiController,
  KisiControllerInput,
  KisiFloor,
  KisiGroup,
  KisiGroupLink,
  KisiGroupLock,
  KisiGuest,
  KisiLock,
  KisiObjects,
  KisiPlace,
  KisiRoleAssignment,
  KisiSchedule,
  KisiTeam,
  KisiTeamMembership,
  KisiUser,
  Page,
  PageOptions,
  KisiOrganization,
} from '../../../../electron/kisi/types.ts'

export interface World {
  organization: KisiOrganization
  places: KisiPlace[]
  floors: KisiFloor[]
  locks: KisiLock[]
  groups: KisiGroup[]
  groupLocks: KisiGroupLock[]
  users: KisiUser[]
  guests: KisiGuest[]
  roleAssignments: KisiRoleAssignment[]
  cards: KisiCard[]
  cardAssignments: KisiCardAssignment[]
  teams: KisiTeam[]
  teamMemberships: KisiTeamMembership[]
  groupLinks: KisiGroupLink[]
  schedules: KisiSchedule[]
  controllers: KisiController[]
  inputs: KisiControllerInput[]
  inputConnections: (KisiChannelConnection & { controllerId: number })[]
  relayConnections: (KisiChannelConnection & { controllerId: number })[]
}

export interface FakeKisi extends KisiClient {
  world: World
  /** Every list call as `users 0`: its name and offset. */
  calls: string[]
  /** Runs before a list call is answered: to change the world, to wait or to fail. */
  before(hook: (call: string) => void | Promise<void>): void
  /** Whether pages say their total. */
  totals: boolean
  /** Whether `sort` is obeyed; every other filter but `ids` is ignored. */
  sorts: boolean
}

export function makeLock(id: number, name: string, more: Partial<KisiLock> = {}): KisiLock {
  const lock: KisiLock = {
    id,
    name,
    placeId: 1,
    floorId: 1,
    configured: true,
    online: true,
    unlocked: false,
    open: false,
    lockedDown: false,
    onScheduledUnlock: false,
    unlockedUntil: null,
    timeRestricted: false,
    geofenceRestricted: false,
    readerRestricted: false,
  }
  return { ...lock, ...more }
}

export function makeGroup(id: number, name: string, more: Partial<KisiGroup> = {}): KisiGroup {
  const group: KisiGroup = {
    id,
    name,
    placeId: null,
    placeName: null,
    loginEnabled: true,
    timeRestricted: false,
    geofenceRestricted: false,
    readerRestricted: false,
    primaryDeviceRestricted: false,
    managedDeviceRestricted: false,
    tapRestricted: false,
  }
  return { ...group, ...more }
}

export function makeUser(id: number, name: string, more: Partial<KisiUser> = {}): KisiUser {
  return { id, name, email: `user${id}@kanal.example`, accessEnabled: true, notes: null, metadata: {}, ...more }
}

export function makeGuest(id: number, name: string, email: string | null = null): KisiGuest {
  return { id, name, email, createdAt: null }
}

export function makeRight(id: number, assigneeId: number, groupId: number): KisiRoleAssignment {
  return {
    id,
    roleId: 'group_basic',
    assigneeType: 'Guest',
    assigneeId,
    appliesToType: 'Group',
    appliesToId: groupId,
    validFrom: null,
    validUntil: '2026-10-14T15:00:00Z',
    createdAt: null,
  }
}

export function makeCard(id: number, cardId: number): KisiCard {
  return {
    id,
    type: 'third_party_lf_em_410x_32_34',
    uid: cardId.toString(16).toUpperCase(),
    token: null,
    dataBlockValue: null,
    oem: null,
    facilityCode: null,
    cardNumber: null,
    cardId,
    length: null,
  }
}

export function makeWorld(): World {
  return {
    organization: { id: 1, name: 'Haus am Kanal', domain: 'kanal', timeZone: 'Europe/Berlin', ownerId: null },
    places: [{ id: 1, name: 'Kanal 12', timeZone: 'Europe/Berlin', lockedDown: false }],
    floors: [{ id: 1, name: 'Ground floor', number: 0, placeId: 1 }],
    locks: [makeLock(1, 'Lobby'), makeLock(2, 'Server room', { floorId: null })],
    groups: [makeGroup(1, 'Visitors', { placeId: 1, placeName: 'Kanal 12' }), makeGroup(2, 'Everything')],
    groupLocks: [
      { id: 1, groupId: 1, lockId: 1 },
      { id: 2, groupId: 2, lockId: 1 },
      { id: 3, groupId: 2, lockId: 2 },
    ],
    users: Array.from({ length: 230 }, (_, index) => makeUser(index + 1, `User Number${index + 1}`)),
    guests: [makeGuest(1, 'Zoë Quist', 'zoe@example.com')],
    roleAssignments: [makeRight(1, 1, 1)],
    cards: [makeCard(1, 1001), makeCard(2, 1002)],
    cardAssignments: [{ id: 1, cardId: 1, assigneeType: 'Guest', assigneeId: 1, status: 'activated' }],
    teams: [],
    teamMemberships: [],
    groupLinks: [],
    schedules: [],
    controllers: [],
    inputs: [],
    inputConnections: [],
    relayConnections: [],
  }
}

function unexpected(): never {
  throw new Error('the mirror only reads')
}

/** A Kisi that lives in memory and pages its lists as the real one does. */
export function createFakeKisi(world = makeWorld()): FakeKisi {
  let hook: (call: string) => void | Promise<void> = () => undefined
  const calls: string[] = []
  async function page<Item>(name: string, items: () => readonly Item[], call: PageOptions): Promise<Page<Item>> {
    calls.push(`${name} ${call.offset}`)
    await hook(`${name} ${call.offset}`)
    if (call.signal?.aborted) throw new KisiError('aborted', 'given up', { reached: false })
    const ids = call.filter?.['ids']
    const wanted = ids === undefined ? null : new Set(String(ids).split(',').map(Number))
    const backwards = String(call.filter?.['sort'] ?? '').startsWith('-')
    const listed = wanted === null ? items() : items().filter((one) => wanted.has((one as { id: number }).id))
    const all = backwards && kisi.sorts ? listed.toReversed() : listed
    return { items: all.slice(call.offset, call.offset + call.limit), total: kisi.totals ? all.length : null }
  }
  const kisi: FakeKisi = {
    world,
    calls,
    totals: true,
    sorts: true,
    before(next) {
      hook = next
    },
    async organization() {
      calls.push('organization 0')
      await hook('organization 0')
      return kisi.world.organization
    },
    places: (call) => page('places', () => kisi.world.places, call),
    floors: (placeId, call) =>
      page('floors', () => kisi.world.floors.filter((floor) => floor.placeId === placeId), call),
    locks: (call) => page('locks', () => kisi.world.locks, call),
    groups: (call) => page('groups', () => kisi.world.groups, call),
    groupLocks: (groupId, call) =>
      page('groupLocks', () => kisi.world.groupLocks.filter((one) => one.groupId === groupId), call),
    users: (call) => page('users', () => kisi.world.users, call),
    guests: (call) => page('guests', () => kisi.world.guests, call),
    roleAssignments: (call) => page('roleAssignments', () => kisi.world.roleAssignments, call),
    cards: (call) => page('cards', () => kisi.world.cards, call),
    cardAssignments: (call) =>
      page(
        'cardAssignments',
        () => kisi.world.cardAssignments.filter((one) => call.cardId === undefined || one.cardId === call.cardId),
        call,
      ),
    groupLinks: (call) => page('groupLinks', () => kisi.world.groupLinks, call),
    roles: async () => [
      { id: 'group_basic', unlocks: true },
      { id: 'place_administrator', unlocks: true },
      { id: 'organization_observer', unlocks: false },
    ],
    teams: (call) => page('teams', () => kisi.world.teams, call),
    teamMemberships: (call) => page('teamMemberships', () => kisi.world.teamMemberships, call),
    schedules: (call) => page('schedules', () => kisi.world.schedules, call),
    controllers: (call) => page('controllers', () => kisi.world.controllers, call),
    controllerInputs: async (id) => kisi.world.inputs.filter((one) => one.controllerId === id),
    controllerInputConnections: async (id) => kisi.world.inputConnections.filter((one) => one.controllerId === id),
    controllerRelayConnections: async (id) => kisi.world.relayConnections.filter((one) => one.controllerId === id),
    async object(kind, id) {
      calls.push(`${kind} ${id}`)
      await hook(`${kind} ${id}`)
      const tables: Partial<Record<keyof KisiObjects, readonly { id: number }[]>> = {
        user: kisi.world.users,
        guest: kisi.world.guests,
        place: kisi.world.places,
        lock: kisi.world.locks,
        group: kisi.world.groups,
        group_lock: kisi.world.groupLocks,
        team: kisi.world.teams,
        role_assignment: kisi.world.roleAssignments,
        card: kisi.world.cards,
        schedule: kisi.world.schedules,
      }
      const found = tables[kind]?.find((one) => one.id === id)
      if (found === undefined) throw new KisiError('not_found', 'no such thing', { status: 404 })
      return found as never
    },
    currentUser: unexpected,
    lock: unexpected,
    unlock: unexpected,
    lockDown: unexpected,
    cancelLockdown: unexpected,
    guest: unexpected,
    createGuest: unexpected,
    roleAssignment: unexpected,
    createRoleAssignment: unexpected,
    setRightHours: unexpected,
    deleteRoleAssignment: unexpected,
    createCard: unexpected,
    createCardAssignment: unexpected,
    activateCardAssignment: unexpected,
    deleteCardAssignment: unexpected,
    events: unexpected,
    health: { state: 'online', since: 0, message: null, onChange: () => () => undefined },
    close: () => undefined,
  }
  return kisi
}
