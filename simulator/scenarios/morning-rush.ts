import { createPeople } from '../world/plans/people.ts'
import { busiestDoors, gather, groupFor, mayOpen, type Colleague } from './cast.ts'
import { createReception, type Reception } from './reception.ts'
import type { Scenario } from './scenario.ts'
import { askOut, tap, walk, type Door, type Stage } from './stage.ts'

const MINUTES = 30
const DOORS = 6
/** The last ones come a while before the end, so that they too are through by then. */
const ARRIVING_SECONDS = (MINUTES - 4) * 60
/** Visitors have a receptionist before the door, and leave again. */
const VISITORS_SECONDS = 12 * 60

/** How many of a hundred colleagues have such a morning; the others just come. */
const MORNINGS = {
  /** Tries a door first that is not theirs. */
  wrongDoor: 5,
  /** Has left the card at home: the reception opens. */
  forgotten: 3,
  /** The right has run out; the account, or the card, was switched off. */
  expired: 2,
  suspended: 2,
  cardOff: 2,
  /** Slips in behind somebody else. */
  tailgates: 4,
  /** Holds the door open for too long. */
  holds: 1,
  /** Goes out again for a coffee. */
  coffee: 6,
} as const
type Morning = keyof typeof MORNINGS | 'plain'

/** How far through the rush somebody comes: few at first, most in the middle, few at last. */
const arrival = (stage: Stage, seconds: number) => (stage.between(0, seconds) + stage.between(0, seconds)) / 2

function mornings(count: number): Morning[] {
  const list = (Object.keys(MORNINGS) as (keyof typeof MORNINGS)[]).flatMap((morning) =>
    new Array<Morning>(Math.round((count * MORNINGS[morning]) / 100)).fill(morning),
  )
  return [...list, ...new Array<Morning>(Math.max(0, count - list.length)).fill('plain')].slice(0, count)
}

/** Makes a card fail, in the rows of Kisi. */
function spoil({ world, timeline }: Stage, { id, cardId }: Colleague, how: Morning): void {
  if (how === 'suspended') world.update('users', id, { access_enabled: false })
  if (how === 'cardOff') {
    for (const each of world.where('card_assignments', 'card_id', cardId)) {
      world.update('card_assignments', each.id, { status: 'deactivated' })
    }
  }
  if (how !== 'expired') return
  const yesterday = new Date(timeline.now() - 86_400_000).toISOString()
  for (const right of world.where('role_assignments', 'assignee_id', id)) {
    if (right.assignee_type === 'User') world.update('role_assignments', right.id, { valid_until: yesterday })
  }
}

async function comeIn(stage: Stage, who: Colleague, how: Morning, behind: Colleague[], reception: Reception) {
  const { rolls, world } = stage
  const door = rolls.pick(who.doors)
  await stage.wait(arrival(stage, how === 'coffee' ? ARRIVING_SECONDS / 2 : ARRIVING_SECONDS))
  const byCard = () => tap(stage, door.lockId, who.cardId)
  if (how === 'forgotten') {
    const opened = await walk(stage, door, () => reception.open(door.lockId), {}, who, 'desk')
    // The reception could not: then nobody expects it.
    if (!opened) stage.expected.set(who.key, false)
    return
  }
  if (how === 'wrongDoor') {
    const wrong = world
      .all('locks')
      .find((lock) => !mayOpen(world, who.cardId, lock.id) && lock.place_id === placeOf(stage, door))
    if (wrong && !tap(stage, wrong.id, who.cardId)) stage.note(who.key, 'refused', wrong.id)
    await stage.wait(20)
  }
  await walk(stage, door, byCard, how === 'holds' ? { holds: 75 } : { behind }, who)
  if (how !== 'coffee') return
  await stage.wait(stage.between(120, 240))
  await walk(stage, door, () => askOut(stage, door.lockId, who.cardId), { leaving: true }, who)
  await stage.wait(stage.between(120, 240))
  await walk(stage, door, byCard, {}, who)
}
const placeOf = ({ world }: Stage, door: Door) => world.get('locks', door.lockId)?.place_id

async function visit(stage: Stage, name: string, doors: readonly Door[], reception: Reception) {
  await stage.wait(arrival(stage, VISITORS_SECONDS))
  const visitor = await reception.welcome(name)
  if (!visitor) return
  stage.expected.set(visitor.key, true)
  const open = doors.filter(({ lockId }) => mayOpen(stage.world, visitor.cardId, lockId))
  const door = stage.rolls.pick(open.length > 0 ? open : doors)
  await walk(stage, door, () => tap(stage, door.lockId, visitor.cardId), {}, visitor)
  await stage.wait(stage.between(180, 360))
  await walk(stage, door, () => askOut(stage, door.lockId, visitor.cardId), { leaving: true }, visitor)
  await reception.farewell(visitor)
  // Some try whether the card still works: it does not.
  if (stage.rolls.percent(20)) {
    await walk(stage, door, () => tap(stage, door.lockId, visitor.cardId), {}, visitor)
  }
}

/** Half an hour in which everybody comes. */
export const morningRush: Scenario = {
  name: 'morning-rush',
  says: 'Half an hour in which everybody comes: cards, wrong doors, forgotten cards, tailgates and visitors',
  start: '2026-05-04T06:10:00Z',
  usual: { people: 300, visitors: 40 },
  play(stage, { people, visitors }) {
    const { rolls, timeline, world } = stage
    const doors = busiestDoors(stage, DOORS)
    const colleagues = gather(stage, doors, people)
    const visitorGroup = world
      .all('groups')
      .find((group) => group.name === 'Visitors' && reaches(stage, group.id, doors))
    const reception = createReception(stage, visitorGroup?.id ?? groupFor(world, doors))
    const days = mornings(colleagues.length)
    for (let index = days.length - 1; index > 0; index--) {
      const other = rolls.below(index + 1)
      ;[days[index], days[other]] = [days[other] ?? 'plain', days[index] ?? 'plain']
    }
    const followers = colleagues.filter((_, index) => days[index] === 'tailgates')
    colleagues.forEach((who, index) => {
      const how = days[index] ?? 'plain'
      spoil(stage, who, how)
      stage.expected.set(who.key, how !== 'expired' && how !== 'suspended' && how !== 'cardOff')
      if (how === 'tailgates') return
      const behind = how === 'plain' && followers.length > 0 ? followers.splice(0, 1) : []
      timeline.start(() => comeIn(stage, who, how, behind, reception))
    })
    for (const who of followers) timeline.start(() => comeIn(stage, who, 'plain', [], reception))
    const name = createPeople(rolls, [])
    for (let index = 0; index < visitors; index++) timeline.start(() => visit(stage, name().name, doors, reception))
    return { doors: doors.length, people: colleagues.length, visitors, minutes: MINUTES }
  },
}

const reaches = ({ world }: Stage, groupId: number, doors: readonly Door[]) =>
  world.where('group_locks', 'group_id', groupId).some((join) => doors.some(({ lockId }) => lockId === join.lock_id))
