import type { Key, Receipt, Visit, VisitDetail } from '../../contract/visits.ts'
import type { Refusal } from '../keys/correct.ts'
import type { KeyRow } from '../keys/table.ts'
import type { VisitView } from './table.ts'

const iso = (at: number): string => new Date(at).toISOString()
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at))

/** What the desk saw last of a visitor at a door. */
export interface LastDoor {
  name: string
  at: number
  success: boolean
}

type Access = Visit['access']

const isPast = (key: KeyRow, now: number): boolean => key.valid_until !== null && key.valid_until <= now

/**
 * How things stand with a visitor's way in at `now`, from the visit's keys. A key that was dropped is none. `disputed`:
 * Kisi shows something else, so that a person must look.
 */
export function accessOf(state: VisitView['state'], all: readonly KeyRow[], now: number, disputed = false): Access {
  const keys = all.filter((key) => state !== 'on_site' || key.state !== 'closed' || key.closed_quote !== null)
  const latest = (values: (number | null)[]): string | null => {
    const known = values.filter((value) => value !== null)
    return known.length === 0 ? null : iso(Math.max(...known))
  }
  if (disputed) return { state: 'failed', at: null }
  if (keys.length === 0 || state === 'expected') return { state: 'none', at: null }
  if (state === 'on_site') {
    if (keys.some((key) => key.state === 'failed' || key.close_refused_at !== null))
      return { state: 'failed', at: null }
    if (keys.some((key) => key.state === 'pending')) return { state: 'waiting', at: null }
    if (keys.some((key) => key.state === 'closing')) return { state: 'closing', at: null }
    const open = keys.filter((key) => key.state === 'open' && !isPast(key, now))
    if (open.length > 0) return { state: 'open', at: latest(open.map((key) => key.opened_at)) }
    return { state: 'closed', at: latest(keys.map((key) => key.closed_at ?? key.valid_until)) }
  }
  if (keys.some((key) => key.close_refused_at !== null)) return { state: 'failed', at: null }
  // Of a damaged key a person is told; it moves no more.
  if (keys.some((key) => !key.damaged && key.state !== 'closed' && key.state !== 'expired'))
    return { state: 'closing', at: null }
  return { state: 'closed', at: latest(keys.map((key) => key.closed_at)) }
}

export function visitOf(
  row: VisitView,
  keys: readonly KeyRow[],
  now: number,
  lastDoor: LastDoor | null,
  disputed = false,
): Visit {
  const card = keys.find((key) => key.kind === 'card' && key.state !== 'closed' && key.state !== 'closing')
  const noShow = row.state === 'expected' && row.until_at < now
  return {
    id: row.id,
    state: noShow ? 'no_show' : row.state === 'cancelled' ? 'turned_away' : row.state,
    visitor: { name: row.name, email: row.email, company: row.company },
    host: { id: row.host_id, name: row.host_name },
    visitorType: {
      id: row.visitor_type_id,
      name: row.type_name,
      badgeColour: row.badge_colour as Visit['visitorType']['badgeColour'],
    },
    from: iso(row.from_at),
    until: iso(row.until_at),
    checkedInAt: isoOrNull(row.checked_in_at),
    leftAt: isoOrNull(row.left_at),
    cardNumber: card?.label ?? null,
    access: accessOf(row.state, keys, now, disputed),
    lastDoor: lastDoor === null ? null : { name: lastDoor.name, at: iso(lastDoor.at), success: lastDoor.success },
  }
}

function receiptOf(key: KeyRow): Receipt | null {
  if (key.closed_at !== null && key.closed_quote !== null) {
    return {
      id: `${key.id}:closed`,
      says: 'closed',
      at: iso(key.closed_at),
      askedAt: iso(key.asked_close_at ?? key.closed_at),
      quote: key.closed_quote,
    }
  }
  if (key.opened_at !== null && key.opened_quote !== null && key.state === 'open') {
    return {
      id: `${key.id}:open`,
      says: 'open',
      at: iso(key.opened_at),
      askedAt: iso(key.asked_open_at),
      quote: key.opened_quote,
    }
  }
  return null
}

export function keyOf(key: KeyRow, doors: string[], now: number, disputed = false): Key {
  const past = isPast(key, now)
  const future = key.valid_from !== null && key.valid_from > now
  const status: Key['status'] =
    key.state === 'closed' || key.state === 'closing'
      ? 'revoked'
      : key.state === 'failed'
        ? 'failed'
        : key.state === 'expired' || past
          ? 'expired'
          : key.state === 'pending' || future
            ? 'scheduled'
            : 'active'
  const progress: Key['progress'] =
    disputed || key.state === 'failed' || key.close_refused_at !== null
      ? 'needs_person'
      : key.state === 'pending' || key.state === 'closing'
        ? 'waiting'
        : 'confirmed'
  return {
    id: key.id,
    kind: key.kind,
    label: key.label,
    doors,
    status,
    progress,
    validFrom: isoOrNull(key.valid_from),
    validUntil: isoOrNull(key.valid_until),
    receipt: receiptOf(key),
  }
}

export function detailOf(visit: Visit, keys: Key[], earlierVisits: number, refusals: Refusal[] = []): VisitDetail {
  return { ...visit, keys, earlierVisits, refusals }
}
