/**
 * The roles of GET /roles. Only `group_basic` and `group_manager` are named in Kisi's public texts; the ids above group
 * level are our choice (reference A, "Roles"), their names are those of Kisi's web pages.
 */
export interface Role {
  id: string
  applies_to: 'Organization' | 'Place' | 'Group'
  name: string
  permissions: ReadonlySet<string>
}

/** Permissions come as a pair, `…_read` and `…_write`. */
const PAIRED = [
  'access_keys amenities apple_passes bookings camera_snapshots cameras capacities card_assignments cards',
  'communication_policies csv_card_import csv_user_import custom_roles elevator_stops elevators',
  'event_retention_policies floors group_elevator_stops group_links group_locks group_terminals group_zones groups',
  'guests hardware third_party_hf_uid_read_configurations incident_policies incidents integrations',
  'intercom_assignment kiosk_shortcuts locks managed_devices marketplace_app_shares marketplace_installations',
  'marketplace_shortcuts mobile_cache_policies places reports role_assignments scanned_card scheduled_report schedules',
  'shares team_memberships teams terminals users visualization_page_reporters visualization_page_shares zones',
].flatMap((line) => line.split(' '))
const READ_ONLY =
  'analytics camera_snapshot_sets dashboards events incident_occurrences intercom_completed_call_stream place_dashboard subscriptions'.split(
    ' ',
  )
const ACTIONS =
  'cards_activate elevator_stops_permit locks_unlock terminals_trigger zones_override zones_reset invites_write'.split(
    ' ',
  )
/** What we ask for where Kisi names no permission: the organization itself, and other people's logins. */
const UNNAMED = ['organization_read', 'organization_write', 'logins_read', 'logins_write']

const reading = [...PAIRED, ...READ_ONLY].map((stem) => `${stem}_read`)
const writing = PAIRED.map((stem) => `${stem}_write`)
const documented = [...reading, ...writing, ...ACTIONS]
const everything = [...documented, ...UNNAMED]
const seeing = [...reading, 'organization_read', 'logins_read']
const both = (...stems: string[]) => stems.flatMap((stem) => [`${stem}_read`, `${stem}_write`])
const access = [
  ...both('groups', 'group_locks', 'group_links', 'role_assignments', 'guests', 'cards', 'card_assignments', 'teams'),
  ...both('team_memberships', 'shares', 'access_keys'),
  'cards_activate',
  'locks_unlock',
  'invites_write',
]

/** Every permission there is, in the order GET /roles lists them. */
export const PERMISSIONS: readonly string[] = documented

export const ROLES: readonly Role[] = [
  {
    id: 'organization_owner',
    applies_to: 'Organization',
    name: 'Organization owner',
    permissions: new Set(everything),
  },
  {
    id: 'organization_administrator',
    applies_to: 'Organization',
    name: 'Organization administrator',
    permissions: new Set(everything),
  },
  {
    id: 'organization_access_manager',
    applies_to: 'Organization',
    name: 'Organization access manager',
    permissions: new Set([...seeing, ...access]),
  },
  {
    id: 'organization_user_manager',
    applies_to: 'Organization',
    name: 'Organization user manager',
    permissions: new Set([...seeing, ...both('users')]),
  },
  {
    id: 'organization_observer',
    applies_to: 'Organization',
    name: 'Organization observer',
    permissions: new Set(seeing),
  },
  {
    id: 'place_administrator',
    applies_to: 'Place',
    name: 'Place administrator',
    permissions: new Set(everything.filter((permission) => !permission.startsWith('organization'))),
  },
  {
    id: 'place_access_manager',
    applies_to: 'Place',
    name: 'Place access manager',
    permissions: new Set([...seeing, ...access]),
  },
  {
    id: 'group_manager',
    applies_to: 'Group',
    name: 'Group manager',
    permissions: new Set([...both('group_links', 'role_assignments'), 'groups_read', 'locks_unlock']),
  },
  { id: 'group_basic', applies_to: 'Group', name: 'Basic', permissions: new Set(['locks_unlock']) },
]

const byId = new Map(ROLES.map((role) => [role.id, role]))

export const roleById = (id: string): Role | undefined => byId.get(id)

export const grants = (roleId: string, permission: string): boolean =>
  byId.get(roleId)?.permissions.has(permission) ?? false
