import type { Json, RoleAssignmentRow } from '../../world/rows.ts'
import { demand, done, ok, rootOf, signedIn, type Answer, type Call } from '../call.ts'
import { TEN, type Resource } from '../description.ts'
import { find, insertRow, show } from '../engine.ts'
import { Invalid } from '../errors.ts'
import { readFields, type Fields } from '../fields.ts'
import { shortObject } from '../references.ts'
import { madeBy, onGroup, roleAssignments, windowProblem } from './access.ts'
import { users } from './people.ts'

/** A member's id is not its user's. */
const MEMBER_SHIFT = 900_000

/** The deprecated mirror of users: the same rows, each under an id of its own. */
export const members: Resource<'users'> = {
  ...users,
  path: 'members',
  idShift: MEMBER_SHIFT,
  deprecated: true,
  root: 'member',
  type: 'Member',
  hidden: [...(users.hidden ?? []), 'email'],
  events: { create: 'user.create', update: 'user.update' },
  about: (row) => ({ type: 'User', id: row.id, name: row.name }),
  view(row, { world }) {
    const rights = world
      .where('role_assignments', 'assignee_id', row.id)
      .filter((each) => each.assignee_type === 'User')
    const wide = rights.find((each) => each.applies_to_type === 'Organization')
    const two = Boolean(row.otp_enabled_at)
    return {
      // What members without a right on the organization were called is not documented.
      role_id: wide?.role_id ?? 'basic',
      scim_access_enabled: false,
      organization_id: world.all('organizations')[0]?.id ?? null,
      user_id: row.id,
      user: { id: row.id, resource_type: 'User', email: row.email, name: row.name, otp_required_for_login: two },
      place_id: null,
      shares_count: rights.filter((each) => each.applies_to_type === 'Group').length,
      confirmed: true,
    }
  },
}

const LEVELS = ['basic', 'manager']

/** The older form of rights: a user, by e-mail, on a group. Its rows are the role assignments of users on groups. */
export const shares: Resource<'role_assignments'> = {
  table: 'role_assignments',
  path: 'shares',
  deprecated: true,
  only: (row) => row.applies_to_type === 'Group' && row.assignee_type === 'User',
  root: 'share',
  type: 'Share',
  permission: 'shares',
  operations: ['list', 'fetch', 'delete'],
  page: TEN,
  fields: {},
  hidden: ['applies_to_type', 'applies_to_id', 'assignee_type', 'assignee_id'],
  links: [{ as: 'created_by', column: 'created_by_id', to: { typeColumn: 'created_by_type' } }],
  filters: {
    group_id: { kind: 'integer', keep: (row, value) => row.applies_to_id === value },
    member_id: { kind: 'integer', keep: (row, value) => row.assignee_id + MEMBER_SHIFT === value },
    place_id: {
      kind: 'integer',
      keep: (row, value, { world }) => world.get('groups', row.applies_to_id)?.place_id === value,
    },
    user_id: { kind: 'integer', keep: (row, value) => row.assignee_id === value },
    role_id: { kind: 'text', keep: (row, value) => row.role_id === `group_${value}` },
  },
  search: (row, world) => [world.get('users', row.assignee_id)?.name, world.get('users', row.assignee_id)?.email],
  view(row, { world }): Record<string, Json> {
    const user = world.get('users', row.assignee_id)
    const place = shortObject(world, 'places', world.get('groups', row.applies_to_id)?.place_id ?? -1)
    const by = shortObject(world, 'users', row.created_by_id ?? -1)
    const level = row.role_id.slice('group_'.length)
    return {
      ...{ email: user?.email ?? '', role_id: level, role: level },
      ...{ group_id: row.applies_to_id, group: shortObject(world, 'groups', row.applies_to_id) ?? null },
      member_id: row.assignee_id + MEMBER_SHIFT,
      member: { id: row.assignee_id + MEMBER_SHIFT, resource_type: 'Member', name: user?.name ?? '' },
      place_id: world.get('groups', row.applies_to_id)?.place_id ?? null,
      ...(place ? { place } : {}),
      ...{ user_id: row.assignee_id, user: shortObject(world, 'users', row.assignee_id) ?? null },
      ...{ lock_id: null, apply_to_place: false },
      ...{ issued_to_id: row.assignee_id, issued_to_email: user?.email ?? '', issued_by_id: row.created_by_id },
      ...(by ? { issued_by: by } : {}),
    }
  },
  scope: (row, world) => onGroup(row.applies_to_id, world),
  own: (row, call) => row.assignee_id === call.caller?.user.id,
}

