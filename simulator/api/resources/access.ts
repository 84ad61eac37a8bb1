import { rightsOf } from '../../world/rights.ts'
import { roleById } from '../../world/roles.ts'
import type { Json, RoleAssignmentRow } from '../../world/rows.ts'
import type { World } from '../../world/world.ts'
import type { Call, Scope } from '../call.ts'
import { byColumn, EVERYTHING, TEN, type Resource } from '../description.ts'
import type { Problems } from '../errors.ts'
import { zoneOf } from '../../world/schedules.ts'
import { qrImage } from '../qr-image.ts'
import { shortObject, TABLE_OF_TYPE } from '../references.ts'
import { schedulesOn } from './schedules.ts'

export const onGroup = (groupId: number, world: World): Scope => ({
  groupId,
  placeId: world.get('groups', groupId)?.place_id ?? null,
})

/** Who made it: shown as a triple on rights, links and card assignments. */
export const madeBy = (_values: unknown, call: Call): Record<string, Json> => ({
  created_by_type: 'User',
  created_by_id: call.caller?.user.id ?? null,
})

/** A window must end after it begins. */
export function windowProblem(values: { valid_from: string | null; valid_until: string | null }): Problems | null {
  const { valid_from: from, valid_until: until } = values
  return from && until && Date.parse(until) <= Date.parse(from) ? { valid_until: ['must be after valid_from'] } : null
}

const restriction = { kind: 'boolean', default: false } as const

export const groups: Resource<'groups'> = {
  table: 'groups',
  root: 'group',
  type: 'Group',
  permission: 'groups',
  operations: EVERYTHING,
  page: TEN,
  fields: {
    name: { kind: 'text', required: true },
    place_id: { kind: 'integer', nullable: true, to: 'places', editable: false },
    description: { kind: 'text', nullable: true, longest: 5000 },
    login_enabled: { kind: 'boolean', default: true },
    geofence_restriction_enabled: restriction,
    primary_device_restriction_enabled: restriction,
    managed_device_restriction_enabled: restriction,
    reader_restriction_enabled: restriction,
    time_restriction_enabled: restriction,
    tap_to_access_restriction_enabled: restriction,
  },
  links: [{ as: 'place', column: 'place_id', to: 'places' }],
  filters: {
    scope: { kind: 'text', keep: (row, value) => (value === 'organization') === (row.place_id === null) },
    place_id: byColumn('place_id'),
    lock_id: {
      kind: 'integer',
      keep: (row, value, { world }) =>
        world.where('group_locks', 'group_id', row.id).some((join) => join.lock_id === value),
    },
    elevator_stop_id: {
      kind: 'integer',
      keep: (row, value, { world }) =>
        world.where('group_elevator_stops', 'group_id', row.id).some((join) => join.elevator_stop_id === value),
    },
  },
  search: (row) => [row.name, row.description],
  sort: { name: (row) => row.name },
  view: (row, { world }) => {
    const rights = world.where('role_assignments', 'applies_to_id', row.id)
    const count = rights.filter((right) => right.applies_to_type === 'Group' && right.assignee_type === 'User').length
    return {
      geofence_restriction_radius: 0.3,
      users_count: count,
      members_count: count,
      locks_count: world.where('group_locks', 'group_id', row.id).length,
      elevator_stops_count: world.where('group_elevator_stops', 'group_id', row.id).length,
      time_restriction_time_zone: zoneOf(world, 'Group', row.id),
    }
  },
  scope: (row) => ({ groupId: row.id, placeId: row.place_id }),
  own: (row, call) =>
    rightsOf(call.world, 'User', call.caller?.user.id ?? 0).some(
      (right) => right.applies_to_type === 'Group' && right.applies_to_id === row.id,
    ),
  dependents: (row, world) => [
    ...world
      .where('role_assignments', 'applies_to_id', row.id)
      .filter((right) => right.applies_to_type === 'Group')
      .map(({ id }) => ['role_assignments', id] as const),
    ...world.where('group_links', 'group_id', row.id).map(({ id }) => ['group_links', id] as const),
    ...(['group_locks', 'group_terminals', 'group_zones', 'group_elevator_stops'] as const).flatMap((table) =>
      world.where(table, 'group_id', row.id).map(({ id }) => [table, id] as const),
    ),
    ...schedulesOn('Group', row.id, world),
  ],
}

