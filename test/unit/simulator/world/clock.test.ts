import { expect, it } from 'vitest'
import { createClock } from '../../../../simulator/world/clock.ts'

it('runs what falls due on the way, in order, each at its own moment', () => {
  const clock = createClock({ time: () => 1000, timers: false })
  const seen: [string, number][] = []
  clock.at(3000, () => seen.push(['later', clock.now()]))
  clock.at(2000, () => {
    seen.push(['first', clock.now()])
    clock.at(2500, () => seen.push(['added', clock.now()]))
  })
  clock.at(9000, () => seen.push(['never', clock.now()]))
  clock.advance(2500)
  expect(seen).toEqual([
    ['first', 2000],
    ['added', 2500],
    ['later', 3000],
  ])
  expect([clock.now(), clock.offset()]).toEqual([3500, 2500])
})

it('does not run what was cancelled', () => {
  const clock = createClock({ time: () => 0, timers: false })
  const cancel = clock.at(10, () => expect.unreachable())
  cancel()
  clock.advance(20)
})

it('runs tasks by itself in real time', async () => {
  const clock = createClock({ time: Date.now })
  await new Promise<void>((resolve) => clock.at(Date.now() + 5, resolve))
  clock.close()
})
