import { busiestDoors, gather } from './cast.ts'
import type { Scenario } from './scenario.ts'
import { tap, walk, type Door, type Stage } from './stage.ts'

const DOORS = 4
const MINUTES = 12 * 60
const BREAK_INS = 3

async function breakIn(stage: Stage, { lockId, lane }: Door) {
  const { world, doors } = stage
  await stage.wait(stage.between(3600, (MINUTES - 60) * 60))
  const done = await lane.take()
  // Just let go for somebody, a door is not broken open but opened.
  await stage.wait(10)
  const lock = world.get('locks', lockId)
  if (lock && doors.force(lock)) {
    await stage.wait(stage.between(5, 120))
    const open = world.get('locks', lockId)
    if (open) doors.inputs.setContact(open, false)
  }
  done()
}

/** From evening to morning: hours begin and end, a few people come and go, and somebody breaks in. */
export const night: Scenario = {
  name: 'night',
  says: 'From evening to morning: schedules begin and end, few people come, and doors are forced',
  start: '2026-05-07T18:00:00Z',
  usual: { people: 12, visitors: 0 },
  play(stage, { people }) {
    const { timeline, rolls } = stage
    const doors = busiestDoors(stage, DOORS)
    const colleagues = gather(stage, doors, people)
    for (const who of colleagues) {
      stage.expected.set(who.key, true)
      const door = rolls.pick(who.doors)
      timeline.start(async () => {
        await stage.wait(stage.between(0, (MINUTES - 30) * 60))
        await walk(stage, door, () => tap(stage, door.lockId, who.cardId), {}, who)
      })
    }
    for (let index = 0; index < BREAK_INS; index++) {
      const door = rolls.pick(doors)
      timeline.start(() => breakIn(stage, door))
    }
    timeline.start(() => stage.wait(MINUTES * 60))
    return { doors: doors.length, people: colleagues.length, visitors: 0, minutes: MINUTES }
  },
}
