import { expect, it } from 'vitest'
import { readTime } from '../../crash/storm/time.ts'

const hour = 3_600_000
const shown = Date.parse('2026-05-04T06:00:00Z')
/** A simulator whose clock runs as fast as real time and is at six. */
const simulator = { get: async () => ({ now: new Date(shown).toISOString() }) }
/** What passes while a test runs, by far. */
const aWhile = 60_000

it('knows the desk’s clock before and after a jump, and either of both while the jump is on its way', async () => {
  const time = await readTime(simulator, 1)
  const began = time.now()
  const near = (wanted: number) => expect.closeTo(wanted, -Math.log10(2 * aWhile))
  expect(time.deskShownSince(began)).toEqual([near(began), near(began)])
  const done = time.jump(3 * hour)
  expect(time.deskShownSince(began)).toEqual([near(began), near(began + 3 * hour)])
  expect(time.deskNow()).toEqual(near(began))
  done()
  expect(time.deskNow()).toEqual(near(began + 3 * hour))
  const back = time.jump(-4 * hour)
  expect(time.deskShownSince(time.now() + 1)).toEqual([near(began - hour), near(began + 3 * hour)])
  back()
  expect(time.deskNow()).toEqual(near(began - hour))
  expect(time.deskShownSince(began)).toEqual([near(began - hour), near(began + 3 * hour)])
})

it('counts stalls that overlap once, and only what lies between the two moments', async () => {
  const time = await readTime(simulator, 1)
  const off = time.now() - Date.now()
  const real = (at: number): number => began + at - off
  const began = time.now()
  const stalls = [[0, 100] as const, [50, 150] as const, [300, 400] as const].map(
    ([from, to]) => [real(from), real(to)] as const,
  )
  const about = (wanted: number) => expect.closeTo(wanted, -1)
  expect(time.together(stalls, began - 50, began + 1000)).toEqual(about(250))
  expect(time.together(stalls, began + 350, began + 1000)).toEqual(about(50))
  expect(time.together([], began, began + 1000)).toBe(0)
})
