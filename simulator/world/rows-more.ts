/** The rows of the families beyond people, rights and doors: teams, schedules, visitors' keys, further hardware, reports. */
import { HARDWARE_FIRST_IDS, type HardwareTables, type SentCard, type ZoneMode } from './rows-hardware.ts'
import type { Base, Json, Maker } from './rows.ts'

export interface TeamRow extends Base {
  name: string
}
export interface TeamMembershipRow extends Base {
  team_id: number
  member_type: 'User' | 'Guest'
  member_id: number
}
export interface FavoriteRow extends Base {
  user_id: number
  target_type: 'Place' | 'Lock'
  target_id: number
}
/** A guest's or user's own key to what they hold rights on: link and QR code of an invite. */
export interface AccessKeyRow extends Base {
  assignee_type: 'User' | 'Guest'
  assignee_id: number
  key: string
  link_enabled: boolean
  qr_code_enabled: boolean
}
export interface InviteRow extends Base, Maker {
  notify: boolean
  invites_to_type: 'Group' | 'Place' | 'Team'
  invites_to_id: number
  invitee_type: 'User' | 'Guest'
  invitee_id: number
  access_key_id: number | null
  role_assignment_id: number | null
  team_membership_id: number | null
}
export const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** Instants are UTC; dates and hh:mm are in the time zone of the place. The columns that are there depend on `type`. */
export interface ScheduleRow extends Base, Partial<Record<Weekday, boolean>> {
  name: string | null
  enabled: boolean
  override: boolean
  consequence: 'allow' | 'first_to_arrive' | 'permit' | 'unlock'
  scheduleable_type: 'Group' | 'Lock' | 'ElevatorStop'
  scheduleable_id: number
  type: 'recurring_event' | 'single_event' | 'single_all_day_event' | 'holiday_calendar'
  integration_id: number | null
  starts_at_time?: string
  ends_at_time?: string
  starts_at?: string
  ends_at?: string
  starts_at_date?: string
  ends_at_date?: string
  region?: string
  observed?: boolean
  ignored_holidays?: string[]
}
/** Zones have no endpoint of their own; groups are joined to them by id. */
export interface ZoneRow extends Base {
  name: string
  place_id: number
  /** Disarmed when missing. */
  mode?: ZoneMode
  mode_since?: string
  /** Since when its alarm stands; null or missing while it does not. */
  violated_since?: string | null
}
export interface ElevatorRow extends Base {
  name: string
  description: string | null
  place_id: number
  integration_id: number | null
}
export interface ElevatorStopRow extends Base {
  elevator_id: number
  floor_id: number
  time_restriction_enabled: boolean | null
  locked_down_since: string | null
}
export interface GroupTerminalRow extends Base {
  group_id: number
  terminal_id: number
}
export interface GroupZoneRow extends Base {
  group_id: number
  zone_id: number
}
export interface GroupElevatorStopRow extends Base {
  group_id: number
  elevator_stop_id: number
}
export interface ControllerWiegandRow extends Base {
  controller_id: number
  channel: number
  name: string
  /** The last card that was sent to a legacy controller on this port. */
  sent?: SentCard
}
export interface ControllerWiegandConnectionRow extends Base {
  type: 'legacy_reader' | 'legacy_controller' | 'legacy_keypad_reader'
  name: string | null
  controller_wiegand_id: number
  lock_id: number | null
  elevator_id?: number | null
  /** The card that a legacy controller is shown when its door is unlocked. */
  virtual_card_format_name?: string | null
  virtual_card_card_number?: number | null
  virtual_card_card_id?: number | null
  virtual_card_oem?: number | null
  virtual_card_facility_code?: number | null
  virtual_card_uid?: string | null
  virtual_card_length?: number | null
  /** Of a keypad. */
  master_pin_code?: string | null
  facility_code?: number | null
  keypad_type?: string
  wrong_pins?: number
}
export interface ReaderRow extends Base {
  name: string
  description: string | null
  place_id: number
  lock_id: number | null
  elevator_id: number | null
  zone_id: number | null
  terminal_id: number | null
  token: string
  online: boolean
  tampered: boolean
  buzzer_enabled: boolean
  checkout: boolean
  device_unlock_restriction_enabled: boolean
  tamper_enabled: boolean
  wave_to_unlock_enabled: boolean
}
/** A controller or reader that nobody has claimed: in its box, its token printed on it. */
export interface BoxedDeviceRow extends Base {
  kind: 'controller' | 'reader'
  token: string
}
export interface TerminalRow extends Base {
  name: string
  description: string | null
  place_id: number
  marketplace_installation_id: number | null
}
export interface WirelessLockRow extends Base {
  name: string
  channel: number
  controller_id: number
  lock_id: number | null
}
export interface CameraRow extends Base {
  name: string
  description: string | null
  place_id: number
  lock_id: number | null
  remote_id: string
  metadata: Record<string, Json>
  enabled: boolean
  clip_duration: number
  number_of_snapshots: number
  snapshot_offset: number
  supports_clips: boolean
  supports_images: boolean
  supports_thumbnails: boolean
  status: 'online' | 'offline'
  status_changed_at: string | null
}
export interface ReportRow extends Base {
  name: string
  reporter_id: number
  start_date: string
  end_date: string
  time_zone: string | null
  status: 'waiting' | 'in_progress' | 'finished' | 'failed'
}
export interface ScheduledReportRow extends Base {
  name: string
  reporter_id: number
  period: 'day' | 'week' | 'month'
  frequency: number
  scheduled_at: string
  time_zone: string
  enabled: boolean
  emails: string[]
}
export interface CsvImportRow extends Base {
  name: string
  file_name: string
  status: 'waiting' | 'in_progress' | 'finished' | 'failed'
  import_errors: Record<string, Json>
}

