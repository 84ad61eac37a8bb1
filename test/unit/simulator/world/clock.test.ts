import { describe, expect, it } from 'vitest'
import { createClock, type ClockState } from '../../../../simulator/world/clock.ts'

/** A clock over a real time that the test moves. */
function stepped(state?: ClockState) {
  const real = { now: 1000 }
  return { real, clock: createClock({ time: () => real.now, timers: false, state }) }
}

it('runs what falls due on the way, in order, each at its own moment', () => {
  const { clock } = stepped()
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
  expect([clock.now(), clock.offset(), clock.next()]).toEqual([3500, 2500, 9000])
})

it('does not run what was cancelled', () => {
  const { clock } = stepped()
  const cancel = clock.at(1010, () => expect.unreachable())
  cancel()
  expect(clock.next()).toBeNull()
  clock.advance(20)
})

it('goes on with the others after a task that failed', () => {
  const { clock } = stepped()
  const seen: string[] = []
  clock.at(1010, () => {
    throw new Error('Broken.')
  })
  clock.at(1020, () => seen.push('next'))
  expect(() => clock.advance(50)).toThrow('Broken.')
  expect(clock.now()).toBe(1050)
  clock.advance(0)
  expect(seen).toEqual(['next'])
})

it.each([
  ['real', undefined, 1000],
  ['frozen', undefined, 0],
  ['fast', undefined, 60_000],
  ['fast', 3600, 3_600_000],
  ['fast', 2.5, 2500],
] as const)('lets a second pass as a %s clock of rate %s does', (mode, rate, passed) => {
  const { real, clock } = stepped()
  clock.set(mode, rate)
  real.now += 1000
  expect(clock.now()).toBe(1000 + passed)
})

it('never jumps when it is told to go in another way', () => {
  const { real, clock } = stepped()
  clock.set('fast', 100)
  real.now += 10
  clock.set('frozen')
  real.now += 5000
  clock.advance(7)
  clock.set('real')
  real.now += 3
  expect([clock.now(), clock.mode, clock.rate]).toEqual([2010, 'real', 1])
})

describe('a clock that was left', () => {
  it('stands where it stood when it was frozen', () => {
    const { real, clock } = stepped()
    clock.set('frozen')
    clock.advance(500)
    const later = createClock({ time: () => real.now + 90_000, timers: false, state: clock.state() })
    expect([later.now(), later.mode]).toEqual([1500, 'frozen'])
  })

  it('has gone on meanwhile when it was real', () => {
    const { real, clock } = stepped()
    clock.advance(500)
    const later = createClock({ time: () => real.now + 90_000, timers: false, state: clock.state() })
    expect(later.now()).toBe(91_500)
  })

  it('goes on as fast as before from where it was', () => {
    const { real, clock } = stepped()
    clock.set('fast', 60)
    real.now += 10
    const state = clock.state()
    real.now += 90_000
    const later = createClock({ time: () => real.now, timers: false, state })
    real.now += 1
    expect(later.now()).toBe(1660)
  })
})

it('drops every task when an earlier state is taken up', () => {
  const { clock } = stepped()
  const state = clock.state()
  clock.at(2000, () => expect.unreachable())
  clock.advance(100)
  clock.restore(state)
  expect([clock.now(), clock.next()]).toEqual([1000, null])
  clock.advance(5000)
})

it('runs tasks by itself in real time', async () => {
  const clock = createClock({ time: Date.now })
  await new Promise<void>((resolve) => clock.at(Date.now() + 5, resolve))
  clock.close()
})

it('runs tasks by itself in fast time, each at its own moment, the earlier ones first', async () => {
  const clock = createClock({ time: Date.now })
  clock.set('fast', 3600)
  const start = clock.now()
  const seen: number[] = []
  await new Promise<void>((resolve) => {
    clock.at(start + 60_000, () => {
      seen.push(clock.now() - start)
      resolve()
    })
    for (const seconds of [30, 10, 20]) clock.at(start + seconds * 1000, () => seen.push(clock.now() - start))
  })
  expect(seen).toEqual([10_000, 20_000, 30_000, 60_000])
  clock.close()
})

it('runs nothing while it is frozen, and what fell due as soon as it goes again', async () => {
  const clock = createClock({ time: Date.now })
  clock.set('frozen')
  const start = clock.now()
  let ran = false
  const done = new Promise<void>((resolve) => {
    clock.at(start + 2, () => {
      ran = true
      resolve()
    })
  })
  await new Promise<void>((resolve) => {
    const other = createClock({ time: Date.now })
    other.at(Date.now() + 20, () => {
      other.close()
      resolve()
    })
  })
  expect(ran).toBe(false)
  clock.set('real')
  await done
  clock.close()
})