export const groupLocks: Resource<'group_locks'> = {
  table: 'group_locks',
  root: 'group_lock',
  type: 'GroupLock',
  permission: 'group_locks',
  operations: ['list', 'fetch', 'create', 'delete'],
  page: TEN,
  fields: {
    group_id: { kind: 'integer', required: true, to: 'groups' },
    lock_id: { kind: 'integer', required: true, to: 'locks' },
  },
  links: [{ as: 'group', column: 'group_id', to: 'groups' }],
  filters: { group_id: byColumn('group_id', 'integer', true, 'groups'), lock_id: byColumn('lock_id') },
  search: (row, world) => [world.get('locks', row.lock_id)?.name],
  unique: [['lock_id', 'group_id']],
  view: (row, { world }) => {
    const lock = world.get('locks', row.lock_id)
    const placeId = lock?.place_id ?? 0
    return {
      lock: { id: row.lock_id, name: lock?.name ?? '', description: lock?.description ?? null },
      place_id: placeId,
      place: shortObject(world, 'places', placeId) ?? null,
    }
  },
  scope: (row, world) => onGroup(row.group_id, world),
}

/** The three targets of a right with their role's reach. */
const TARGETS = ['Organization', 'Place', 'Group'] as const

function roleProblem(right: RoleAssignmentRow, world: World): Problems | null {
  const role = roleById(right.role_id)
  if (!role || role.applies_to !== right.applies_to_type) return { role_id: ['is not included in the list'] }
  const assignees = TABLE_OF_TYPE[right.assignee_type]
  if (!assignees || !world.get(assignees, right.assignee_id)) return { assignee_id: ['must exist'] }
  const targets = TABLE_OF_TYPE[right.applies_to_type]
  if (!targets || !world.get(targets, right.applies_to_id)) return { applies_to_id: ['must exist'] }
  if (right.applies_to_type !== 'Group' && (right.valid_from || right.valid_until))
    return { valid_until: ['is only possible for groups'] }
  return windowProblem(right)
}

export const roleAssignments: Resource<'role_assignments'> = {
  table: 'role_assignments',
  root: 'role_assignment',
  type: 'RoleAssignment',
  permission: 'role_assignments',
  operations: EVERYTHING,
  page: TEN,
  fields: {
    applies_to_type: { kind: 'choice', values: TARGETS, required: true, editable: false },
    applies_to_id: { kind: 'integer', required: true, editable: false },
    assignee_type: { kind: 'choice', values: ['User', 'Team', 'Guest'], required: true, editable: false },
    assignee_id: { kind: 'integer', required: true, editable: false },
    role_id: { kind: 'text', required: true },
    notify: { kind: 'boolean', default: false },
    valid_from: { kind: 'instant', nullable: true },
    valid_until: { kind: 'instant', nullable: true },
  },
  links: [
    { as: 'applies_to', column: 'applies_to_id', to: { typeColumn: 'applies_to_type' } },
    { as: 'assignee', column: 'assignee_id', to: { typeColumn: 'assignee_type' } },
  ],
  filters: {
    role_id: byColumn('role_id', 'text'),
    assignee_type: byColumn('assignee_type', 'text'),
    assignee_id: byColumn('assignee_id'),
    applies_to_type: byColumn('applies_to_type', 'text'),
    applies_to_id: byColumn('applies_to_id'),
    scope: { kind: 'text', keep: (row, value) => row.applies_to_type.toLowerCase() === value },
    user_id: { kind: 'integer', keep: (row, value) => row.assignee_type === 'User' && row.assignee_id === value },
    place_id: {
      kind: 'integer',
      keep: (row, value) => row.applies_to_type === 'Place' && row.applies_to_id === value,
    },
    group_id: {
      kind: 'integer',
      keep: (row, value) => row.applies_to_type === 'Group' && row.applies_to_id === value,
    },
  },
  search: (row, world) => [assigneeName(row, world)],
  sort: { 'user.name': (row, world) => assigneeName(row, world) },
  // The guides' older spellings are still taken (reference C, "Role assignments").
  prepare: ({ user_id: user, group_id: group, place_id: place, organization_id: organization, ...body }) => {
    const target: Record<string, Json> =
      group !== undefined
        ? { applies_to_type: 'Group', applies_to_id: group }
        : place !== undefined
          ? { applies_to_type: 'Place', applies_to_id: place }
          : organization !== undefined
            ? { applies_to_type: 'Organization', applies_to_id: organization }
            : {}
    const assignee: Record<string, Json> =
      user === undefined || user === null ? {} : { assignee_type: 'User', assignee_id: user }
    return { ...assignee, ...target, ...body }
  },
  columns: madeBy,
  check: (values, call) => roleProblem(values, call.world),
  unique: [['assignee_id', 'assignee_type', 'applies_to_type', 'applies_to_id']],
  view(row, { world }) {
    const level = row.applies_to_type.toLowerCase()
    const target = TABLE_OF_TYPE[row.applies_to_type]
    const assignee = TABLE_OF_TYPE[row.assignee_type]
    const person = (assignee && shortObject(world, assignee, row.assignee_id)) ?? null
    return {
      ...(row.applies_to_type === 'Group' ? {} : { valid_from: null, valid_until: null }),
      type: level,
      scope: level,
      [`${level}_id`]: row.applies_to_id,
      [level]: (target && shortObject(world, target, row.applies_to_id)) ?? null,
      ...{ user_id: null, guest_id: null, assignee_team_id: null },
      ...(row.assignee_type === 'User' ? { user_id: row.assignee_id, user: person } : {}),
      ...(row.assignee_type === 'Guest' ? { guest_id: row.assignee_id, guest: person } : {}),
      ...(row.assignee_type === 'Team' ? { assignee_team_id: row.assignee_id, assignee_team: person } : {}),
      issued_by_id: row.created_by_id,
    }
  },
  scope: (row, world) =>
    row.applies_to_type === 'Group' ? onGroup(row.applies_to_id, world) : { placeId: row.applies_to_id },
  own: (row, call) => row.assignee_type === 'User' && row.assignee_id === call.caller?.user.id,
  keep: (row) =>
    row.role_id === 'organization_owner' ? { base: ['The role of the owner cannot be taken away.'] } : null,
  about: (row, world) => ({ type: 'RoleAssignment', id: row.id, name: assigneeName(row, world) ?? `${row.id}` }),
}

