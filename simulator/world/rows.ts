/** What the world is made of: one row type a table. Instants are RFC 3339 in UTC, durations are seconds. */

import type { ContactState, DoorState, EndOfLine, WireState } from './rows-hardware.ts'
import { MORE_FIRST_IDS, type MoreTables } from './rows-more.ts'

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** A row as the engine sees it: by the names of its columns. */
export type Row = { id: number; created_at: string; updated_at: string } & Record<string, Json>

export interface Base {
  id: number
  created_at: string
  updated_at: string
}
export interface Maker {
  created_by_type: string | null
  created_by_id: number | null
}

export interface OrganizationRow extends Base {
  name: string
  domain: string
  time_zone: string
  user_id: number
  address: string | null
  description: string | null
  logo: string | null
  metadata: string | null
  device_logins_expire_after?: number | null
  identity_provider_issuer_url?: string | null
  transfer_to_id?: number | null
  /** A certificate that has been made and is not in use yet. */
  next_sp_certificate?: string | null
  sp_certificate?: string | null
}
export interface UserRow extends Base {
  name: string
  email: string
  image: string | null
  metadata: Record<string, Json>
  notes: string | null
  locale: string | null
  access_enabled: boolean
  password_flow_enabled: boolean
  last_accessed_at: string | null
  password: string | null
  /** The Base32 secret of two-factor sign-in, and since when it is demanded. */
  otp_secret?: string | null
  otp_enabled_at?: string | null
  otp_backup_codes?: string[]
}
export interface GuestRow extends Base {
  name: string
  email: string | null
  phone_number: string | null
}
export interface LoginRow extends Base {
  user_id: number
  type: 'api' | 'device'
  name: string | null
  secret: string
  expire: boolean
  last_used_at: string | null
  device_brand: string | null
  device_model: string | null
  os_name: string | null
  revoked: boolean
  primary?: boolean
}
export interface PlaceRow extends Base {
  name: string
  address: string
  description: string | null
  latitude: number | null
  longitude: number | null
  image: string | null
  time_zone: string | null
  locked_down_since: string | null
}
export interface FloorRow extends Base {
  name: string
  number: number
  place_id: number
  description: string | null
}
export interface LockRow extends Base {
  name: string
  description: string | null
  place_id: number
  floor_id: number | null
  latitude: number | null
  longitude: number | null
  order_id: number | null
  geofence_restriction_enabled: boolean | null
  reader_restriction_enabled: boolean | null
  time_restriction_enabled: boolean | null
  locked_down_since: string | null
  /** Until when the relay is released, or null while it rests. */
  unlocked_until: string | null
  open: boolean
  /** When the contact must be closed again, or null while nothing is being watched. */
  held_open_at: string | null
  alarm: 'forced_open' | 'held_open' | null
  /** When the first person arrived and the last one left, by POST …/first_to_arrive and …/last_to_leave. */
  arrived_at?: string | null
  left_at?: string | null
  /** What only the hardware knows; missing for a door that nothing has happened to yet. */
  door?: DoorState
}
export interface GroupRow extends Base {
  name: string
  description: string | null
  place_id: number | null
  login_enabled: boolean
  geofence_restriction_enabled: boolean
  primary_device_restriction_enabled: boolean
  managed_device_restriction_enabled: boolean
  reader_restriction_enabled: boolean
  time_restriction_enabled: boolean
  tap_to_access_restriction_enabled: boolean
}
export interface GroupLockRow extends Base {
  group_id: number
  lock_id: number
}
export interface RoleAssignmentRow extends Base, Maker {
  role_id: string
  notify: boolean
  applies_to_type: 'Organization' | 'Place' | 'Group'
  applies_to_id: number
  assignee_type: 'User' | 'Team' | 'Guest'
  assignee_id: number
  valid_from: string | null
  valid_until: string | null
}
export interface GroupLinkRow extends Base, Maker {
  group_id: number
  name: string
  email: string | null
  phone: string | null
  link_enabled: boolean
  quick_response_code_type: 'online' | 'offline' | null
  valid_from: string | null
  valid_until: string | null
  last_used_at: string | null
  secret: string
  quick_response_code_token: string | null
}
export interface CardRow extends Base {
  type: string
  token: string | null
  uid: string | null
  data_block_value: string | null
  facility_code: number | null
  card_number: number | null
  card_id: number | null
  oem: number | null
  length: number | null
  last_used_at: string | null
  /** The eight bits above an EM4100 card's 32-bit number, two hex digits. Kisi does not know them; the reader sends them. */
  version: string
}
export interface CardAssignmentRow extends Base, Maker {
  status: 'activated' | 'deactivated'
  two_factor_pin: string | null
  send_two_factor_pin_notification: boolean
  assignee_type: 'User' | 'Guest'
  assignee_id: number
  card_id: number
  activated_at: string | null
  /** What the holder was e-mailed; null once it has been used. */
  activation_token?: string | null
}
export interface ControllerRow extends Base {
  name: string
  description: string | null
  place_id: number
  online: boolean
  token?: string
  zone_controller?: boolean
  /** Since when the cloud does not reach it; null or missing while it does. */
  offline_since?: string | null
  /** It is installing a new firmware and hears nothing. */
  updating?: boolean
  tampered?: boolean
}
export interface ControllerRelayRow extends Base {
  controller_id: number
  channel: number
  name: string
  aux?: boolean
  /** Of a door's relay: until when it is triggered. */
  triggered_until?: string | null
}
export interface ControllerRelayConnectionRow extends Base {
  type: 'lock' | 'elevator_stop' | 'siren' | 'third_party_alarm'
  name: string | null
  controller_relay_id: number
  /** Of a lock's relay. */
  lock_id?: number
  /** Seconds; of a lock's and an elevator stop's relay. */
  duration?: number
  elevator_stop_id?: number
  zone_id?: number
  /** Seconds; of the relay that tells a third-party alarm about the zone's mode. */
  duration_for_away_mode?: number | null
  duration_for_stay_mode?: number | null
}
export interface ControllerInputRow extends Base {
  controller_id: number
  channel: number
  name: string
  /** What is at the far end of the wire; missing while it is as it rests. */
  contact?: ContactState
  wire?: WireState
  /** The last reading that the controller acted upon. */
  reading?: ContactState | 'cut' | 'short'
}
export interface ControllerInputConnectionRow extends Base {
  type: 'contact_sensor' | 'request_to_exit' | 'third_party_alarm' | 'tamper_detection'
  name: string | null
  controller_input_id: number
  lock_id?: number
  enabled?: boolean
  /** Seconds. */
  duration?: number
  zone_id?: number
  /** What a request to exit, or a third-party alarm, brings about. */
  action?: 'last_to_leave' | 'last_to_unlock' | 'unlock' | 'none' | 'away' | 'stay' | 'disarmed' | 'violated'
  end_of_line_type?: EndOfLine | null
}
export interface IntegrationRow extends Base {
  name: string
  type: string
  enabled: boolean
  /** The next three are a webhook's alone. */
  url?: string
  enabled_events?: string[]
  signature_key?: string | null
  place_id: number | null
  disabled_due_to_error: boolean
  disabled_due_to_error_at: string | null
  failures: number
}
export interface EventSetRow extends Base {
  status: 'in_progress' | 'finished' | 'failed'
  interval: string
  starts_at: string
  ends_at: string
  /** How many events there were when the set was made: later ones do not shift its pages. */
  up_to: number
  event_actor_id: number | null
  event_actor_type: string | null
  event_authenticated_by_id: number | null
  event_authenticated_by_type: string | null
  event_object_id: number | null
  event_object_type: string | null
  event_place_id: number | null
  event_success: boolean | null
  event_sequence: string | null
  event_type: string | null
  event_uuid: string | null
  place_id: number | null
}

