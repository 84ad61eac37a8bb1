import { ok, signedIn, type Answer, type Call } from './call.ts'

/** Every event type that S1 names (reference F, "Events"), by object. */
const SPECIAL: Record<string, string> = {
  lock: 'unlock locked opened closed forced_open held_open tailgate lock_down cancel_lockdown first_to_arrive last_to_leave scheduled_unlock_started scheduled_unlock_ended create update destroy',
  place: 'lock_down cancel_lockdown occupancy_rate_limit_reach create update destroy',
  place_card: 'create destroy',
  controller: 'assign deassign reboot tamper update wiegand_board_connect wiegand_board_disconnect',
  controller_input: 'opened closed triggered tamper',
  controller_wiegand_connection: 'create update destroy excessive_pin_attempts',
  reader: 'access assign deassign reboot reset_tamper tamper update',
  terminal: 'create destroy trigger update',
  beacon: 'update',
  wireless_lock: 'battery_warning closed disenroll locked opened tampered unlocked update',
  card: 'create update destroy assign deassign activate activate_with_token deactivate',
  apple_pass: 'destroy',
  apple_pass_instance: 'destroy resume suspend',
  invite: 'create',
  integration: 'create update destroy disable_due_to_error warn_due_to_error',
  elevator: 'create update destroy permit',
  camera: 'create update destroy import rate_limited',
  marketplace_installation: 'create update destroy request_uninstall',
  zone: 'create update destroy external_mode_override override policy_activate policy_override policy_transition policy_violate reset',
  csv_card_import: 'create',
  csv_user_import: 'create',
  camera_snapshot_set: 'create',
  mifare_desfire_extra_application_configuration: 'create',
  mifare_desfire_master_key_configuration: 'create',
  intercom_completed_call: 'create',
  incident: 'create update',
  booking: 'create cancel',
  report: 'create destroy download finish',
  elevator_stop: 'create update destroy lock_down cancel_lockdown scheduled_permit_started scheduled_permit_ended',
  login: 'create destroy promote resolve',
  user: 'create update destroy activate_2fa deactivate_2fa create_backup_codes create_password update_password show_confirmation',
  organization:
    'create update accept_transfer cancel_transfer reject_transfer request_transfer generate_next_certificate rotate_certificate reset_scim_token',
  subscription: 'update',
  communication_policy: 'update',
  mobile_cache_policy: 'update invalidate',
  kiosk: 'assign deassign update',
  intercom:
    'answer_call assign deassign dismiss_call finish_call initiate_streaming miss_call timeout_call trigger_call update',
}
const CREATE_UPDATE_DESTROY =
  'controller_input_connection controller_relay_connection wireless_lock_connection role_assignment share schedule team floor custom_role scheduled_report member amenity marketplace_shortcut incident_policy incident_policy_subscription event_retention_policy group'
const CREATE_DESTROY =
  'guest access_key group_link group_lock group_elevator_stop group_terminal group_zone team_membership intercom_assignment kiosk_shortcut marketplace_app_share visualization_page_reporter visualization_page_share third_party_hf_uid_read_configuration mifare_classic_data_block_configuration'

const ACTIONS: Record<string, string[]> = Object.fromEntries([
  ...Object.entries(SPECIAL).map(([object, actions]) => [object, actions.split(' ')] as const),
  ...CREATE_UPDATE_DESTROY.split(' ').map((object) => [object, ['create', 'update', 'destroy']] as const),
  ...CREATE_DESTROY.split(' ').map((object) => [object, ['create', 'destroy']] as const),
])

export const EVENT_TYPES: readonly string[] = Object.entries(ACTIONS)
  .flatMap(([object, actions]) => actions.map((action) => `${object}.${action}`))
  .sort()

export function eventTypes(call: Call): Answer {
  signedIn(call)
  return ok(EVENT_TYPES)
}

/** GET /events/meta, deprecated. */
export function eventMeta(call: Call): Answer {
  signedIn(call)
  return ok({ object_type_to_action: ACTIONS })
}
