import { REFUSALS } from '../world/refusals.ts'
import type { Json } from '../world/rows.ts'
import { demand, ok, record, rootOf, signedIn, type Answer, type Call } from './call.ts'
import type { Resource } from './description.ts'
import { insertRow, show } from './engine.ts'
import { Invalid, Refused, type Problems } from './errors.ts'
import { readFields, type Fields } from './fields.ts'
import { shortObject, TABLE_OF_TYPE } from './references.ts'
import { madeBy, onGroup, roleAssignments, windowProblem } from './resources/access.ts'
import { insertUser } from './resources/older.ts'
import { guests } from './resources/people.ts'
import { teamMemberships } from './resources/teams.ts'

const INVITE: Fields = {
  notify: { kind: 'boolean', default: false },
  invites_to_type: { kind: 'choice', values: ['Group', 'Place', 'Team'], required: true },
  invites_to_id: { kind: 'integer', required: true },
}
const INVITEE: Fields = {
  resource_type: { kind: 'choice', values: ['User', 'Guest'], required: true },
  name: { kind: 'text', required: true },
  email: { kind: 'email', nullable: true },
  phone_number: { kind: 'text', nullable: true, longest: 40 },
}
const RIGHT: Fields = {
  role_id: { kind: 'text', nullable: true },
  valid_from: { kind: 'instant', nullable: true },
  valid_until: { kind: 'instant', nullable: true },
}
const ACCESS_KEY: Fields = {
  link_enabled: { kind: 'boolean', default: true },
  qr_code_enabled: { kind: 'boolean', default: false },
}

/** An object within the body; null when it is missing. */
function part(body: Record<string, Json>, key: string, problems: Problems): Record<string, Json> | null {
  const value = body[key]
  if (value === undefined || value === null) return null
  if (typeof value === 'object' && !Array.isArray(value)) return value
  problems[key] = ['must be an object']
  return null
}

/** Reads the parts of an invite. The problems of a part are told under `part.field`. */
function readInvite(call: Call) {
  const body = rootOf(call, 'invite')
  const exists = (table: Parameters<Call['world']['get']>[0], id: number) => Boolean(call.world.get(table, id))
  const { values: invite, problems } = readFields(INVITE, body, true, exists)
  const within = (key: string, fields: Fields, needed: boolean) => {
    const given = part(body, key, problems)
    if (!given) {
      if (needed && !problems[key]) problems[key] = ["can't be blank"]
      return null
    }
    const { values, problems: found } = readFields(fields, given, true, exists)
    for (const [field, texts] of Object.entries(found)) problems[`${key}.${field}`] = texts
    return { values, given }
  }
  const invitee = within('invitee', INVITEE, true)
  if (invitee && invitee.given.email === undefined) problems['invitee.email'] = ["can't be blank"]
  if (invitee?.values.resource_type === 'User' && invitee.values.email === null)
    problems['invitee.email'] = ["can't be blank"]
  const right = within('role_assignment', RIGHT, invite.invites_to_type !== 'Team')
  const key = within('access_key', ACCESS_KEY, false)
  return { invite, invitee: invitee?.values ?? {}, right: right?.values ?? {}, key: key?.values ?? null, problems }
}

function addInvitee(invitee: Record<string, Json>, call: Call): { type: 'User' | 'Guest'; id: number } {
  const { name, email, phone_number: phone = null } = invitee
  if (invitee.resource_type === 'Guest') {
    const values = { name: name ?? '', email: email ?? null, phone_number: phone }
    return { type: 'Guest', id: insertRow(guests as unknown as Resource, values, call).id }
  }
  const known = call.world.all('users').find((user) => user.email.toLowerCase() === String(email).toLowerCase())
  return { type: 'User', id: (known ?? insertUser(String(email), call, String(name))).id }
}

/**
 * POST /invites: person, right (or membership) and access key in one call. Without a role a group gets `group_basic`;
 * for a place Kisi names no usual role, and there it must be said.
 */
