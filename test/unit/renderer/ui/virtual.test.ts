import { expect, it } from 'vitest'
import { offsetsOf, rowAt, rowsWithin } from '../../../../renderer/ui/virtual.ts'

const offsets = offsetsOf([10, 20, 30])

it('knows where each row begins and where the last one ends', () => {
  expect([...offsets]).toEqual([0, 10, 30, 60])
})

it('finds the row at a point, also beyond both ends', () => {
  expect([-5, 0, 9.9, 10, 29, 30, 59, 60, 999].map((point) => rowAt(offsets, point))).toEqual([
    0, 0, 0, 1, 1, 2, 2, 2, 2,
  ])
})

it('names the rows that touch a stretch, and none where there are none', () => {
  expect(rowsWithin(offsets, 5, 15)).toEqual({ first: 0, end: 2 })
  expect(rowsWithin(offsets, -400, 400)).toEqual({ first: 0, end: 3 })
  expect(rowsWithin(offsetsOf([]), 0, 400)).toEqual({ first: 0, end: 0 })
})

it('stays small among a hundred thousand rows', () => {
  const many = offsetsOf(Array.from({ length: 100_000 }, () => 41))
  const { first, end } = rowsWithin(many, 2_000_000, 2_000_800)
  expect(end - first).toBeLessThanOrEqual(21)
  expect(first * 41).toBeLessThanOrEqual(2_000_000)
  expect(end * 41).toBeGreaterThan(2_000_800)
})
