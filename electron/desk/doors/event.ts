import type { DoorEvent } from '../../contract/doors.ts'
import type { KisiEvent } from '../../kisi/types.ts'
import { doorReason } from './reasons.ts'
import type { DoorEventKind, DoorEventRow } from './table.ts'

const kinds: Record<string, DoorEventKind> = {
  'lock.unlock': 'unlock',
  'lock.locked': 'locked',
  'lock.opened': 'opened',
  'lock.closed': 'closed',
  'lock.forced_open': 'forced_open',
  'lock.held_open': 'held_open',
  'lock.lock_down': 'lock_down',
  'lock.cancel_lockdown': 'lock_down_over',
  'place.lock_down': 'lock_down',
  'place.cancel_lockdown': 'lock_down_over',
}

/** The types of Kisi's events that the desk asks for. */
export const doorEventTypes: readonly string[] = Object.keys(kinds)

/** Those that raise an alarm. */
export const alarmEventTypes: readonly string[] = ['lock.forced_open', 'lock.held_open']

/** One of Kisi's events as the desk keeps it, or null when it is not about a door. */
export function doorEventOf(event: KisiEvent, visitId: string | null): DoorEventRow | null {
  const kind = kinds[event.type]
  const at = Date.parse(event.createdAt)
  if (kind === undefined || Number.isNaN(at)) return null
  const refused = kind === 'unlock' && !event.success
  return {
    uuid: event.uuid,
    at,
    kind: refused ? 'refused' : kind,
    lock_id: event.objectType === 'Place' ? null : event.objectId,
    lock_name: event.objectName ?? '',
    who: event.actorName,
    visit_id: visitId,
    reason: refused ? doorReason(event.errorCode) : null,
  }
}

/** The same for the screen. */
export function doorEventView(row: DoorEventRow): DoorEvent {
  return {
    id: row.uuid,
    at: new Date(row.at).toISOString(),
    kind: row.kind,
    doorId: row.lock_id,
    doorName: row.lock_name,
    who: row.who,
    visitId: row.visit_id,
    reason: row.reason,
  }
}
