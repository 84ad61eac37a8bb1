import type { Instant } from '../../electron/contract/time.ts'

/** A date and a time as a clock on the wall shows them: `2026-10-14`, `09:42`. */
export interface WallTime {
  date: string
  time: string
}

export interface Times {
  timeZone: string
  /** `09:42` */
  clock(at: Instant | number): string
  /** `09:42:07` */
  seconds(at: Instant | number): string
  /** `Tue 14 October` */
  day(at: Instant | number): string
  /** `16 Oct` */
  shortDay(at: Instant | number): string
  /** `09:42` today, `Thu 16 October, 09:42` on another day. */
  clockOrDay(at: Instant | number, now: number): string
  wall(at: Instant | number): WallTime
  /**
   * The instant at which the wall shows this, or null when it is no time at all. A time that the clocks skip in
   * spring is taken an hour later; one that they show twice in autumn is the first.
   */
  instantOf(wall: WallTime): Instant | null
}

const minute = 60_000

/** Whole minutes from one instant to another, cut towards zero. */
export function minutesBetween(from: number, until: number): number {
  return Math.trunc((until - from) / minute)
}

/** Times as read in one time zone (an IANA name; the system's own when null or not known). */
export function createTimes(wanted: string | null, locale = 'en-GB'): Times {
  const timeZone = knownTimeZone(wanted)
  const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options })
  const clockFormat = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const secondsFormat = format({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
  const dayFormat = format({ weekday: 'short', day: 'numeric', month: 'long' })
  const shortDayFormat = format({ day: 'numeric', month: 'short' })
  const partsFormat = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  })

  function parts(at: number): Record<string, string> {
    return Object.fromEntries(partsFormat.formatToParts(at).map((part) => [part.type, part.value]))
  }
  function wall(at: Instant | number): WallTime {
    const { year, month, day, hour, minute: minutes } = parts(milliseconds(at))
    return { date: `${year}-${month}-${day}`, time: `${hour}:${minutes}` }
  }
  function offset(at: number): number {
    const { year, month, day, hour, minute: minutes, second } = parts(at)
    return Date.parse(`${year}-${month}-${day}T${hour}:${minutes}:${second}Z`) - Math.floor(at / 1000) * 1000
  }

  return {
    timeZone,
    clock: (at) => clockFormat.format(milliseconds(at)),
    seconds: (at) => secondsFormat.format(milliseconds(at)),
    day: (at) => dayFormat.format(milliseconds(at)).replace(',', ''),
    shortDay: (at) => shortDayFormat.format(milliseconds(at)),
    clockOrDay(at, now) {
      const clock = clockFormat.format(milliseconds(at))
      if (wall(at).date === wall(now).date) return clock
      return `${dayFormat.format(milliseconds(at)).replace(',', '')}, ${clock}`
    },
    wall,
    instantOf({ date, time }) {
      const shown = Date.parse(`${date}T${time}Z`)
      if (Number.isNaN(shown)) return null
      const candidates = [shown - offset(shown - 14 * 60 * minute), shown - offset(shown + 14 * 60 * minute)]
      const fitting = candidates.filter((at) => at + offset(at) === shown)
      return new Date(fitting.length > 0 ? Math.min(...fitting) : Math.max(...candidates)).toISOString()
    },
  }
}

export function milliseconds(at: Instant | number): number {
  return typeof at === 'number' ? at : Date.parse(at)
}

function knownTimeZone(wanted: string | null): string {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (wanted === null) return own
  try {
    return new Intl.DateTimeFormat('en', { timeZone: wanted }).resolvedOptions().timeZone
  } catch {
    return own
  }
}
