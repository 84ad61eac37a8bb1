import type { KisiSchedule } from '../kisi/types.ts'

/** What the clock on the wall shows somewhere. */
interface Wall {
  /** yyyy-mm-dd */
  date: string
  weekday: string
  yesterday: string
  /** hh:mm */
  time: string
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string | null): Intl.DateTimeFormat {
  const key = zone ?? ''
  const known = formats.get(key)
  if (known !== undefined) return known
  const options: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }
  let made: Intl.DateTimeFormat
  try {
    made = new Intl.DateTimeFormat('en-CA', { ...options, timeZone: zone ?? undefined })
  } catch {
    made = new Intl.DateTimeFormat('en-CA', options) // a zone that this computer does not know
  }
  formats.set(key, made)
  return made
}

const dayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const dayName = (at: number): string => dayNames[new Date(at).getUTCDay()] ?? ''

function wallOf(at: number, zone: string | null): Wall {
  const parts = formatOf(zone).formatToParts(at)
  const value = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
  const date = `${value('year')}-${value('month')}-${value('day')}`
  const midnight = Date.parse(`${date}T00:00:00Z`)
  return {
    date,
    weekday: dayName(midnight),
    yesterday: dayName(midnight - 86_400_000),
    time: `${value('hour')}:${value('minute')}`,
  }
}

/** Whether a schedule runs at that moment. Spans are half open; hours that end before they begin end next morning. */
export function runs(schedule: KisiSchedule, at: number, zone: string | null): boolean {
  const { when } = schedule
  if (when.kind === 'single') return Date.parse(when.startsAt) <= at && at < Date.parse(when.endsAt)
  const wall = wallOf(at, zone)
  if (when.kind === 'all_day') return when.startsOn <= wall.date && wall.date <= when.endsOn
  if (when.kind === 'holidays') return when.dates.includes(wall.date)
  const { weekdays, startsAt, endsAt } = when
  if (endsAt > startsAt) return weekdays.includes(wall.weekday) && startsAt <= wall.time && wall.time < endsAt
  const evening = weekdays.includes(wall.weekday) && startsAt <= wall.time
  return evening || (weekdays.includes(wall.yesterday) && wall.time < endsAt)
}

/**
 * The schedules that keep everybody out at that moment, or null when somebody may pass: of those that allow, one must
 * run and no exception may. Where none allows, the switch has no hours to limit to and everybody passes (Kisi does not
 * say). `zone` is an IANA name.
 */
export function closedBy(schedules: readonly KisiSchedule[], at: number, zone: string | null): number[] | null {
  const allowing = schedules.filter((one) => one.enabled && one.consequence === 'allow')
  if (allowing.length === 0) return null
  const exceptions = allowing.filter((one) => one.override && runs(one, at, zone))
  if (exceptions.length > 0) return exceptions.map(({ id }) => id)
  if (allowing.some((one) => !one.override && runs(one, at, zone))) return null
  return allowing.map(({ id }) => id)
}
