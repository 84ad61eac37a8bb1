/**
 * The Kisi client as the rest of the desk sees it. Objects carry only the fields the desk uses, in camelCase, parsed
 * by schemas; instants are ISO 8601 strings as Kisi sent them.
 */

/** Who is waiting for an answer. A click never waits behind the others for more than one request. */
export type Priority = 'click' | 'revoke' | 'grant' | 'background'

export interface CallOptions {
  priority: Priority
  signal?: AbortSignal
  /**
   * Milliseconds until the call is given up; default 10,000. A click's count from the call, since it is worth nothing
   * later; everyone else's from the moment the request starts, after its wait in the line.
   */
  timeoutMs?: number
}

/** Further query parameters of a list, as Kisi names them: `{ place_id: 3, sort: '-name' }`. */
export type ListFilter = Readonly<Record<string, string | number | undefined>>

export interface PageOptions extends CallOptions {
  limit: number
  offset: number
  filter?: ListFilter
}

/** One page of a list. `total` is null when Kisi sent no usable X-Collection-Range. */
export interface Page<Item> {
  items: Item[]
  total: number | null
}

export type AssigneeType = 'User' | 'Team' | 'Guest'

export interface KisiOrganization {
  id: number
  name: string
  domain: string
  timeZone: string | null
  /** The user who owns it, where Kisi says so. */
  ownerId: number | null
}
export interface KisiCurrentUser {
  id: number
  name: string
  email: string | null
  organizationId: number | null
}
export interface KisiPlace {
  id: number
  name: string
  timeZone: string | null
  lockedDown: boolean
}
export interface KisiFloor {
  id: number
  name: string
  number: number
  placeId: number
}
export interface KisiLock {
  id: number
  name: string
  placeId: number
  floorId: number | null
  configured: boolean
  online: boolean | null
  unlocked: boolean
  open: boolean
  lockedDown: boolean
  onScheduledUnlock: boolean
  unlockedUntil: string | null
  /** Only within the hours of its `allow` schedules. */
  timeRestricted: boolean
  /** Only for a phone that is near (`geofence`), or near the reader. */
  geofenceRestricted: boolean
  readerRestricted: boolean
}
export interface KisiGroup {
  id: number
  name: string
  placeId: number | null
  placeName: string | null
  /** Whether the group opens by app at all. */
  loginEnabled: boolean
  timeRestricted: boolean
  geofenceRestricted: boolean
  readerRestricted: boolean
  primaryDeviceRestricted: boolean
  managedDeviceRestricted: boolean
  tapRestricted: boolean
}
export interface KisiGroupLock {
  id: number
  groupId: number
  lockId: number
}
export interface KisiUser {
  id: number
  name: string
  email: string | null
  accessEnabled: boolean
  notes: string | null
  metadata: Record<string, string>
}
export interface KisiGuest {
  id: number
  name: string
  email: string | null
  createdAt: string | null
}
export interface KisiRoleAssignment {
  id: number
  roleId: string
  assigneeType: AssigneeType
  assigneeId: number
  appliesToType: 'Organization' | 'Place' | 'Group'
  appliesToId: number
  /** Undefined: the answer did not say. Null: without a limit. Only rights on groups have a window. */
  validFrom: string | null | undefined
  validUntil: string | null | undefined
  createdAt: string | null
  /** The user whose key made it, as far as Kisi was asked and says so; not kept in the copy. */
  createdById?: number | null
}
/** A card's identifiers as Kisi keeps them: see reference "Cards". Absent ones are null. */
export interface KisiCard {
  id: number
  type: string
  uid: string | null
  token: string | null
  /** Of Mifare Classic cards. */
  dataBlockValue: string | null
  facilityCode: number | null
  cardNumber: number | null
  cardId: number | null
  /** Of Keyscan cards. */
  oem: number | null
  length: number | null
}
export interface KisiCardAssignment {
  id: number
  cardId: number
  assigneeType: 'User' | 'Guest'
  assigneeId: number
  status: 'activated' | 'deactivated'
  /** Like a role assignment's: only where Kisi was asked, and not kept in the copy. */
  createdAt?: string | null
  createdById?: number | null
}
export interface KisiGroupLink {
  id: number
  name: string
  groupId: number
  validFrom: string | null
  validUntil: string | null
}
export interface KisiRole {
  id: string
  /** Has the permission `locks_unlock`. */
  unlocks: boolean
}
export interface KisiTeam {
  id: number
  name: string
}
export interface KisiTeamMembership {
  id: number
  teamId: number
  memberType: 'User' | 'Guest'
  memberId: number
}
export type ScheduleConsequence = 'allow' | 'first_to_arrive' | 'permit' | 'unlock'
/** Hours of a door or group. Times and dates are read in the zone of the target's place. */
export interface KisiSchedule {
  id: number
  name: string | null
  enabled: boolean
  /** An exception: while it runs, the others of its consequence do not. */
  override: boolean
  consequence: ScheduleConsequence
  targetType: 'Group' | 'Lock' | 'ElevatorStop'
  targetId: number
  placeId: number | null
  when:
    | { kind: 'recurring'; weekdays: string[]; startsAt: string; endsAt: string } // hh:mm
    | { kind: 'single'; startsAt: string; endsAt: string } // instants
    | { kind: 'all_day'; startsOn: string; endsOn: string } // dates, both included
    | { kind: 'holidays'; region: string; dates: string[] } // the dates Kisi names, usually of this year
}
export interface KisiController {
  id: number
  name: string
  placeId: number | null
  online: boolean
  configured: boolean
}
export interface KisiControllerInput {
  id: number
  controllerId: number
  channel: number
  name: string
  status: 'open' | 'closed' | 'cut' | 'short'
}
/** What a channel of a controller is wired to. `channelId` is the input's or relay's. */
export interface KisiChannelConnection {
  id: number
  channelId: number
  type: string
  lockId: number | null
}
export interface KisiEvent {
  uuid: string
  type: string
  createdAt: string
  success: boolean
  errorCode: string | null
  errorMessage: string | null
  actorType: string | null
  actorId: number | null
  actorName: string | null
  objectType: string | null
  objectId: number | null
  objectName: string | null
  placeId: number | null
  authenticatedByType: string | null
  authenticatedById: number | null
}

