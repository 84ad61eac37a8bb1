import { describe, expect, it } from 'vitest'
import { createTimes, minutesBetween } from '../../../../renderer/i18n/time.ts'

const amsterdam = createTimes('Europe/Amsterdam')

describe('times of a place', () => {
  it('are shown in the place’s zone, whatever the computer’s own is', () => {
    expect(amsterdam.clock('2026-10-14T07:42:00.000Z')).toBe('09:42')
    expect(createTimes('Asia/Kolkata').clock('2026-10-14T07:42:00.000Z')).toBe('13:12')
    expect(createTimes('America/New_York').day('2026-10-14T03:00:00.000Z')).toBe('Tue 13 October')
  })

  it('say midnight as 00:00 and never as 24:00', () => {
    expect(amsterdam.clock('2026-10-13T22:00:00.000Z')).toBe('00:00')
    expect(amsterdam.wall('2026-10-13T22:00:00.000Z')).toEqual({ date: '2026-10-14', time: '00:00' })
  })

  it('name the day when it is not today', () => {
    const now = Date.parse('2026-10-14T07:42:00.000Z')
    expect(amsterdam.clockOrDay('2026-10-14T15:00:00.000Z', now)).toBe('17:00')
    expect(amsterdam.clockOrDay('2026-10-16T15:00:00.000Z', now)).toBe('Fri 16 October, 17:00')
  })

  it('fall back on the computer’s own zone when Kisi names one that does not exist', () => {
    expect(createTimes('Mars/Olympus').timeZone).toBe(createTimes(null).timeZone)
  })

  it.each([
    ['in winter', '2026-01-15', '17:00', '2026-01-15T16:00:00.000Z'],
    ['in summer', '2026-07-15', '17:00', '2026-07-15T15:00:00.000Z'],
    ['skipped in spring, an hour later', '2026-03-29', '02:30', '2026-03-29T01:30:00.000Z'],
    ['shown twice in autumn, the first', '2026-10-25', '02:30', '2026-10-25T00:30:00.000Z'],
    ['just before the clocks go back', '2026-10-25', '01:59', '2026-10-24T23:59:00.000Z'],
    ['just after the clocks went back', '2026-10-25', '03:00', '2026-10-25T02:00:00.000Z'],
  ])('are found from the wall: %s', (_case, date, time, instant) => {
    expect(amsterdam.instantOf({ date, time })).toBe(instant)
  })

  it('come back the same from the wall, at every hour of a year, in zones far apart', () => {
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Australia/Lord_Howe', 'Asia/Kathmandu']) {
      const times = createTimes(zone)
      for (let hour = 0; hour < 366 * 24; hour += 7) {
        const at = new Date(Date.UTC(2026, 0, 1, hour)).toISOString()
        const wall = times.wall(at)
        const back = times.instantOf(wall)
        expect(back === null ? null : times.wall(back), `${zone} ${at}`).toEqual(wall)
      }
    }
  })

  it('are null when what was typed is no time', () => {
    expect(amsterdam.instantOf({ date: '', time: '17:00' })).toBeNull()
    expect(amsterdam.instantOf({ date: '2026-02-30x', time: '17:00' })).toBeNull()
  })
})

describe('minutesBetween', () => {
  it('counts whole minutes, negative into the past', () => {
    expect(minutesBetween(0, 119_000)).toBe(1)
    expect(minutesBetween(119_000, 0)).toBe(-1)
  })
})