function assigneeName(row: RoleAssignmentRow, world: World): string | null {
  const table = row.assignee_type === 'User' ? 'users' : row.assignee_type === 'Guest' ? 'guests' : 'teams'
  return world.get(table, row.assignee_id)?.name ?? null
}

export const groupLinks: Resource<'group_links'> = {
  table: 'group_links',
  root: 'group_link',
  type: 'GroupLink',
  permission: 'group_links',
  operations: ['list', 'create', 'delete'],
  page: TEN,
  fields: {
    group_id: { kind: 'integer', required: true, to: 'groups' },
    name: { kind: 'text', required: true },
    email: { kind: 'email', nullable: true },
    phone: { kind: 'text', nullable: true, longest: 40 },
    link_enabled: { kind: 'boolean', default: true },
    quick_response_code_type: { kind: 'choice', values: ['online', 'offline'], nullable: true },
    valid_from: { kind: 'instant', nullable: true },
    valid_until: { kind: 'instant', nullable: true },
  },
  hidden: ['secret', 'quick_response_code_token'],
  links: [
    { as: 'group', column: 'group_id', to: 'groups' },
    { as: 'created_by', column: 'created_by_id', to: { typeColumn: 'created_by_type' } },
  ],
  filters: { group_id: byColumn('group_id') },
  search: (row) => [row.name, row.email],
  sort: {
    name: (row) => row.name,
    unlock: (row) => row.last_used_at,
    valid_until: (row) => row.valid_until,
    group_name: (row, world) => world.get('groups', row.group_id)?.name ?? null,
  },
  check: windowProblem,
  columns: (values, call) => ({ ...madeBy(values, call), last_used_at: null }),
  drawn: (values, call) => ({
    secret: call.world.nextHex('group_link').slice(0, 32),
    quick_response_code_token: values.quick_response_code_type ? call.world.nextHex('qr').slice(0, 40) : null,
  }),
  view: (row) => ({ issued_by_id: row.created_by_id }),
  once: (row) => ({
    secret: row.link_enabled ? row.secret : null,
    quick_response_code_token: row.quick_response_code_token,
    // What the code says is documented nowhere: the token, for what else would it be for.
    quick_response_code_image: row.quick_response_code_token === null ? null : qrImage(row.quick_response_code_token),
  }),
  scope: (row, world) => onGroup(row.group_id, world),
}
