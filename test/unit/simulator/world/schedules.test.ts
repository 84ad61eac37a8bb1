import { expect, it } from 'vitest'
import { easter, holidaysOf, isRegion } from '../../../../simulator/world/holidays.ts'
import type { ScheduleRow } from '../../../../simulator/world/rows-more.ts'
import { occurrences } from '../../../../simulator/world/schedules.ts'
import { dateIn, instantOf, isDate, isTimeZone } from '../../../../simulator/world/zone-time.ts'

const ZONE = 'Europe/Amsterdam'
const base: ScheduleRow = {
  ...{ id: 1, created_at: '', updated_at: '', name: null, enabled: true, override: false, integration_id: null },
  ...{ consequence: 'unlock', scheduleable_type: 'Lock', scheduleable_id: 1, type: 'recurring_event' },
}
function during(schedule: Partial<ScheduleRow>, from: string, until: string): string[] {
  const span = { from: Date.parse(from), until: Date.parse(until) }
  return occurrences({ ...base, ...schedule }, ZONE, span).map(
    (each) => `${new Date(each.from).toISOString()} ${new Date(each.until).toISOString()}`,
  )
}

it('keeps the hours on the wall when the clocks change', () => {
  const hours = { sunday: true, starts_at_time: '08:00', ends_at_time: '18:00' }
  // The clocks go forward on Sunday 2027-03-28.
  expect(during(hours, '2027-03-20T00:00:00Z', '2027-03-29T00:00:00Z')).toEqual([
    '2027-03-21T07:00:00.000Z 2027-03-21T17:00:00.000Z',
    '2027-03-28T06:00:00.000Z 2027-03-28T16:00:00.000Z',
  ])
})

it('lets a night shift end on the next morning', () => {
  const night = { friday: true, starts_at_time: '22:00', ends_at_time: '06:00' }
  expect(during(night, '2027-01-09T00:00:00Z', '2027-01-09T01:00:00Z')).toEqual([
    '2027-01-08T21:00:00.000Z 2027-01-09T05:00:00.000Z',
  ])
})

it('covers whole days of the place, the last one too', () => {
  const days: Partial<ScheduleRow> = {
    type: 'single_all_day_event',
    starts_at_date: '2027-07-01',
    ends_at_date: '2027-07-02',
  }
  expect(during(days, '2027-07-01T00:00:00Z', '2027-07-10T00:00:00Z')).toEqual([
    '2027-06-30T22:00:00.000Z 2027-07-02T22:00:00.000Z',
  ])
  expect(during(days, '2027-07-02T22:00:00Z', '2027-07-10T00:00:00Z')).toEqual([])
})

it('follows the holidays of a region but for those that are ignored', () => {
  const calendar: Partial<ScheduleRow> = { type: 'holiday_calendar', region: 'nl', observed: true }
  const ignored = { ...calendar, ignored_holidays: ['Second Day of Christmas'] }
  expect(during(calendar, '2027-12-20T00:00:00Z', '2027-12-31T00:00:00Z')).toHaveLength(2)
  expect(during(ignored, '2027-12-20T00:00:00Z', '2027-12-31T00:00:00Z')).toEqual([
    '2027-12-24T23:00:00.000Z 2027-12-25T23:00:00.000Z',
  ])
})

it.each([
  [2000, '2000-04-23'],
  [2024, '2024-03-31'],
  [2025, '2025-04-20'],
  [2038, '2038-04-25'],
])('knows when Easter is in %d', (year, date) => {
  expect(easter(year)).toBe(date)
})

it('adds the holidays of a part to those of its country, and knows no other regions', () => {
  const names = (region: string) => holidaysOf(region, 2027, true).map(({ name }) => name)
  expect(names('de_by')).toContain('Epiphany')
  expect(names('de')).not.toContain('Epiphany')
  expect(['nl', 'de_by', 'moon', 'de_xx', 'constructor', ''].map(isRegion)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
})

it('keeps King’s Day on the Saturday when it falls on a Sunday, if days are observed', () => {
  const dateOf = (observed: boolean) => holidaysOf('nl', 2031, observed).find(({ name }) => name === "King's Day")?.date
  expect([dateOf(false), dateOf(true)]).toEqual(['2031-04-27', '2031-04-26'])
})

it('tells days and zones that there are from those that there are not', () => {
  expect(['2027-02-28', '2027-02-29', '2027-2-1', 'x'].map(isDate)).toEqual([true, false, false, false])
  expect([ZONE, 'Moon/Tranquillity'].map(isTimeZone)).toEqual([true, false])
  expect(new Date(instantOf('2027-07-01', '00:00', ZONE)).toISOString()).toBe('2027-06-30T22:00:00.000Z')
  expect(dateIn(Date.parse('2027-06-30T22:00:00Z'), ZONE)).toBe('2027-07-01')
})
