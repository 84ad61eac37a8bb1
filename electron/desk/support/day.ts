/** Minutes that `zone` is ahead of UTC at `at`. An unknown zone counts as the computer's own. */
function offsetMinutes(at: number, zone: string | null): number {
  let parts: Intl.DateTimeFormatPart[]
  const options: Intl.DateTimeFormatOptions = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  }
  try {
    parts = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone ?? undefined }).formatToParts(at)
  } catch {
    parts = new Intl.DateTimeFormat('en-GB', options).formatToParts(at)
  }
  const value = (type: string): number => Number(parts.find((part) => part.type === type)?.value)
  const local = Date.UTC(
    value('year'),
    value('month') - 1,
    value('day'),
    value('hour'),
    value('minute'),
    value('second'),
  )
  return Math.round((local - Math.floor(at / 1000) * 1000) / 60_000)
}

/** The instant (epoch ms) of a wall-clock time on the day that contains `at` in `zone`; daylight saving respected. */
export function timeOfDay(at: number, zone: string | null, hour: number, minute: number, dayShift = 0): number {
  const local = new Date(at + offsetMinutes(at, zone) * 60_000)
  const wall = Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate() + dayShift, hour, minute)
  const guess = wall - offsetMinutes(wall, zone) * 60_000
  return wall - offsetMinutes(guess, zone) * 60_000
}

/** The day that contains `at` in `zone`, as `[start, end)` in epoch milliseconds. */
export function dayOf(at: number, zone: string | null): { start: number; end: number } {
  return { start: timeOfDay(at, zone, 0, 0), end: timeOfDay(at, zone, 0, 0, 1) }
}

/** `17:00` in `zone`. */
export function clockTime(at: number, zone: string | null): string {
  const local = new Date(at + offsetMinutes(at, zone) * 60_000)
  return `${String(local.getUTCHours()).padStart(2, '0')}:${String(local.getUTCMinutes()).padStart(2, '0')}`
}
