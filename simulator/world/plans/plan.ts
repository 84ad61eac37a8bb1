import type { Json } from '../rows.ts'
import type { Weekday } from '../rows-more.ts'

/**
 * A world by names instead of ids: what a generator makes and what a world file says. Names are unique within their kind,
 * floors within their place. Durations are seconds, instants RFC 3339, times hh:mm by the clock of the place.
 */
export interface WorldPlan {
  organization: { name: string; domain: string; address: string | null; time_zone: string }
  places: readonly PlacePlan[]
  floors: readonly FloorPlan[]
  doors: readonly DoorPlan[]
  groups: readonly GroupPlan[]
  teams: readonly TeamPlan[]
  /** The first one owns the organization. May be made while it is read: 20,000 people are never held twice. */
  people: Iterable<PersonPlan>
  guests: readonly GuestPlan[]
  /** Enrolled cards that nobody has. */
  drawer: readonly CardPlan[]
  /** Ten hex digits of EM4100 cards that Kisi has never heard of. */
  blanks: readonly string[]
  /** The alarm zone of the first place, and a lock without wires beside its first controller. */
  extras: boolean
}

export interface PlacePlan {
  name: string
  address: string
  description: string | null
  latitude: number | null
  longitude: number | null
  time_zone: string | null
  /** What its controllers' names begin with. */
  controllers: string
}
export interface FloorPlan {
  place: string
  name: string
  number: number
}
export interface DoorPlan {
  place: string
  floor: string | null
  name: string
  /** How long an unlock lasts, and how long the door may then stand open. */
  relay_seconds: number
  held_open_seconds: number
  exit_button: boolean
  /** `none`, one reader outside, or a second one inside that checks people out. */
  reader: 'none' | 'in' | 'in and out'
  schedules: readonly SchedulePlan[]
}
export interface SchedulePlan {
  name: string | null
  consequence: 'allow' | 'first_to_arrive' | 'unlock'
  days: readonly Weekday[]
  from: string
  until: string
}
export interface GroupPlan {
  /** Null for a group of the whole organization. */
  place: string | null
  name: string
  description: string | null
  doors: readonly string[]
  /** `allow` schedules; with any of them the group's access is limited to their hours. */
  schedules: readonly SchedulePlan[]
}
export interface RightPlan {
  role: string
  /** A group's or a place's name; null for the whole organization. The role says which of them it must be. */
  on: string | null
  from: string | null
  until: string | null
}
export interface TeamPlan {
  name: string
  rights: readonly RightPlan[]
}
/** An EM4100 card by ten hex digits, a raw HF card by its uid, an HID H10301 card by its two numbers. */
export type CardPlan = { tag: string } | { uid: string } | { facility_code: number; card_number: number }

export interface HeldCardPlan {
  card: CardPlan
  activated: boolean
}
export interface PersonPlan {
  name: string
  email: string
  metadata: Record<string, Json>
  suspended: boolean
  teams: readonly string[]
  rights: readonly RightPlan[]
  cards: readonly HeldCardPlan[]
  /** Which of the simulator's two API keys is theirs. */
  key: 'demo' | 'ordinary' | null
}
export interface GuestPlan {
  name: string
  email: string | null
  phone_number: string | null
  rights: readonly RightPlan[]
  cards: readonly HeldCardPlan[]
}

/** The usual right: to open the doors of a group. */
export const basic = (group: string): RightPlan => ({ role: 'group_basic', on: group, from: null, until: null })
