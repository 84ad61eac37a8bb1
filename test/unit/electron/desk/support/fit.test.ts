import { expect, it } from 'vitest'
import { limits } from '../../../../../electron/contract/limits.ts'
import { fitting } from '../../../../../electron/desk/support/fit.ts'

it('carries as many items as one answer may hold, measured in bytes', () => {
  const visit = { name: '王'.repeat(limits.name), company: '深'.repeat(limits.company) }
  const carried = fitting(Array.from({ length: limits.page }, () => visit))
  expect(carried.length).toBeGreaterThan(10)
  expect(carried.length).toBeLessThan(limits.page)
  expect(Buffer.byteLength(JSON.stringify({ visits: carried, total: 100 }))).toBeLessThanOrEqual(limits.answerBytes)
})

it('carries everything when it fits, and at least one item always', () => {
  expect(fitting([1, 2, 3])).toEqual([1, 2, 3])
  expect(fitting(['x'.repeat(limits.answerBytes), 'y'])).toHaveLength(1)
  expect(fitting([])).toEqual([])
})
