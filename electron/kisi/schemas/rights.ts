import { z } from 'zod'
import type { AssigneeType, KisiGroup, KisiGroupLink, KisiGroupLock, KisiRoleAssignment } from '../types.ts'
import { flag, id, lacks, named, optionalId, optionalText, textIfSaid } from './fields.ts'

export const group = z
  .object({
    id,
    name: z.string(),
    place_id: optionalId,
    place: named,
    login_enabled: z.boolean().nullish(),
    time_restriction_enabled: flag,
    geofence_restriction_enabled: flag,
    reader_restriction_enabled: flag,
    primary_device_restriction_enabled: flag,
    managed_device_restriction_enabled: flag,
    tap_to_access_restriction_enabled: flag,
  })
  .transform((raw): KisiGroup => ({
    id: raw.id,
    name: raw.name,
    placeId: raw.place_id ?? raw.place.id,
    placeName: raw.place.name,
    loginEnabled: raw.login_enabled ?? true,
    timeRestricted: raw.time_restriction_enabled,
    geofenceRestricted: raw.geofence_restriction_enabled,
    readerRestricted: raw.reader_restriction_enabled,
    primaryDeviceRestricted: raw.primary_device_restriction_enabled,
    managedDeviceRestricted: raw.managed_device_restriction_enabled,
    tapRestricted: raw.tap_to_access_restriction_enabled,
  }))

export const groupLock = z
  .object({ id, group_id: optionalId, group: named, lock_id: optionalId, lock: named })
  .transform((raw, context): KisiGroupLock => {
    const groupId = raw.group_id ?? raw.group.id
    const lockId = raw.lock_id ?? raw.lock.id
    if (groupId === null) return lacks(context, 'group_id')
    if (lockId === null) return lacks(context, 'lock_id')
    return { id: raw.id, groupId, lockId }
  })

export const groupLink = z
  .object({ id, name: z.string(), group_id: id, valid_from: optionalText, valid_until: optionalText })
  .transform((raw): KisiGroupLink => ({
    id: raw.id,
    name: raw.name,
    groupId: raw.group_id,
    validFrom: raw.valid_from,
    validUntil: raw.valid_until,
  }))

const targets = { organization: 'Organization', place: 'Place', group: 'Group' } as const
const oldTarget = z.enum(['organization', 'place', 'group']).nullish().catch(null)

const rawRoleAssignment = z.object({
  id,
  role_id: z.string(),
  assignee_type: z.enum(['User', 'Team', 'Guest']).nullish(),
  assignee_id: optionalId,
  user_id: optionalId,
  assignee_team_id: optionalId,
  guest_id: optionalId,
  applies_to_type: z.enum(['Organization', 'Place', 'Group']).nullish(),
  applies_to_id: optionalId,
  type: oldTarget,
  scope: oldTarget,
  group_id: optionalId,
  place_id: optionalId,
  organization_id: optionalId,
  valid_from: textIfSaid,
  valid_until: textIfSaid,
  created_at: optionalText,
  created_by_id: optionalId,
})
type RawRoleAssignment = z.output<typeof rawRoleAssignment>

function assigneeOf(raw: RawRoleAssignment): { type: AssigneeType; id: number | null } {
  const type = raw.assignee_type ?? (raw.guest_id !== null ? 'Guest' : raw.assignee_team_id !== null ? 'Team' : 'User')
  const old = { User: raw.user_id, Team: raw.assignee_team_id, Guest: raw.guest_id }
  return { type, id: raw.assignee_id ?? old[type] }
}

function targetOf(raw: RawRoleAssignment): { type: KisiRoleAssignment['appliesToType']; id: number | null } {
  const named = raw.type ?? raw.scope
  const guessed = raw.group_id !== null ? 'Group' : raw.place_id !== null ? 'Place' : 'Organization'
  const type = raw.applies_to_type ?? (named ? targets[named] : guessed)
  const old = { Group: raw.group_id, Place: raw.place_id, Organization: raw.organization_id }
  return { type, id: raw.applies_to_id ?? old[type] }
}

/** Understands both the names of the published schema and the older ones that real answers were seen to use. */
export const roleAssignment = rawRoleAssignment.transform((raw, context): KisiRoleAssignment => {
  const assignee = assigneeOf(raw)
  const target = targetOf(raw)
  if (assignee.id === null) return lacks(context, 'assignee_id')
  if (target.id === null) return lacks(context, 'applies_to_id')
  const unsaid = target.type === 'Group' ? undefined : null // only rights on groups have a window
  return {
    id: raw.id,
    roleId: raw.role_id,
    assigneeType: assignee.type,
    assigneeId: assignee.id,
    appliesToType: target.type,
    appliesToId: target.id,
    validFrom: raw.valid_from === undefined ? unsaid : raw.valid_from,
    validUntil: raw.valid_until === undefined ? unsaid : raw.valid_until,
    createdAt: raw.created_at,
    createdById: raw.created_by_id,
  }
})
