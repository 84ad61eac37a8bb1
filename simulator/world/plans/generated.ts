import { createRolls } from '../derive.ts'
import { WEEKDAYS, type Weekday } from '../rows-more.ts'
import { createCardMaker } from './cards.ts'
import { blanksOf, doorPlan, drawerOf, floorPlans, floorName, groupPlans } from './harbour.ts'
import { HARBOUR, HARBOUR_DOORS, HARBOUR_GROUPS, harbourPeople, harbourPlace, organizationPlan } from './harbour.ts'
import type { DoorList } from './harbour.ts'
import { basic, type DoorPlan, type GroupPlan, type PlacePlan, type SchedulePlan, type WorldPlan } from './plan.ts'
import { createStaff, departmentTeams, guestPlans, type Site } from './staff.ts'

const WORKDAYS: readonly Weekday[] = WEEKDAYS.slice(1, 6)

const hours = (consequence: SchedulePlan['consequence'], from: string, until: string): SchedulePlan => ({
  ...{ name: null, consequence, days: WORKDAYS, from, until },
})

/** What a door has beyond a reader, by how its name begins. The demo's doors keep no hours: they open when asked. */
const FITTINGS: readonly (readonly [start: string, fitting: Partial<DoorPlan>])[] = [
  ['Loading bay', { exit_button: true, held_open_seconds: 120, schedules: [hours('unlock', '07:00', '16:30')] }],
  ['Kitchen', { schedules: [hours('unlock', '07:30', '18:00')] }],
  ['Board room', { schedules: [hours('allow', '07:00', '20:00')] }],
  ['Store', { schedules: [hours('allow', '06:00', '19:00')] }],
  ['Main entrance', { exit_button: true, schedules: [hours('unlock', '08:00', '18:00')] }],
  ['Turnstile', { reader: 'in and out', relay_seconds: 4 }],
  ['Goods entrance', { exit_button: true, held_open_seconds: 60 }],
  ['Stairwell', { exit_button: true }],
  ['Server room', { exit_button: true }],
  ['Laboratory', { exit_button: true }],
]

function fitted(place: string, doors: DoorList): DoorPlan[] {
  return doors.map(([name, floor]) => {
    const [, fitting] = FITTINGS.find(([start]) => name.startsWith(start)) ?? []
    return { ...doorPlan(place, name, floor), ...fitting }
  })
}

/** The cleaners' group: every stairwell and kitchen, in the evening. */
const cleaning = (place: string, name: string, doors: DoorList): GroupPlan => ({
  ...{ place, name, description: 'Evenings only' },
  doors: doors.map(([door]) => door).filter((door) => /^(Front|Main|Turnstile A|Stairwell|Kitchen)/.test(door)),
  schedules: [hours('allow', '17:30', '22:00')],
})

/** The doors that make Harbour House one of forty: stairwells and rooms on every floor from the ground to the 5th. */
const FURTHER_DOORS: DoorList = [
  ['Loading bay', 0, ['All staff', 'Contractors']],
  ['Plant room', 0, ['Contractors']],
  ['Stairwell A, ground', 0, ['All staff']],
  ['Stairwell B, ground', 0, ['All staff']],
  ['Lift lobby, 1st', 1, ['All staff', 'Visitors']],
  ['Lift lobby, 3rd', 3, ['All staff']],
  ['Lift lobby, 5th', 5, ['All staff']],
  ['Board room', 5, ['All staff', 'Visitors']],
  ...['1st', '2nd', '3rd', '4th', '5th'].flatMap((floor, index): DoorList => [
    [`Stairwell A, ${floor}`, index + 1, ['All staff']],
    [`Stairwell B, ${floor}`, index + 1, ['All staff']],
    [`Print room, ${floor}`, index + 1, ['All staff', 'Contractors']],
    [`Kitchen, ${floor}`, index + 1, ['All staff', 'Visitors']],
  ]),
]
const OFFICE_DOORS: DoorList = [...HARBOUR_DOORS, ...FURTHER_DOORS]
const OFFICE_FLOORS = [0, 1, 2, 3, 4, 5]
const harbourSite = (share: number): Site => ({
  ...{ place: HARBOUR, share, floors: OFFICE_FLOORS.map(floorName), extra: 'Server room access' },
  ...{ staff: 'All staff', contractors: 'Contractors', cleaning: 'Cleaning' },
})