const CHANGEABLE: Fields = {
  notify: { kind: 'boolean', nullable: true },
  role_id: { kind: 'choice', values: LEVELS, default: 'basic' },
  valid_from: { kind: 'instant', nullable: true },
  valid_until: { kind: 'instant', nullable: true },
}
const CREATED: Fields = {
  email: { kind: 'email', required: true },
  group_id: { kind: 'integer', required: true, to: 'groups' },
  ...CHANGEABLE,
}

type Window = Pick<RoleAssignmentRow, 'valid_from' | 'valid_until'>

function readShare(fields: Fields, call: Call, creating: boolean) {
  const { values, problems } = readFields(fields, rootOf(call, 'share'), creating, (table, id) =>
    Boolean(call.world.get(table, id)),
  )
  return {
    problems,
    values: typeof values.role_id === 'string' ? { ...values, role_id: `group_${values.role_id}` } : values,
  }
}

/** POST /shares: somebody whom nobody knows by that e-mail becomes a user first. */
export function createShare(call: Call): Answer {
  signedIn(call)
  const { values, problems } = readShare(CREATED, call, true)
  const { email, group_id: groupId, ...rest } = values
  demand(call, 'shares_write', typeof groupId === 'number' ? onGroup(groupId, call.world) : {})
  const found = windowProblem(values as unknown as Window)
  if (found || Object.keys(problems).length > 0) throw new Invalid({ ...problems, ...found })
  const address = String(email)
  const known = call.world.all('users').find((user) => user.email.toLowerCase() === address.toLowerCase())
  const right = { applies_to_type: 'Group', applies_to_id: groupId ?? null, assignee_type: 'User' }
  const taken = known && call.world.where('role_assignments', 'assignee_id', known.id)
  if (taken?.some((each) => each.applies_to_type === 'Group' && each.applies_to_id === groupId && shares.only?.(each)))
    throw new Invalid({ email: ['has already been taken'] })
  const user = known ?? insertUser(address, call)
  const assignment = { ...rest, ...right, assignee_id: user.id, ...madeBy(null, call), notify: rest.notify === true }
  const row = insertRow(roleAssignments as unknown as Resource, assignment, call)
  return ok(show(shares as unknown as Resource, row, call))
}

/** A new user with no more than an e-mail and, perhaps, a name. */
export function insertUser(email: string, call: Call, name = email.split('@')[0] ?? email) {
  const { values } = readFields(users.fields, { email, name }, true, () => true)
  const row = insertRow(users as unknown as Resource, { ...values, ...users.columns?.(values, call) }, call)
  return row as unknown as { id: number; name: string }
}

/** PATCH /shares/{id}. */
export function updateShare(call: Call): Answer {
  const row = find(shares as unknown as Resource, call) as RoleAssignmentRow
  demand(call, 'shares_write', onGroup(row.applies_to_id, call.world))
  const { values, problems } = readShare(CHANGEABLE, call, false)
  const found = windowProblem({ ...row, ...values })
  if (found || Object.keys(problems).length > 0) throw new Invalid({ ...problems, ...found })
  call.world.update('role_assignments', row.id, values as Partial<RoleAssignmentRow>)
  return done
}
