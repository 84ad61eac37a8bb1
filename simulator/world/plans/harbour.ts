import { ORDINARY, OWNER, STAFF, type Person } from '../names.ts'
import { createCardMaker, type CardMaker } from './cards.ts'
import { basic, type DoorPlan, type FloorPlan, type GroupPlan, type PersonPlan, type PlacePlan } from './plan.ts'
import type { WorldPlan } from './plan.ts'

export const HARBOUR = 'Harbour House'
const DOMAIN = 'harbour-house'
const DRAWER_CARDS = 14
const BLANK_TAGS = 6

/** What every made-up world has besides people and doors. */
export function organizationPlan(timeZone: string): WorldPlan['organization'] {
  return { name: 'Harbour House B.V.', domain: DOMAIN, address: harbourPlace(timeZone).address, time_zone: timeZone }
}

export const harbourPlace = (timeZone: string): PlacePlan => ({
  name: HARBOUR,
  address: 'Rijnhaven 12, 3072 AJ Rotterdam',
  description: null,
  latitude: 51.9045,
  longitude: 4.4951,
  time_zone: timeZone,
  controllers: 'HH',
})

/** Doors with their floor's number and the groups that hold them. "Entire place" holds every door. */
export type DoorList = readonly (readonly [name: string, floor: number, groups: readonly string[]])[]

/** The doors that the desk's demo and its tests know by name. */
export const HARBOUR_DOORS: DoorList = [
  ['Front entrance', 0, ['All staff', 'Visitors', 'Contractors']],
  ['Turnstile A', 0, ['All staff', 'Visitors', 'Contractors']],
  ['Turnstile B', 0, ['All staff']],
  ['Goods entrance', 0, ['All staff', 'Contractors']],
  ['Post room', 0, ['All staff']],
  ['Bicycle cellar', 0, ['All staff']],
  ['Meeting rooms', 1, ['All staff', 'Visitors']],
  ['Lift lobby, 2nd', 2, ['All staff', 'Contractors']],
  ['Archive', 2, ['Server room access']],
  ['Lift lobby, 4th', 4, ['All staff', 'Visitors']],
  ['Server room', 4, ['Server room access']],
  ['Roof terrace', 4, ['All staff']],
]
export const HARBOUR_GROUPS = ['Entire place', 'All staff', 'Visitors', 'Contractors', 'Server room access'] as const

/** Mailboxes of those who may also enter the server room and the archive. */
const SERVER_ROOM = new Set(['minhkhai.nguyen', 'xiaoming.wang', 'thijs.brouwer', 'bart.degraaf'])

const ORDINALS = ['Ground floor', '1st floor', '2nd floor', '3rd floor']
export const floorName = (number: number): string => ORDINALS[number] ?? `${number}th floor`

export const floorPlans = (place: string, numbers: readonly number[]): FloorPlan[] =>
  numbers.map((number) => ({ place, number, name: floorName(number) }))

export const doorPlan = (place: string, name: string, floor: number): DoorPlan => ({
  ...{ place, name, floor: floorName(floor), relay_seconds: 5, held_open_seconds: 30 },
  ...{ exit_button: false, reader: 'in', schedules: [] },
})

/** Groups of a place from its list of doors: the first of `names` holds them all. */
export function groupPlans(place: string, names: readonly string[], doors: DoorList): GroupPlan[] {
  return names.map((name, index) => ({
    ...{ place, name, description: null, schedules: [] },
    doors: doors.filter(([, , held]) => index === 0 || held.includes(name)).map(([door]) => door),
  }))
}

/** The first `count` people of Harbour House: its owner, an ordinary colleague, and the others. Each has one card. */
export function harbourPeople(cards: CardMaker, count = Number.POSITIVE_INFINITY): PersonPlan[] {
  const listed: readonly Person[] = [OWNER, ORDINARY, ...STAFF].slice(0, count)
  return listed.map(([name, mailbox, department, floor], index) => ({
    ...{ name, email: `${mailbox}@${DOMAIN}.example`, metadata: { department, floor }, suspended: false, teams: [] },
    rights: [basic('All staff'), ...(SERVER_ROOM.has(mailbox) ? [basic('Server room access')] : [])],
    cards: [{ card: cards.derived('card/staff', index), activated: true }],
    key: index === 0 ? 'demo' : index === 1 ? 'ordinary' : null,
  }))
}

export const drawerOf = (cards: CardMaker, count = DRAWER_CARDS) =>
  Array.from({ length: count }, (_, index) => cards.derived('card/drawer', index))

export const blanksOf = (cards: CardMaker) => Array.from({ length: BLANK_TAGS }, (_, index) => cards.blank(index))

/** Harbour House: twelve doors and a few dozen people, the world of the desk's demo. */
export function harbourPlan(seed: number, timeZone: string): WorldPlan {
  const cards = createCardMaker(seed)
  return {
    organization: organizationPlan(timeZone),
    places: [harbourPlace(timeZone)],
    floors: floorPlans(HARBOUR, [0, 1, 2, 4]),
    doors: HARBOUR_DOORS.map(([name, floor]) => doorPlan(HARBOUR, name, floor)),
    groups: groupPlans(HARBOUR, HARBOUR_GROUPS, HARBOUR_DOORS),
    teams: [],
    people: harbourPeople(cards),
    guests: [],
    drawer: drawerOf(cards),
    blanks: blanksOf(cards),
    extras: true,
  }
}
