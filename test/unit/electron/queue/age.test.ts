import { describe, expect, it } from 'vitest'
import { ageOf, momentaryLifeMs } from '../../../../electron/queue/age.ts'
import { click, queueBench } from '../../../fixtures/queue.ts'

const command = { enqueuedAt: 1_000_000, enqueuedMonotonic: 500, boot: 'a' }
const after = (wall: number, monotonic: number, boot = 'a') => ({
  wall: 1_000_000 + wall,
  monotonic: 500 + monotonic,
  boot,
})

describe('the age of a click', () => {
  it.each([
    ['both clocks agree', after(300, 300), 300],
    ['the wall clock jumped ahead', after(3_600_000, 300), 3_600_000],
    ['the computer slept, and only the monotonic clock went on', after(0, 20_000), 20_000],
    ['the computer slept, and only the wall clock went on', after(20_000, 5), 20_000],
    ['the wall clock went back', after(-1, 300), Infinity],
    ['the monotonic clock went back', after(300, -1), Infinity],
    ['it was another boot', after(300, 300, 'b'), Infinity],
  ])('when %s', (_what, now, age) => {
    expect(ageOf(command, now)).toBe(age)
  })
})

describe('a click', () => {
  it.each([
    ['just young enough', momentaryLifeMs - 500, 'completed'],
    ['too old by the wall clock', momentaryLifeMs + 1, 'expired'],
  ])('that is %s is %s', async (_what, wall, state) => {
    const bench = queueBench()
    bench.queue.enqueue(click('door'))
    bench.clock.wall += wall
    await expect(bench.queue.runNow(click('door'))).resolves.toMatchObject({ state })
    expect(bench.far.sends).toEqual(state === 'completed' ? ['door'] : [])
  })

  it('knows no time zone: when the place’s changes it is as old as before', async () => {
    const bench = queueBench()
    const zone = process.env['TZ']
    try {
      process.env['TZ'] = 'Pacific/Kiritimati'
      bench.queue.enqueue(click('door'))
      process.env['TZ'] = 'Pacific/Niue' // 25 hours away
      await expect(bench.queue.runNow(click('door'))).resolves.toMatchObject({ state: 'completed' })
    } finally {
      if (zone === undefined) delete process.env['TZ']
      else process.env['TZ'] = zone
    }
  })
})
