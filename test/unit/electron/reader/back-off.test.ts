import { describe, expect, it } from 'vitest'
import { createBackOff } from '../../../../electron/reader/back-off.ts'

const take = (count: number, random: () => number): number[] => {
  const backOff = createBackOff({ random })
  return Array.from({ length: count }, () => backOff.next())
}

describe('the back-off', () => {
  it('doubles from 250 ms and stays at 5 s', () => {
    expect(take(7, () => 0.5)).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000])
  })

  it('stays within a fifth above and below', () => {
    expect(take(1, () => 0)[0]).toBeCloseTo(200)
    expect(take(1, () => 1 - Number.EPSILON)[0]).toBeCloseTo(300)
    expect(take(6, () => 0)[5]).toBeCloseTo(4000)
  })

  it('starts over after a reset', () => {
    const backOff = createBackOff({ random: () => 0.5 })
    backOff.next()
    backOff.next()
    backOff.reset()
    expect(backOff.next()).toBe(250)
  })
})
