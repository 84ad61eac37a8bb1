import { describe, expect, it } from 'vitest'
import { clockTime, dayOf, timeOfDay } from '../../../../electron/desk/support/day.ts'

const hours = (span: { start: number; end: number }): number => (span.end - span.start) / 3_600_000

describe('the day at the place', () => {
  it('begins and ends at midnight there, not here', () => {
    const { start, end } = dayOf(Date.UTC(2026, 9, 14, 22, 30), 'Europe/Amsterdam')
    expect(new Date(start).toISOString()).toBe('2026-10-14T22:00:00.000Z')
    expect(new Date(end).toISOString()).toBe('2026-10-15T22:00:00.000Z')
  })

  it('has 25 hours when clocks go back and 23 when they go forward', () => {
    expect(hours(dayOf(Date.UTC(2026, 9, 25, 12), 'Europe/Amsterdam'))).toBe(25)
    expect(hours(dayOf(Date.UTC(2026, 2, 29, 12), 'Europe/Amsterdam'))).toBe(23)
  })

  it('survives a zone that nobody knows', () => {
    expect(hours(dayOf(Date.UTC(2026, 5, 1, 12), 'Nowhere/Land'))).toBe(24)
  })
})

it('tells the time as on the clock at the place', () => {
  expect(clockTime(Date.UTC(2026, 9, 14, 7, 5), 'Asia/Kolkata')).toBe('12:35')
})

it('finds five in the afternoon of a summer day', () => {
  expect(new Date(timeOfDay(Date.UTC(2026, 6, 1, 3), 'America/New_York', 17, 0)).toISOString()).toBe(
    '2026-06-30T21:00:00.000Z',
  )
})
