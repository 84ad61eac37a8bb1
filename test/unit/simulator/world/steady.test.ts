import { expect, it } from 'vitest'
import { deriveNumber } from '../../../../simulator/world/derive.ts'
import { WEEKDAYS } from '../../../../simulator/world/rows-more.ts'
import { lockSchedule, steadyUntil } from '../../../../simulator/world/schedules.ts'
import { building, NOON } from '../hardware/building.ts'

const MINUTE = 60_000
const DAY = 86_400_000

it('knows until when the hours of a door leave it as it is', () => {
  const seed = 20_270_107
  const { world, lock, addSchedule } = building()
  expect(steadyUntil(world, lock(), NOON)).toBe(NOON + DAY)
  for (let count = 0; count < 5; count++) {
    const pick = (label: string, below: number) => deriveNumber(seed, label, count, below)
    const time = (label: string) => `${String(pick(label, 24)).padStart(2, '0')}:${pick(`${label}/m`, 2) ? '30' : '00'}`
    addSchedule({
      ...{ type: 'recurring_event', override: count === 4, consequence: count === 3 ? 'first_to_arrive' : 'unlock' },
      ...{ starts_at_time: time('from'), ends_at_time: time('until') },
      ...Object.fromEntries(WEEKDAYS.map((day) => [day, true])),
    })
  }
  let turns = 0
  for (let now = NOON; now < NOON + DAY;) {
    const until = steadyUntil(world, lock(), now)
    expect(until, `seed ${seed}`).toBeGreaterThan(now)
    const first = lockSchedule(world, lock(), now)
    for (let moment = now; moment < until; moment += MINUTE) {
      expect(lockSchedule(world, lock(), moment), `seed ${seed}, ${new Date(moment).toISOString()}`).toEqual(first)
    }
    expect(lockSchedule(world, lock(), until - 1)).toEqual(first)
    turns += 1
    now = until
  }
  expect(turns).toBeGreaterThan(5)
})
