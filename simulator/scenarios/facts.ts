import type {
  CardAssignmentRow,
  GroupLinkRow,
  GroupRow,
  GuestRow,
  LockRow,
  PlaceRow,
  RoleAssignmentRow,
  UserRow,
} from '../world/rows.ts'
import type { ScheduleRow } from '../world/rows-more.ts'
import type { World } from '../world/world.ts'

/** What somebody wants in with. */
export type Credential =
  | { by: 'card'; cardId: number | null }
  | { by: 'link'; linkId: number | null }
  | { by: 'person'; type: 'User' | 'Guest'; id: number }
  /** A code typed at a keypad, which says only to the controller whose it is. */
  | { by: 'pin' }

/**
 * The rows that settle whether somebody may open a door, as they are at one moment. Rows are never changed in place, so
 * that these stay what they were.
 */
export interface Facts {
  at: number
  lock: LockRow
  place: PlaceRow | null
  groups: GroupRow[]
  schedules: ScheduleRow[]
  credential: Credential
  assignments: CardAssignmentRow[]
  link: GroupLinkRow | null
  holder: { type: 'User'; row: UserRow } | { type: 'Guest'; row: GuestRow } | null
  rights: RoleAssignmentRow[]
  /** False when the door's controller does not see the cloud, and so decides by what it remembers. */
  upToDate: boolean
}

/** Collects them. Nothing is decided here. */
export function factsOf(world: World, lockId: number, credential: Credential): Facts | null {
  const lock = world.get('locks', lockId)
  if (!lock) return null
  const groups = world
    .where('group_locks', 'lock_id', lockId)
    .flatMap((join) => world.get('groups', join.group_id) ?? [])
  const assignments =
    credential.by === 'card' && credential.cardId !== null
      ? world.where('card_assignments', 'card_id', credential.cardId)
      : []
  const link = credential.by === 'link' ? (world.get('group_links', credential.linkId ?? 0) ?? null) : null
  const [held] = assignments
  const named = credential.by === 'person' ? credential : held && { type: held.assignee_type, id: held.assignee_id }
  return {
    at: world.clock.now(),
    lock,
    place: world.get('places', lock.place_id) ?? null,
    groups,
    schedules: [lockId, ...groups.map(({ id }) => id)].flatMap((id) => world.where('schedules', 'scheduleable_id', id)),
    credential,
    assignments,
    link,
    holder: named ? holderOf(world, named.type, named.id) : null,
    rights: named ? rightsOf(world, named.type, named.id) : [],
    upToDate: controllersOf(world, lockId).every((controller) => controller.online),
  }
}

function holderOf(world: World, type: 'User' | 'Guest', id: number): Facts['holder'] {
  if (type === 'User') {
    const row = world.get('users', id)
    return row ? { type, row } : null
  }
  const row = world.get('guests', id)
  return row ? { type, row } : null
}

function rightsOf(world: World, type: 'User' | 'Guest', id: number): RoleAssignmentRow[] {
  const teams = world
    .where('team_memberships', 'member_id', id)
    .filter((membership) => membership.member_type === type)
    .map((membership) => membership.team_id)
  const named = [id, ...teams].flatMap((each) => world.where('role_assignments', 'assignee_id', each))
  return [...new Set(named)].filter((right) =>
    right.assignee_type === 'Team'
      ? teams.includes(right.assignee_id)
      : right.assignee_type === type && right.assignee_id === id,
  )
}

function controllersOf(world: World, lockId: number) {
  return world
    .where('controller_relay_connections', 'lock_id', lockId)
    .flatMap((connection) => world.get('controller_relays', connection.controller_relay_id) ?? [])
    .flatMap((relay) => world.get('controllers', relay.controller_id) ?? [])
}
