import { busiestDoors, doorsWithButton, gather, type Colleague } from './cast.ts'
import type { Scenario } from './scenario.ts'
import { askOut, tap, walk, type Door, type Stage } from './stage.ts'

const DOORS = 4
/** In seconds from the beginning: the alarm, and the all-clear. */
const ALARM = 300
const ALL_CLEAR = 780
const MINUTES = 20

async function drill(stage: Stage, who: Colleague, door: Door, exit: Door) {
  const byCard = () => tap(stage, door.lockId, who.cardId)
  const until = (seconds: number, later: number) => stage.wait(Math.max(0, seconds - gone) + stage.between(5, later))
  const began = stage.timeline.now()
  let gone = stage.between(0, 200)
  await stage.wait(gone)
  await walk(stage, door, byCard, {}, who)
  gone = (stage.timeline.now() - began) / 1000
  await until(ALARM, 60)
  // A button lets out in a lockdown too; whoever has only a card stays in.
  await walk(stage, exit, () => askOut(stage, exit.lockId, who.cardId), { leaving: true }, who)
  if (stage.rolls.percent(30)) await walk(stage, door, byCard, {}, who)
  gone = (stage.timeline.now() - began) / 1000
  await until(ALL_CLEAR, 120)
  await walk(stage, door, byCard, {}, who)
}

/** The place is locked down while everybody goes out: nobody gets in again before the all-clear. */
export const fireDrill: Scenario = {
  name: 'fire-drill',
  says: 'Everybody goes out and the place is locked down; nobody gets in again before the all-clear',
  start: '2026-05-06T08:00:00Z',
  usual: { people: 60, visitors: 0 },
  play(stage, { people }) {
    const { world, timeline, rolls } = stage
    const doors = busiestDoors(stage, DOORS)
    const placeId = world.get('locks', doors[0]?.lockId ?? 0)?.place_id ?? 0
    const exits = doorsWithButton(stage, placeId).map(
      (exit) => doors.find(({ lockId }) => lockId === exit.lockId) ?? exit,
    )
    const colleagues = gather(stage, doors, people)
    for (const who of colleagues) {
      stage.expected.set(who.key, true)
      const door = rolls.pick(who.doors)
      const exit = exits.length > 0 ? rolls.pick(exits) : door
      timeline.start(() => drill(stage, who, door, exit))
    }
    timeline.start(async () => {
      await stage.wait(ALARM)
      await stage.call('POST', `/places/${placeId}/lock_down`)
      await stage.wait(ALL_CLEAR - ALARM)
      await stage.call('POST', `/places/${placeId}/cancel_lockdown`)
    })
    return { doors: doors.length, people: colleagues.length, visitors: 0, minutes: MINUTES }
  },
}