/** What Kisi would have sent by e-mail, with the token in it: under `/_sim/mail`, for there is no other way to learn one. */
export interface MailRow extends Base {
  to: string
  about: 'sign_up' | 'reset_password' | 'sign_in' | 'activate_card'
  token: string
  user_id: number | null
}

export interface MoreTables extends HardwareTables {
  mails: MailRow
  teams: TeamRow
  team_memberships: TeamMembershipRow
  favorites: FavoriteRow
  access_keys: AccessKeyRow
  invites: InviteRow
  schedules: ScheduleRow
  zones: ZoneRow
  elevators: ElevatorRow
  elevator_stops: ElevatorStopRow
  group_terminals: GroupTerminalRow
  group_zones: GroupZoneRow
  group_elevator_stops: GroupElevatorStopRow
  controller_wiegands: ControllerWiegandRow
  controller_wiegand_connections: ControllerWiegandConnectionRow
  readers: ReaderRow
  boxed_devices: BoxedDeviceRow
  terminals: TerminalRow
  wireless_locks: WirelessLockRow
  cameras: CameraRow
  reports: ReportRow
  scheduled_reports: ScheduledReportRow
  csv_card_imports: CsvImportRow
  csv_user_imports: CsvImportRow
}

export const MORE_FIRST_IDS: Record<keyof MoreTables, number> = {
  mails: 77001,
  teams: 1401,
  team_memberships: 1501,
  favorites: 1601,
  access_keys: 71001,
  invites: 72001,
  schedules: 1701,
  zones: 1801,
  elevators: 1821,
  elevator_stops: 1841,
  group_terminals: 22001,
  group_zones: 23001,
  group_elevator_stops: 24001,
  controller_wiegands: 1071,
  controller_wiegand_connections: 1091,
  readers: 1111,
  boxed_devices: 1981,
  terminals: 1901,
  wireless_locks: 1921,
  cameras: 1941,
  reports: 73001,
  scheduled_reports: 74001,
  csv_card_imports: 75001,
  csv_user_imports: 76001,
  ...HARDWARE_FIRST_IDS,
}
