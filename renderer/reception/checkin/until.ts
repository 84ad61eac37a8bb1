import type { Instant } from '../../../electron/contract/time.ts'
import { milliseconds, type Times } from '../../i18n/time.ts'

const minute = 60_000
const quarter = 15 * minute
const landmarks = ['12:00', '17:00', '18:00', '20:00', '22:00']

/**
 * A time of day as people type it (`17:00`, `17.00`, `1700`, `17`, `5 pm`), as `HH:MM`; null when it is none.
 */
export function readClock(text: string): string | null {
  const found = /^(\d{1,2})(?:[:.h ]?(\d{2}))?h?\s*([ap])?\.?m?\.?$/i.exec(text.trim())
  if (found === null) return null
  const half = found[3]?.toLowerCase()
  const typed = Number(found[1])
  const minutes = Number(found[2] ?? 0)
  if (half !== undefined && (typed < 1 || typed > 12)) return null
  const hours = half === undefined ? typed : (typed % 12) + (half === 'p' ? 12 : 0)
  if (hours > 23 || minutes > 59) return null
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}

/**
 * Three ends of a visit that begins at `from`, soonest first: an hour on, to the quarter, and then the next times at
 * which days are cut: noon, five, six, eight, ten. Late at night the rest is whole hours further on.
 */
export function quickEnds(from: Instant | number, times: Times): Instant[] {
  const start = milliseconds(from)
  const hourOn = Math.ceil((start + 60 * minute) / quarter) * quarter
  const { date } = times.wall(start)
  const later = landmarks
    .map((time) => times.instantOf({ date, time }))
    .filter((at): at is Instant => at !== null && Date.parse(at) >= hourOn + 30 * minute)
  const ends = [new Date(hourOn).toISOString(), ...later].slice(0, 3)
  while (ends.length < 3) {
    ends.push(new Date(milliseconds(ends.at(-1) ?? hourOn) + 60 * minute).toISOString())
  }
  return ends
}

/** The quick ends with the one that was chosen among them, also when the quarter it was made for has passed. */
export function quickChoices(from: Instant | number, times: Times, chosen: Instant | null): Instant[] {
  const ends = quickEnds(from, times)
  if (chosen === null || ends.includes(chosen) || Date.parse(chosen) <= milliseconds(from)) return ends
  const rest = Date.parse(chosen) < Date.parse(ends[0] ?? chosen) ? ends.slice(1) : ends.slice(0, -1)
  return [...rest, chosen].sort()
}
