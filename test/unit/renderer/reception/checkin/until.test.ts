import { describe, expect, it } from 'vitest'
import { createTimes } from '../../../../../renderer/i18n/time.ts'
import { quickChoices, quickEnds, readClock } from '../../../../../renderer/reception/checkin/until.ts'

const times = createTimes('Europe/Amsterdam')
const quick = (clock: string): string[] => {
  return quickEnds(Date.parse(`2026-10-14T${clock}:10.000+02:00`), times).map((at) =>
    times.clockOrDay(at, Date.parse('2026-10-14T10:00:00Z')),
  )
}

describe('quick ends of a visit', () => {
  it.each([
    ['09:42', ['10:45', '12:00', '17:00']],
    ['11:20', ['12:30', '17:00', '18:00']],
    ['16:20', ['17:30', '18:00', '20:00']],
    ['21:40', ['22:45', '23:45', 'Thu 15 October, 00:45']],
    ['23:30', ['Thu 15 October, 00:45', 'Thu 15 October, 01:45', 'Thu 15 October, 02:45']],
  ])('from %s are an hour on and the next turns of the day', (from, ends) => {
    expect(quick(from)).toEqual(ends)
  })

  it('are three, in order, and never sooner than an hour from any minute of the day', () => {
    for (let minute = 0; minute < 1440; minute++) {
      const from = Date.parse('2026-10-24T22:00:00.000Z') + minute * 60_000
      const ends = quickEnds(from, times).map((at) => Date.parse(at))
      expect(ends).toHaveLength(3)
      expect(ends[0]! - from).toBeGreaterThanOrEqual(3_600_000)
      expect(ends[1]! > ends[0]! && ends[2]! > ends[1]!).toBe(true)
    }
  })
})

describe('the quick choices', () => {
  const at = (clock: string): string => new Date(`2026-10-14T${clock}:00.000+02:00`).toISOString()
  const shown = (from: string, chosen: string | null): string[] =>
    quickChoices(at(from), times, chosen === null ? null : at(chosen)).map((end) => times.clock(end))

  it('are the quick ends, while none or one of them is chosen', () => {
    expect(shown('09:42', null)).toEqual(['10:45', '12:00', '17:00'])
    expect(shown('09:42', '17:00')).toEqual(['10:45', '12:00', '17:00'])
  })

  it('keep the one that was chosen when the next quarter has begun', () => {
    expect(shown('09:46', '10:45')).toEqual(['10:45', '12:00', '17:00'])
  })

  it('keep a later one too, and none that has passed', () => {
    expect(shown('11:10', '12:00')).toEqual(['12:00', '17:00', '18:00'])
    expect(shown('08:00', '18:00')).toEqual(['09:00', '12:00', '18:00'])
    expect(shown('12:10', '12:00')).toEqual(['13:15', '17:00', '18:00'])
  })
})

describe('a time as it is typed', () => {
  it.each([
    ['17:00', '17:00'],
    ['17.30', '17:30'],
    ['1730', '17:30'],
    ['930', '09:30'],
    [' 9 ', '09:00'],
    ['5 pm', '17:00'],
    ['17h', '17:00'],
    ['17h30', '17:30'],
    ['12am', '00:00'],
    ['12:15 p.m.', '12:15'],
  ])('%s is %s', (text, expected) => {
    expect(readClock(text)).toBe(expected)
  })

  it.each(['', '24:00', '17:60', '13 pm', 'soon', '17:0', '1:2:3', '-1', '٩'])('%s is none', (text) => {
    expect(readClock(text)).toBeNull()
  })
})