/** Forty doors and 500 people in one building. */
export function officePlan(seed: number, timeZone: string): WorldPlan {
  const cards = createCardMaker(seed)
  const sites = [harbourSite(1)]
  const known = harbourPeople(cards)
  return {
    organization: organizationPlan(timeZone),
    places: [harbourPlace(timeZone)],
    floors: floorPlans(HARBOUR, OFFICE_FLOORS),
    doors: fitted(HARBOUR, OFFICE_DOORS),
    groups: [...groupPlans(HARBOUR, HARBOUR_GROUPS, OFFICE_DOORS), cleaning(HARBOUR, 'Cleaning', OFFICE_DOORS)],
    teams: departmentTeams(sites),
    drawer: drawerOf(cards, 40),
    blanks: blanksOf(cards),
    people: createStaff({ rolls: createRolls(seed, 'people/office'), cards, sites, known, count: 500 }),
    guests: [],
    extras: true,
  }
}

const SMALL_DOORS: DoorList = [
  ['Front entrance', 0, ['All staff', 'Visitors', 'Contractors']],
  ['Turnstile A', 0, ['All staff', 'Visitors', 'Contractors']],
  ['Server room', 1, ['Server room access']],
]

/** Three doors and twenty people. */
export function smallPlan(seed: number, timeZone: string): WorldPlan {
  const cards = createCardMaker(seed)
  const [suspended, ended] = [18, 19]
  const people = harbourPeople(cards, 20).map((person, index) => ({
    ...person,
    suspended: index === suspended,
    rights: index === ended ? [{ ...basic('All staff'), until: '2025-12-31T23:00:00.000Z' }] : person.rights,
  }))
  return {
    organization: organizationPlan(timeZone),
    places: [harbourPlace(timeZone)],
    floors: floorPlans(HARBOUR, [0, 1]),
    doors: fitted(HARBOUR, SMALL_DOORS),
    groups: groupPlans(HARBOUR, HARBOUR_GROUPS, SMALL_DOORS),
    teams: [],
    people,
    guests: [],
    drawer: drawerOf(cards),
    blanks: blanksOf(cards),
    extras: true,
  }
}

interface Branch {
  plan: PlacePlan
  /** What tells its doors and groups from those of the others. */
  short: string
  /** How many in a hundred people work there. */
  share: number
}
const branches = (timeZone: string): readonly Branch[] => [
  {
    plan: {
      ...{ name: 'Harbour Annex', address: 'Maashaven 40, 3081 AE Rotterdam', description: null },
      ...{ latitude: 51.8978, longitude: 4.4947, time_zone: timeZone, controllers: 'HA' },
    },
    ...{ short: 'Annex', share: 24 },
  },
  {
    plan: {
      ...{ name: 'Delft Laboratories', address: 'Leeghwaterstraat 5, 2628 CA Delft', description: null },
      ...{ latitude: 51.9996, longitude: 4.3731, time_zone: timeZone, controllers: 'DL' },
    },
    ...{ short: 'Delft', share: 26 },
  },
  {
    plan: {
      ...{ name: 'Maasvlakte Yard', address: 'Europaweg 880, 3199 LC Rotterdam', description: null },
      ...{ latitude: 51.9563, longitude: 4.0283, time_zone: timeZone, controllers: 'MY' },
    },
    ...{ short: 'Yard', share: 18 },
  },
  {
    plan: {
      ...{ name: 'Porto Office', address: 'Rua de Serpa Pinto 112, 4050-587 Porto', description: null },
      ...{ latitude: 41.1579, longitude: -8.6291, time_zone: 'Europe/Lisbon', controllers: 'PO' },
    },
    ...{ short: 'Porto', share: 16 },
  },
]
const HARBOUR_SHARE = 16