/** A moment by Kisi's clock (epoch milliseconds), and by this process's monotonic one. */
export interface KisiMoment {
  at: number
  monotonic: number
}

export interface KisiEvents {
  /** Oldest first, each once. */
  events: KisiEvent[]
  /** When they were put together; null when Kisi did not say. */
  made: KisiMoment | null
}

/** What identifies a card when it is enrolled or looked for. */
export type CardIdentifiers =
  | { type: 'third_party_lf_em_410x_32_34'; cardId: number }
  | { type: 'third_party_lf'; uid: string; length: number }
  | { type: 'third_party_hf'; uid: string }
  | {
      type: string
      uid?: string
      token?: string
      dataBlockValue?: string
      facilityCode?: number
      cardNumber?: number
      cardId?: number
      oem?: number
      length?: number
    }

export interface RightFilter {
  assigneeType?: AssigneeType
  assigneeId?: number
  appliesToType?: 'Group' | 'Place' | 'Organization'
  appliesToId?: number
}

/** What can be asked for by its id. A group link cannot: only lists show it. */
export interface KisiObjects {
  user: KisiUser
  guest: KisiGuest
  place: KisiPlace
  floor: KisiFloor
  lock: KisiLock
  group: KisiGroup
  group_lock: KisiGroupLock
  team: KisiTeam
  team_membership: KisiTeamMembership
  role_assignment: KisiRoleAssignment
  card: KisiCard
  card_assignment: KisiCardAssignment
  schedule: KisiSchedule
  controller: KisiController
}