export interface Tables extends MoreTables {
  organizations: OrganizationRow
  users: UserRow
  guests: GuestRow
  logins: LoginRow
  places: PlaceRow
  floors: FloorRow
  locks: LockRow
  groups: GroupRow
  group_locks: GroupLockRow
  role_assignments: RoleAssignmentRow
  group_links: GroupLinkRow
  cards: CardRow
  card_assignments: CardAssignmentRow
  controllers: ControllerRow
  controller_relays: ControllerRelayRow
  controller_relay_connections: ControllerRelayConnectionRow
  controller_inputs: ControllerInputRow
  controller_input_connections: ControllerInputConnectionRow
  integrations: IntegrationRow
  event_sets: EventSetRow
}
export type TableName = keyof Tables

/** Every table with its first id: ranges of their own, so that an id in a log says what it is of. */
export const FIRST_IDS: Record<TableName, number> = {
  organizations: 501,
  users: 3101,
  guests: 5501,
  logins: 7001,
  places: 601,
  floors: 651,
  locks: 10481,
  groups: 771,
  group_locks: 21001,
  role_assignments: 88001,
  group_links: 31001,
  cards: 40001,
  card_assignments: 60001,
  controllers: 901,
  controller_relays: 911,
  controller_relay_connections: 951,
  controller_inputs: 1011,
  controller_input_connections: 1051,
  integrations: 1201,
  event_sets: 1301,
  ...MORE_FIRST_IDS,
}
