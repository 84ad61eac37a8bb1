const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  })
  formats.set(zone, made)
  return made
}

export function isTimeZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch {
    return false
  }
}

/** What the clock on the wall says there, as if it were UTC: milliseconds since the epoch. */
function wall(instant: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  )
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

/** YYYY-MM-DD of that instant in that zone. */
export const dateIn = (instant: number, zone: string): string =>
  new Date(wall(instant, zone)).toISOString().slice(0, 10)

/** The instant at which the wall clock of that zone shows this date and hh:mm; in a gap of summer time, the moment after. */
export function instantOf(date: string, time: string, zone: string): number {
  const shown = Date.parse(`${date}T${time}:00Z`)
  const offset = (instant: number) => wall(instant, zone) - Math.floor(instant / 1000) * 1000
  const guess = shown - offset(shown)
  return shown - offset(guess)
}

/** The date so many days later. */
export const plusDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** A day that there is: 2026-02-30 is none. */
export function isDate(text: string): boolean {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}
