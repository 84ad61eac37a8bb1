import type { Strike } from './faults.ts'

type Draw = Pick<Strike, 'draw'>

/** Instants the cloud stamps itself; `valid_from`, `starts_at` and their like were said by somebody else. */
const STAMPED = new Set([
  ...['created_at', 'updated_at', 'last_used_at', 'last_accessed_at', 'activated_at', 'disabled_due_to_error_at'],
  ...['otp_enabled_at', 'arrived_at', 'left_at', 'held_open_at', 'status_changed_at', 'unlocked_until'],
  ...['locked_down_since', 'offline_since'],
])

/** What an object holds that its owner wrote: no cloud adds to it. */
const FREE_FORM = 'metadata'

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The same value with every instant that the cloud stamped moved, at any depth. Their form (RFC 3339) stays. */
export function shiftInstants(value: unknown, milliseconds: number): unknown {
  if (Array.isArray(value)) return value.map((each) => shiftInstants(each, milliseconds))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => {
      const at = STAMPED.has(key) && typeof each === 'string' ? Date.parse(each) : Number.NaN
      return [key, Number.isNaN(at) ? shiftInstants(each, milliseconds) : new Date(at + milliseconds).toISOString()]
    }),
  )
}

/** Of many kinds, since a client that takes unknown texts may still stumble over an unknown list. */
const UNKNOWN: readonly unknown[] = ['unknown', 42, true, null, ['unknown'], { unknown: { deeper: 1 } }]

/** The same value with so many unknown fields in every object. */
export function withUnknownFields(value: unknown, count: number, { draw }: Draw): unknown {
  const name = Math.floor(draw('name') * 0xff_ffff).toString(16)
  const added = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`x_${name}_${index + 1}`, UNKNOWN[index % UNKNOWN.length]]),
  )
  const add = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(add)
    if (!isObject(each)) return each
    const entries = Object.entries(each).map(([key, inner]) => [key, key === FREE_FORM ? inner : add(inner)])
    return { ...Object.fromEntries(entries), ...added }
  }
  return add(value)
}

/** The same object, or list of them, without these fields; without names, one of the first object's is drawn. */
export function withoutFields(value: unknown, names: readonly string[] | undefined, { draw }: Draw): unknown {
  const first: unknown = Array.isArray(value) ? value[0] : value
  const keys = isObject(first) ? Object.keys(first).filter((key) => key !== 'id') : []
  const drawn = keys[Math.floor(draw('field') * keys.length)]
  const gone = new Set(names ?? (drawn === undefined ? [] : [drawn]))
  const strip = (each: unknown): unknown =>
    isObject(each) ? Object.fromEntries(Object.entries(each).filter(([key]) => !gone.has(key))) : each
  return Array.isArray(value) ? value.map(strip) : strip(value)
}
