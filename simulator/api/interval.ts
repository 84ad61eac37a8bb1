/** An ISO 8601 interval as two instants, in milliseconds since the epoch. */
export interface Interval {
  from: number
  until: number
}

const DURATION = /^P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?)$/
const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/
const DAY = 86_400_000

/** A duration of weeks, or of days and time; months and years have no fixed length and are not taken. */
function duration(text: string): number | null {
  const parts = DURATION.exec(text)
  if (!parts || text === 'P' || text.endsWith('T')) return null
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => Number(part ?? 0))
  return (
    (weeks ?? 0) * 7 * DAY +
    (days ?? 0) * DAY +
    (hours ?? 0) * 3_600_000 +
    (minutes ?? 0) * 60_000 +
    (seconds ?? 0) * 1000
  )
}

const instant = (text: string): number => (INSTANT.test(text) ? Date.parse(text) : Number.NaN)

/** Reads start/end, start/duration or duration/end (ISO 8601-1, 5.5.2). Null when it is none of them. */
export function readInterval(text: string): Interval | null {
  const [first, second, ...more] = text.split('/')
  if (first === undefined || second === undefined || more.length > 0) return null
  const [before, after] = [duration(first), duration(second)]
  const interval =
    after !== null
      ? { from: instant(first), until: instant(first) + after }
      : before !== null
        ? { from: instant(second) - before, until: instant(second) }
        : { from: instant(first), until: instant(second) }
  const sound = Number.isFinite(interval.from) && Number.isFinite(interval.until) && interval.from <= interval.until
  return sound ? interval : null
}
