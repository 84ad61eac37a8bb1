import type { Entry } from './line.ts'
import { commandOf, type Row, type StoredCommand } from './row.ts'

interface Legible {
  subject: string
  object: string | null
  visitId: string | null
  entities: string[]
  revoke: boolean
  enqueuedAt: number
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** What can still be made out in a damaged record: for the eyes of a person, and to hold up what stood behind it. */
function legible(row: Row): Legible {
  let body: Record<string, unknown> = {}
  try {
    const parsed: unknown = JSON.parse(row.body)
    if (typeof parsed === 'object' && parsed !== null) body = parsed as Record<string, unknown>
  } catch {
    // Not even that: then it is only known to be there.
  }
  const entities = Array.isArray(body['entities']) ? body['entities'].filter((one) => typeof one === 'string') : []
  const at = body['enqueuedAt']
  return {
    subject: text(body['subject']) ?? '',
    object: text(body['object']),
    visitId: text(body['visitId']),
    entities,
    revoke: body['class'] === 'revoke',
    enqueuedAt: typeof at === 'number' && Number.isFinite(at) && Math.abs(at) < 8.64e15 ? at : 0,
  }
}

/** Its own key cannot be trusted, and must stay free for whoever asks for the same once more. */
export const keyOfDamaged = (id: number): string => `damaged:${id}`

/** A damaged record keeps its place in the line, as something that needs a person. */
export function entryOfDamaged(row: Row): Entry {
  const { entities, revoke } = legible(row)
  return {
    id: row.id,
    key: keyOfDamaged(row.id),
    class: revoke ? 'revoke' : 'grant',
    entities,
    state: 'failed',
    sent: true,
    withdrawn: false,
    tries: 0,
    nextTryAt: 0,
    expiresAt: null,
    damaged: true,
  }
}

/** How a damaged record is shown. Nothing of what it asked for is in it. */
export function damagedCommand(row: Row): StoredCommand {
  const { subject, object, visitId, entities, revoke, enqueuedAt } = legible(row)
  const body = {
    key: keyOfDamaged(row.id),
    kind: 'record.damaged' as const,
    class: revoke ? ('revoke' as const) : ('grant' as const),
    parameters: {},
    subject,
    object,
    visitId,
    entities,
    enqueuedAt,
    enqueuedMonotonic: 0,
    boot: '',
    expiresAt: null,
  }
  const problem =
    'The disk changed this record, so it was not sent. Look in Kisi whether it is as it should be, then put it away.'
  return { ...commandOf(row.id, body, { state: 'failed', problem }, 0), damaged: true }
}
