import { expect, it } from 'vitest'
import { readInterval } from '../../../../simulator/api/interval.ts'

const from = Date.parse('2026-01-01T08:00:00Z')
const until = Date.parse('2026-01-03T10:30:00Z')

it.each([
  ['2026-01-01T08:00:00Z/2026-01-03T10:30:00Z'],
  ['2026-01-01T08:00:00Z/P2DT2H30M'],
  ['P2DT2H30M/2026-01-03T10:30:00Z'],
  ['2026-01-01T09:00:00+01:00/PT50H30M'],
])('reads %s', (text) => {
  expect(readInterval(text)).toEqual({ from, until })
})

it.each([
  '',
  'now',
  'P1D',
  'P/2026-01-01',
  'PT/2026-01-01',
  'P1M/2026-01-01',
  '2026-13-01/P1D',
  '2026-01-02/2026-01-01',
  'a/b/c',
])('refuses "%s"', (text) => {
  expect(readInterval(text)).toBeNull()
})