export interface KisiClient {
  /** `GET /<kind>s/{id}`. Rejects with kind `not_found` when it is gone. */
  object<Kind extends keyof KisiObjects>(kind: Kind, id: number, options: CallOptions): Promise<KisiObjects[Kind]>
  organization(options: CallOptions): Promise<KisiOrganization>
  currentUser(options: CallOptions): Promise<KisiCurrentUser>
  places(options: PageOptions): Promise<Page<KisiPlace>>
  floors(placeId: number, options: PageOptions): Promise<Page<KisiFloor>>
  locks(options: PageOptions): Promise<Page<KisiLock>>
  lock(id: number, options: CallOptions): Promise<KisiLock>
  /** Resolves when Kisi says "Unlocked!". Never repeated by the client: after a doubt only the caller may decide. */
  unlock(id: number, options: CallOptions): Promise<void>
  lockDown(what: 'locks' | 'places', id: number, options: CallOptions): Promise<void>
  cancelLockdown(what: 'locks' | 'places', id: number, options: CallOptions): Promise<void>
  groups(options: PageOptions): Promise<Page<KisiGroup>>
  groupLocks(groupId: number, options: PageOptions): Promise<Page<KisiGroupLock>>
  users(options: PageOptions): Promise<Page<KisiUser>>
  guests(options: PageOptions & { query?: string }): Promise<Page<KisiGuest>>
  guest(id: number, options: CallOptions): Promise<KisiGuest>
  createGuest(guest: { name: string; email: string | null }, options: CallOptions): Promise<KisiGuest>
  roleAssignments(options: PageOptions & RightFilter): Promise<Page<KisiRoleAssignment>>
  roleAssignment(id: number, options: CallOptions): Promise<KisiRoleAssignment>
  createRoleAssignment(
    right: {
      assigneeType: 'User' | 'Guest'
      assigneeId: number
      groupId: number
      validFrom: string | null
      validUntil: string | null
    },
    options: CallOptions,
  ): Promise<KisiRoleAssignment>
  /** Sets the hours of a right on a group, ISO 8601. */
  setRightHours(id: number, hours: { validFrom: string; validUntil: string }, options: CallOptions): Promise<void>
  deleteRoleAssignment(id: number, options: CallOptions): Promise<void>
  cards(options: PageOptions & { identifiers?: CardIdentifiers }): Promise<Page<KisiCard>>
  createCard(identifiers: CardIdentifiers, options: CallOptions): Promise<KisiCard>
  cardAssignments(
    options: PageOptions & { cardId?: number; assigneeType?: 'User' | 'Guest'; assigneeId?: number },
  ): Promise<Page<KisiCardAssignment>>
  createCardAssignment(
    assignment: { cardId: number; assigneeType: 'User' | 'Guest'; assigneeId: number },
    options: CallOptions,
  ): Promise<KisiCardAssignment>
  activateCardAssignment(id: number, options: CallOptions): Promise<void>
  deleteCardAssignment(id: number, options: CallOptions): Promise<void>
  groupLinks(options: PageOptions): Promise<Page<KisiGroupLink>>
  /** Not paged. */
  roles(options: CallOptions): Promise<KisiRole[]>
  teams(options: PageOptions): Promise<Page<KisiTeam>>
  teamMemberships(options: PageOptions): Promise<Page<KisiTeamMembership>>
  schedules(options: PageOptions): Promise<Page<KisiSchedule>>
  controllers(options: PageOptions): Promise<Page<KisiController>>
  /** What hangs on one controller; these lists are not paged. */
  controllerInputs(controllerId: number, options: CallOptions): Promise<KisiControllerInput[]>
  controllerInputConnections(controllerId: number, options: CallOptions): Promise<KisiChannelConnection[]>
  controllerRelayConnections(controllerId: number, options: CallOptions): Promise<KisiChannelConnection[]>
  /** Events within `[from, to)`, all pages; makes an event set, polls it until finished, follows its cursor. */
  events(range: { from: string; to: string; types: string[] }, options: CallOptions): Promise<KisiEvents>
  /** How the last answers went, for the indicator; see health.ts. */
  health: KisiHealth
  close(): void
}

/** online: the last call was answered by Kisi; refused: answered 401; not_kisi: something else answers there. */
export type HealthState = 'connecting' | 'online' | 'offline' | 'refused' | 'not_kisi'
export interface KisiHealth {
  readonly state: HealthState
  /** Since when (epoch ms) it has been so. */
  readonly since: number
  /** One sentence on what is wrong, or null. */
  readonly message: string | null
  onChange(listener: () => void): () => void
}