export function createInvite(call: Call): Answer {
  signedIn(call)
  const { world } = call
  const { invite, invitee, right, key, problems } = readInvite(call)
  const [type, targetId] = [String(invite.invites_to_type), Number(invite.invites_to_id)]
  const scope = type === 'Group' ? onGroup(targetId, world) : type === 'Place' ? { placeId: targetId } : {}
  demand(call, 'invites_write', scope)
  const table = TABLE_OF_TYPE[type]
  if (table && !problems.invites_to_id && !world.get(table, targetId)) problems.invites_to_id = ['must exist']
  if (Object.keys(problems).length > 0) throw new Invalid(problems)

  const assignment = {
    ...{ applies_to_type: type, applies_to_id: targetId, assignee_type: String(invitee.resource_type), assignee_id: 0 },
    ...{ role_id: right.role_id ?? (type === 'Group' ? 'group_basic' : ''), notify: invite.notify === true },
    ...{ valid_from: right.valid_from ?? null, valid_until: right.valid_until ?? null, ...madeBy(null, call) },
  }
  const wrong = type === 'Team' ? null : rightProblem(assignment)
  if (wrong) throw new Invalid(wrong)
  const { type: personType, id: personId } = addInvitee(invitee, call)
  const before = world.where('role_assignments', 'assignee_id', personId).find((each) => {
    return each.assignee_type === personType && each.applies_to_type === type && each.applies_to_id === targetId
  })
  if (before) throw new Invalid({ 'invitee.email': ['has this right already'] })

  const held =
    type === 'Team'
      ? insertRow(
          teamMemberships as unknown as Resource,
          { team_id: targetId, member_type: personType, member_id: personId },
          call,
        )
      : insertRow(roleAssignments as unknown as Resource, { ...assignment, assignee_id: personId }, call)
  const access =
    key &&
    world.insert('access_keys', {
      ...{ assignee_type: personType, assignee_id: personId, key: world.nextHex('access_key').slice(0, 40) },
      ...{ link_enabled: key.link_enabled === true, qr_code_enabled: key.qr_code_enabled === true },
    })
  if (access) {
    record(call, {
      type: 'access_key.create',
      object: { type: 'AccessKey', id: access.id, name: String(invitee.name) },
    })
  }
  const row = world.insert('invites', {
    ...{ notify: invite.notify === true, invites_to_type: type as 'Group', invites_to_id: targetId },
    ...{ invitee_type: personType, invitee_id: personId, access_key_id: access?.id ?? null },
    ...{ role_assignment_id: type === 'Team' ? null : held.id, team_membership_id: type === 'Team' ? held.id : null },
    ...{ created_by_type: 'User', created_by_id: signedIn(call).user.id },
  })
  record(call, {
    type: 'invite.create',
    object: { type: 'Invite', id: row.id, name: String(invitee.name) },
    placeId: scope.placeId ?? null,
  })
  return ok(shown(row.id, call))
}

/** The role must be one of that level, and only rights on groups have a window. */
function rightProblem(right: {
  applies_to_type: string
  role_id: Json
  valid_from: Json
  valid_until: Json
}): Problems | null {
  const level = right.applies_to_type === 'Group' ? 'group_' : 'place_'
  if (typeof right.role_id !== 'string' || !right.role_id.startsWith(level))
    return { 'role_assignment.role_id': ['is not included in the list'] }
  const window = { valid_from: right.valid_from as string | null, valid_until: right.valid_until as string | null }
  if (level === 'place_' && (window.valid_from || window.valid_until))
    return { 'role_assignment.valid_until': ['is only possible for groups'] }
  const found = windowProblem(window)
  return found && { 'role_assignment.valid_until': found.valid_until ?? [] }
}

function shown(id: number, call: Call): Record<string, Json> {
  const row = call.world.get('invites', id)
  if (!row) throw new Refused(REFUSALS.notFound)
  const { access_key_id: keyId, role_assignment_id: rightId, team_membership_id: memberId } = row
  const table = row.invitee_type === 'User' ? 'users' : 'guests'
  const key = keyId === null ? undefined : call.world.get('access_keys', keyId)
  const right = rightId === null ? undefined : call.world.get('role_assignments', rightId)
  const both = { link_enabled: key?.link_enabled ?? false, qr_code_enabled: key?.qr_code_enabled ?? false }
  return {
    ...{ id, resource_type: 'Invite', notify: row.notify, created_at: row.created_at, updated_at: row.updated_at },
    ...{ invites_to_type: row.invites_to_type, invites_to_id: row.invites_to_id },
    ...{ invitee_type: row.invitee_type, invitee_id: row.invitee_id },
    invitee: shortObject(call.world, table, row.invitee_id) ?? null,
    ...(key ? { access_key: { id: key.id, resource_type: 'AccessKey', ...both } } : {}),
    ...(right ? { role_assignment_id: right.id, role_assignment: shownRight(right.id, call) } : {}),
    ...(memberId === null ? {} : { team_membership_id: memberId }),
  }
}

function shownRight(id: number, call: Call): Record<string, Json> {
  const right = call.world.get('role_assignments', id)
  if (!right) throw new Refused(REFUSALS.notFound)
  const { role_id, valid_from, valid_until, resource_type } = show(roleAssignments as unknown as Resource, right, call)
  return {
    ...{ id, resource_type: resource_type ?? null, role_id: role_id ?? null },
    ...{ valid_from: valid_from ?? null, valid_until: valid_until ?? null },
  }
}
