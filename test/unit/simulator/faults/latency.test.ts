import { expect, it } from 'vitest'
import { createFaults, type FaultAsked } from '../../../../simulator/faults/faults.ts'
import { latencyOf } from '../../../../simulator/faults/latency.ts'

function latencies(...asked: FaultAsked[]): number[] {
  const faults = createFaults({ seed: 3, clock: { now: () => 0, iso: () => '' } })
  for (const each of asked) faults.add(each)
  return Array.from({ length: 4000 }, () => latencyOf(faults.meet({ method: 'GET', path: '/' })))
}

const mean = (all: number[]) => all.reduce((sum, each) => sum + each, 0) / all.length

it('waits as long as asked when there is no spread', () => {
  expect(new Set(latencies({ kind: 'latency', milliseconds: 250 }))).toEqual(new Set([250]))
})

it('spreads evenly within the bounds', () => {
  const all = latencies({ kind: 'latency', milliseconds: 500, spread: 200 })
  expect(Math.min(...all)).toBeGreaterThanOrEqual(300)
  expect(Math.max(...all)).toBeLessThanOrEqual(700)
  expect(all.filter((each) => each < 400).length / all.length).toBeCloseTo(0.25, 1)
})

it('spreads normally, with the spread as standard deviation', () => {
  const all = latencies({ kind: 'latency', milliseconds: 500, spread: 50, distribution: 'normal' })
  expect(mean(all)).toBeGreaterThan(495)
  expect(mean(all)).toBeLessThan(505)
  expect(all.filter((each) => Math.abs(each - 500) < 50).length / all.length).toBeCloseTo(0.68, 1)
})

it('is never negative, and adds up', () => {
  expect(Math.min(...latencies({ kind: 'latency', milliseconds: 1, spread: 500 }))).toBe(0)
  const both = latencies({ kind: 'latency', milliseconds: 5 }, { kind: 'latency', milliseconds: 7 })
  expect(both[0]).toBe(12)
})
