import { REFUSALS } from '../world/refusals.ts'
import { PERMISSIONS, roleById, ROLES, type Role } from '../world/roles.ts'
import type { OrganizationRow } from '../world/rows.ts'
import { rightsOf } from '../world/rights.ts'
import { shortObject } from './references.ts'
import { demand, done, may, ok, record, rootOf, signedIn, type Answer, type Call } from './call.ts'
import { Invalid, Refused } from './errors.ts'
import { readFields, type Fields } from './fields.ts'

export function theOrganization(call: Call): OrganizationRow {
  const organization = call.world.all('organizations')[0]
  if (!organization) throw new Refused(REFUSALS.notFound)
  return organization
}

export const showOrganization = (row: OrganizationRow, call: Call) => ({
  id: row.id,
  resource_type: 'Organization',
  name: row.name,
  domain: row.domain,
  logo: row.logo,
  address: row.address,
  description: row.description,
  device_logins_expire_after: row.device_logins_expire_after ?? 1_209_600,
  places_count: call.world.all('places').length,
  scim_enabled: false,
  sso_flow_enabled: false,
  sso_expiration_override_enabled: false,
  sso_expiration_override: null,
  metadata: row.metadata,
  time_zone: row.time_zone,
  web_authentication_api_enabled: false,
  apple_pass_enabled: false,
  created_at: row.created_at,
  updated_at: row.updated_at,
  user_id: row.user_id,
  transfer_to_id: row.transfer_to_id ?? null,
  ...(row.transfer_to_id ? { transfer_to: shortObject(call.world, 'users', row.transfer_to_id) } : {}),
  image: null,
  color: null,
})

/** Whoever comes with a link or a key is shown less. */
const VIA_LINK = [
  ...(['id', 'resource_type', 'name', 'domain', 'logo', 'address', 'description', 'time_zone'] as const),
  ...(['transfer_to_id', 'image', 'color'] as const),
]

export function organization(call: Call): Answer {
  if (call.visitor) {
    const whole = showOrganization(theOrganization(call), call)
    return ok(Object.fromEntries(VIA_LINK.map((key) => [key, whole[key]])))
  }
  signedIn(call)
  return ok(showOrganization(theOrganization(call), call))
}

export function organizations(call: Call): Answer {
  signedIn(call)
  return ok([showOrganization(theOrganization(call), call)])
}

const EDITABLE: Fields = {
  name: { kind: 'text', required: true },
  address: { kind: 'text', nullable: true },
  description: { kind: 'text', nullable: true, longest: 5000 },
  logo: { kind: 'url', nullable: true },
  time_zone: { kind: 'zone', required: true },
  device_logins_expire_after: { kind: 'integer', nullable: true, least: 60 },
  identity_provider_issuer_url: { kind: 'url', nullable: true },
  metadata: { kind: 'text', nullable: true, longest: 5000 },
}

export function updateOrganization(call: Call): Answer {
  signedIn(call)
  demand(call, 'organization_write')
  const row = theOrganization(call)
  const { values, problems } = readFields(EDITABLE, rootOf(call, 'organization'), false, () => true)
  if (Object.keys(problems).length > 0) throw new Invalid(problems)
  call.world.update('organizations', row.id, values)
  record(call, { type: 'organization.update', object: { type: 'Organization', id: row.id, name: row.name } })
  return done
}

/** GET /organizations/{domain}/public: needs nobody signed in. */
export function publicOrganization(call: Call): Answer {
  const row = theOrganization(call)
  if (call.path.domain !== row.domain) throw new Refused(REFUSALS.notFound)
  const { id, resource_type, name, domain, places_count, logo, sso_flow_enabled, image, color } = showOrganization(
    row,
    call,
  )
  const web = { web_authentication_api_enabled: false }
  return ok({ id, resource_type, name, domain, places_count, logo, sso_flow_enabled, ...web, image, color })
}

export function dashboard(call: Call): Answer {
  signedIn(call)
  const count = (table: 'users' | 'places' | 'locks' | 'groups' | 'cameras') => call.world.all(table).length
  const users = count('users')
  return ok({
    apple_passes_count: 0,
    cameras_count: count('cameras'),
    users_count: users,
    places_count: count('places'),
    locks_count: count('locks'),
    groups_count: count('groups'),
    members_count: users,
  })
}

const showRole = (role: Role) => ({
  id: role.id,
  resource_type: 'Role',
  applies_to: role.applies_to,
  name: role.name,
  description: null,
  custom: false,
  permissions: Object.fromEntries(PERMISSIONS.map((permission) => [permission, role.permissions.has(permission)])),
  custom_role_id: null,
})

export function roles(call: Call): Answer {
  signedIn(call)
  return ok(ROLES.map(showRole))
}

export function role(call: Call): Answer {
  signedIn(call)
  const found = roleById(call.path.id ?? '')
  if (!found) throw new Refused(REFUSALS.notFound)
  // Everybody may list the roles; a 403 is documented for one of them alone: whoever may neither see rights nor has it.
  const { user } = signedIn(call)
  const held = rightsOf(call.world, 'User', user.id).some((right) => right.role_id === found.id)
  if (!held && !may(call, 'role_assignments_read')) throw new Refused(REFUSALS.accessDenied)
  return ok(showRole(found))
}
