import type { Rolls } from '../derive.ts'
import type { CardMaker } from './cards.ts'
import { createPeople, type Named } from './people.ts'
import { basic, type GuestPlan, type HeldCardPlan, type PersonPlan, type RightPlan, type TeamPlan } from './plan.ts'

/** A place as those who work there see it: the groups they are given. */
export interface Site {
  place: string
  /** How many people work there, in proportion to the other sites. */
  share: number
  floors: readonly string[]
  staff: string
  contractors: string
  cleaning: string
  /** A group for the few. */
  extra: string
}

/** Of the first four, everyone gets in by the team's right; the others have a right of their own. */
const DEPARTMENTS = [
  ...['Software', 'Hydraulics', 'Marine', 'Legal'],
  ...['Structures', 'Architecture', 'Finance', 'Facilities', 'People', 'Procurement', 'Safety', 'Surveying'],
]
const BY_TEAM = new Set(DEPARTMENTS.slice(0, 4))

const DOMAIN = 'harbour-house.example'
/** Ends of windows: over long ago, and far away. */
const PAST = ['2025-06-30T22:00:00.000Z', '2025-09-30T22:00:00.000Z', '2025-12-31T23:00:00.000Z']
const FUTURE = ['2039-03-31T22:00:00.000Z', '2039-12-31T23:00:00.000Z']

const teamName = (department: string, site: Site) => `${department}, ${site.place}`

/** A team for every department on every site. */
export const departmentTeams = (sites: readonly Site[]): TeamPlan[] =>
  sites.flatMap((site) =>
    DEPARTMENTS.map((department) => ({
      name: teamName(department, site),
      rights: BY_TEAM.has(department) ? [basic(site.staff)] : [],
    })),
  )

export interface StaffOptions {
  rolls: Rolls
  cards: CardMaker
  sites: readonly Site[]
  /** Who comes first. */
  known: readonly PersonPlan[]
  /** How many people there are in all. */
  count: number
}

/** The people of a large world, one after the other: those who are known, then made-up ones. */
export function* createStaff({ rolls, cards, sites, known, count }: StaffOptions): Generator<PersonPlan> {
  yield* known
  const nextName = createPeople(
    rolls,
    known.map(({ email }) => email.slice(0, email.indexOf('@'))),
  )
  // A site stands here as often as its share says, so that choosing one is one step.
  const shares = sites.flatMap((site) => Array.from({ length: site.share }, () => site))
  for (let index = known.length; index < count; index++) {
    yield person(nextName(), rolls.pick(shares), index - known.length)
  }

  function person({ name, mailbox }: Named, site: Site, index: number): PersonPlan {
    const department = rolls.pick(DEPARTMENTS)
    return {
      ...{ name, email: `${mailbox}@${DOMAIN}`, metadata: { department, floor: rolls.pick(site.floors) } },
      suspended: rolls.percent(1.5),
      teams: rolls.percent(94) ? [teamName(department, site)] : [],
      rights: rightsFor(site, department, index),
      cards: heldCards(),
      key: null,
    }
  }

  function rightsFor(site: Site, department: string, index: number): RightPlan[] {
    const rights: RightPlan[] = []
    if (rolls.percent(6))
      rights.push({ ...basic(site.contractors), until: rolls.pick(rolls.percent(40) ? PAST : FUTURE) })
    else if (rolls.percent(3)) rights.push({ ...basic(site.staff), until: rolls.pick(PAST) })
    else if (!BY_TEAM.has(department)) rights.push(basic(site.staff))
    if (rolls.percent(3)) rights.push(basic(site.extra))
    if (rolls.percent(2)) rights.push(basic(site.cleaning))
    const other = rolls.pick(sites)
    if (other !== site && rolls.percent(8)) rights.push(basic(other.staff))
    // The first few who were made up look after a place each.
    const looked = sites[Math.floor(index / 3)]
    if (looked) {
      const role = index % 3 === 0 ? 'place_administrator' : 'place_access_manager'
      rights.push({ role, on: looked.place, from: null, until: null })
    }
    return rights
  }

  function heldCards(): HeldCardPlan[] {
    if (rolls.percent(5)) return []
    const first = { card: cards.numbered(rolls.below(0x100_0000)), activated: !rolls.percent(2) }
    if (!rolls.percent(9)) return [first]
    return [first, { card: cards.other(rolls.percent(50)), activated: true }]
  }
}

/** Guests who were here before: some may come again. */
export function guestPlans(rolls: Rolls, sites: readonly Site[], count: number): GuestPlan[] {
  const nextName = createPeople(rolls, [])
  return Array.from({ length: count }, () => {
    const { name, mailbox } = nextName()
    return {
      name,
      email: rolls.percent(80) ? `${mailbox}@guests.example` : null,
      phone_number: rolls.percent(30) ? `+31 6 ${10_000_000 + rolls.below(90_000_000)}` : null,
      rights: [{ ...basic(rolls.pick(sites).contractors), until: rolls.pick(rolls.percent(60) ? PAST : FUTURE) }],
      cards: [],
    }
  })
}
