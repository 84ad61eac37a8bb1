import { expect, it } from 'vitest'
import { createPaceTime } from '../../../../simulator/api/pace-time.ts'
import { createClock } from '../../../../simulator/world/clock.ts'

/** A clock of the simulator and the pace's time beside it, both over a real time that the test moves. */
function stepped() {
  let real = 50_000
  const clock = createClock({ time: () => real, timers: false })
  const pace = createPaceTime(clock, () => real)
  const began = pace()
  return { clock, pass: (milliseconds: number) => void (real += milliseconds), passed: () => pace() - began }
}

it('passes as fast as the simulator’s clock, and as real time does while that one is frozen', () => {
  const { clock, pass, passed } = stepped()
  pass(100)
  expect(passed()).toBe(100)
  clock.set('fast', 48)
  expect(passed()).toBe(100)
  pass(100)
  expect(passed()).toBe(100 + 4800)
  clock.set('frozen')
  pass(100)
  expect(passed()).toBe(100 + 4800 + 100)
  clock.set('real')
  pass(100)
  expect(passed()).toBe(100 + 4800 + 200)
})

it('takes no part in steps forward and never goes back with a world that is', () => {
  const { clock, pass, passed } = stepped()
  const before = clock.state()
  clock.set('fast', 10)
  pass(100)
  clock.advance(3_600_000)
  expect(passed()).toBe(1000)
  clock.restore(before)
  expect(passed()).toBe(1000)
  pass(100)
  expect(passed()).toBe(1100)
})