const BRANCH_FLOORS = [0, 1, 2, 3, 4, 5, 6, 7, 8]
const BRANCH_GROUND: DoorList = [
  ['Main entrance', 0, ['All staff', 'Visitors', 'Contractors']],
  ['Turnstile A', 0, ['All staff', 'Visitors', 'Contractors']],
  ['Turnstile B', 0, ['All staff']],
  ['Goods entrance', 0, ['All staff', 'Contractors']],
  ['Loading bay', 0, ['Contractors']],
  ['Bicycle cellar', 0, ['All staff']],
  ['Post room', 0, ['All staff']],
  ['Plant room', 0, ['Contractors']],
  ['Stairwell A', 0, ['All staff']],
  ['Stairwell B', 0, ['All staff']],
]
const BRANCH_STOREY: DoorList = [
  ['Lift lobby', 0, ['All staff', 'Visitors']],
  ['Stairwell A', 0, ['All staff']],
  ['Stairwell B', 0, ['All staff']],
  ['Meeting rooms', 0, ['All staff', 'Visitors']],
  ['Print room', 0, ['All staff', 'Contractors']],
  ['Kitchen', 0, ['All staff', 'Visitors']],
  ['Laboratory', 0, ['Laboratories']],
  ['Store', 0, ['All staff']],
  ['Archive', 0, ['Laboratories']],
  ['Server room', 0, ['Server room access']],
]
const BRANCH_GROUPS = [...HARBOUR_GROUPS, 'Laboratories']

/** Ninety doors: ten on the ground floor and ten on each of eight storeys. */
function branchDoors(short: string): DoorList {
  const own = (groups: readonly string[]) => groups.map((group) => `${group}, ${short}`)
  return BRANCH_FLOORS.flatMap((floor): DoorList => {
    const doors = floor === 0 ? BRANCH_GROUND : BRANCH_STOREY
    const storey = floor === 0 ? '' : `${floorName(floor).replace(' floor', '')}, `
    return doors.map(([name, , groups]) => [`${name}, ${storey}${short}`, floor, own(groups)])
  })
}

/** 400 doors and 20,000 people on five places. */
export function campusPlan(seed: number, timeZone: string): WorldPlan {
  const cards = createCardMaker(seed)
  const others = branches(timeZone).map((branch) => ({ ...branch, doors: branchDoors(branch.short) }))
  const sites = [
    harbourSite(HARBOUR_SHARE),
    ...others.map(({ plan, short, share }): Site => ({
      ...{ place: plan.name, share, floors: BRANCH_FLOORS.map(floorName), extra: `Laboratories, ${short}` },
      ...{ staff: `All staff, ${short}`, contractors: `Contractors, ${short}`, cleaning: `Cleaning, ${short}` },
    })),
  ]
  const known = harbourPeople(cards)
  const rolls = createRolls(seed, 'people/campus')
  return {
    organization: organizationPlan(timeZone),
    places: [harbourPlace(timeZone), ...others.map(({ plan }) => plan)],
    floors: [
      ...floorPlans(HARBOUR, OFFICE_FLOORS),
      ...others.flatMap(({ plan }) => floorPlans(plan.name, BRANCH_FLOORS)),
    ],
    doors: [...fitted(HARBOUR, OFFICE_DOORS), ...others.flatMap(({ plan, doors }) => fitted(plan.name, doors))],
    groups: [
      ...groupPlans(HARBOUR, HARBOUR_GROUPS, OFFICE_DOORS),
      cleaning(HARBOUR, 'Cleaning', OFFICE_DOORS),
      ...others.flatMap(({ plan, short, doors }) => [
        ...groupPlans(
          plan.name,
          BRANCH_GROUPS.map((name) => `${name}, ${short}`),
          doors,
        ),
        cleaning(plan.name, `Cleaning, ${short}`, doors),
      ]),
    ],
    teams: departmentTeams(sites),
    drawer: drawerOf(cards, 200),
    blanks: blanksOf(cards),
    people: createStaff({ rolls, cards, sites, known, count: 20_000 }),
    guests: guestPlans(createRolls(seed, 'guests/campus'), sites, 200),
    extras: true,
  }
}
