import { expect, it } from 'vitest'
import { createRateLimit } from '../../../../simulator/api/rate-limit.ts'

it('allows so many within any window, slides with the time, and does not count what it refused', () => {
  let now = 0
  const limit = createRateLimit(5, 1000, () => now)
  const at = (moment: number) => {
    now = moment
    return limit.take('user 1')
  }
  expect([0, 100, 200, 300, 900].map(at)).toEqual([true, true, true, true, true])
  expect([950, 999].map(at)).toEqual([false, false])
  expect(at(1000)).toBe(true)
  expect(at(1099)).toBe(false)
  expect(at(1100)).toBe(true)
})

it('counts every caller apart', () => {
  const limit = createRateLimit(1, 1000, () => 0)
  expect([limit.take('user 1'), limit.take('user 2'), limit.take('user 1')]).toEqual([true, true, false])
})
