import { expect, it } from 'vitest'
import { walk } from '../../conformance/walk.ts'

it('answers every documented operation as it is documented, and refuses as it is documented', async () => {
  const outcomes = await walk()
  expect(outcomes.filter((outcome) => outcome.problems.length > 0)).toEqual([])
  expect(outcomes).toHaveLength(227)
})
