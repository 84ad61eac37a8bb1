/** What the hardware knows and the API does not show: contacts and wires, doors in motion, what a controller has yet to tell. */
import type { EventDetails } from './events.ts'
import type { Base } from './rows.ts'

export type ContactState = 'open' | 'closed'
export type WireState = 'normal' | 'cut' | 'short'
export type EndOfLine = 'cut_detect' | 'short_detect' | 'cut_and_short_detect'
export type ZoneMode = 'away' | 'stay' | 'disarmed'

/** What was last decided about a door. */
export interface LastDecision {
  at: string
  who: string | null
  opened: boolean
  /** Kisi's error code. */
  refusal: string | null
  by: 'login' | 'card' | 'link' | 'access_key' | 'pin' | 'exit_button'
}

export interface DoorState {
  /** When somebody was last let through: an unlock, or a request to exit. */
  let_through_at: string | null
  /** Until when the door may be opened from within without having been unlocked. */
  exit_until: string | null
  /** How many people the unlock that is running is for, and how many have opened the door since. */
  granted: number
  passages: number
  /** A schedule holds the door open, and its event has been written. */
  on_schedule: boolean
  decision: LastDecision | null
}

/** A card as a Wiegand line carries it. */
export interface SentCard {
  at: string
  format: string
  facility_code: number | null
  card_number: number | null
  card_id: number | null
  oem: number | null
  uid: string | null
  length: number | null
}

/** An event that a controller keeps until the cloud can be reached again. */
export interface HeldEventRow extends Base {
  controller_id: number
  details: EventDetails
  checkout: boolean
}

/** Somebody in a place on a day: one row for each, so that nobody has to go through the events for it. */
export interface PresenceRow extends Base {
  /** Place and day, by the place's clock; and the same with the person. */
  day_key: string
  key: string
  place_id: number
  actor_type: string
  actor_id: number
  actor_name: string
  actor_email: string
  last_unlocked_lock_id: number
  last_unlocked_lock_name: string
  first_unlock_at: string
  last_unlock_at: string
  checked_out: boolean
}

/** What the building does where Kisi does not say: one row, or none while everything is as it comes. */
export interface SettingsRow extends Base {
  offline_cards: 'cached' | 'refuse'
}

export interface HardwareTables {
  held_events: HeldEventRow
  presences: PresenceRow
  settings: SettingsRow
}

export const HARDWARE_FIRST_IDS: Record<keyof HardwareTables, number> = {
  held_events: 78001,
  presences: 79001,
  settings: 1,
}
