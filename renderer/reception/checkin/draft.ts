import type { Refusal } from '../../../electron/contract/errors.ts'
import { limits } from '../../../electron/contract/limits.ts'
import type { Instant } from '../../../electron/contract/time.ts'
import type { Input } from '../../../electron/contract/table.ts'
import type { Visit } from '../../../electron/contract/visits.ts'
import type { MessageKey, MessageValues } from '../../i18n/index.ts'
import type { Times, WallTime } from '../../i18n/time.ts'
import { isEmailShape } from './email.ts'
import { quickEnds, readClock } from './until.ts'

/** The fields of the form, named as the contract names them in a refusal. */
export type Field = 'name' | 'email' | 'company' | 'visitorTypeId' | 'hostId' | 'from' | 'until' | 'cardIdentity'
export const fields: readonly Field[] = [
  'name',
  'email',
  'visitorTypeId',
  'hostId',
  'company',
  'from',
  'until',
  'cardIdentity',
]

/** When the visit ends: not chosen yet, one of the quick times, or a time that was typed. */
export type End = { kind: 'default' } | { kind: 'quick'; at: Instant } | { kind: 'typed'; wall: WallTime }

/** What is being typed about one visit. Lives in memory only. */
export interface Draft {
  key: string
  /** The expected visit that arrives, or null for a walk-in. */
  visitId: string | null
  requestId: string
  name: string
  email: string
  company: string
  visitorTypeId: string | null
  host: { id: number; name: string } | null
  end: End
  /** When the visitor is to come, when this is an announcement and not a check-in. */
  expectedFrom: WallTime | null
  card: { identity: string; number: string; isNew: boolean } | null
  refusal: Refusal | null
}

export const walkInKey = 'walk-in'

export function emptyDraft(requestId: string, key = walkInKey): Draft {
  return {
    key,
    visitId: null,
    requestId,
    name: '',
    email: '',
    company: '',
    visitorTypeId: null,
    host: null,
    end: { kind: 'default' },
    expectedFrom: null,
    card: null,
    refusal: null,
  }
}

/** An expected visitor arrives, perhaps late: all that is known is filled in, an end that has passed is not. */
export function draftOfVisit(visit: Visit, requestId: string, times: Times, now: number): Draft {
  return {
    ...emptyDraft(requestId, visit.id),
    visitId: visit.id,
    name: visit.visitor.name,
    email: visit.visitor.email ?? '',
    company: visit.visitor.company ?? '',
    visitorTypeId: visit.visitorType.id,
    host: visit.host,
    end: Date.parse(visit.until) > now ? { kind: 'typed', wall: times.wall(visit.until) } : { kind: 'default' },
  }
}

/** The time of day is what was typed: `17`, `5 pm`. */
function instantOf(wall: WallTime, times: Times): Instant | null {
  const time = readClock(wall.time)
  return time === null ? null : times.instantOf({ date: wall.date, time })
}

export function startOf(draft: Draft, times: Times, now: number): Instant | null {
  return draft.expectedFrom === null ? new Date(now).toISOString() : instantOf(draft.expectedFrom, times)
}

export function endOf(draft: Draft, times: Times, now: number): Instant | null {
  if (draft.end.kind === 'quick') return draft.end.at
  if (draft.end.kind === 'typed') return instantOf(draft.end.wall, times)
  const start = startOf(draft, times, now)
  return start === null ? null : (quickEnds(start, times)[1] ?? null)
}

export interface Problem {
  field: Field
  /** What stands below the field. */
  key: MessageKey
  values?: MessageValues
}

/** All that keeps this draft from being checked in, in the order of the form. The desk has the last word. */
export function problemsOf(draft: Draft, times: Times, now: number): Problem[] {
  const problems: Problem[] = []
  const tooLong = (field: Field, text: string, most: number): void => {
    if (text.trim().length > most)
      problems.push({ field, key: 'form.tooLong', values: { most, has: text.trim().length } })
  }
  if (draft.name.trim() === '') problems.push({ field: 'name', key: 'form.nameMissing' })
  tooLong('name', draft.name, limits.name)
  const email = draft.email.trim()
  if (email.length > limits.email) tooLong('email', email, limits.email)
  else if (email !== '' && !isEmailShape(email)) problems.push({ field: 'email', key: 'form.emailShape' })
  tooLong('company', draft.company, limits.company)
  if (draft.visitorTypeId === null) problems.push({ field: 'visitorTypeId', key: 'form.typeMissing' })
  if (draft.host === null) problems.push({ field: 'hostId', key: 'form.hostMissing' })
  problems.push(...timeProblems(draft, times, now))
  return problems
}

function timeProblems(draft: Draft, times: Times, now: number): Problem[] {
  const start = startOf(draft, times, now)
  const end = endOf(draft, times, now)
  if (start === null) return [{ field: 'from', key: 'form.fromMissing' }]
  if (draft.expectedFrom !== null && Date.parse(start) < now) return [{ field: 'from', key: 'form.fromPast' }]
  if (end === null) return [{ field: 'until', key: 'form.untilMissing' }]
  if (Date.parse(end) <= now) return [{ field: 'until', key: 'form.untilPast' }]
  if (Date.parse(end) <= Date.parse(start)) return [{ field: 'until', key: 'form.untilBeforeFrom' }]
  if (Date.parse(end) - Date.parse(start) > limits.visitDays * 86_400_000) {
    return [{ field: 'until', key: 'form.untilTooFar', values: { days: limits.visitDays } }]
  }
  return []
}

/** The draft as the desk takes it. Only for a draft without problems. */
export function toInput(draft: Draft, times: Times, now: number): Input<'visits.expect'> {
  const filled = (text: string): string | null => (text.trim() === '' ? null : text.trim())
  return {
    requestId: draft.requestId,
    visitId: draft.visitId,
    name: draft.name.trim(),
    email: filled(draft.email),
    company: filled(draft.company),
    hostId: draft.host?.id ?? null,
    visitorTypeId: draft.visitorTypeId ?? '',
    from: draft.expectedFrom === null ? null : startOf(draft, times, now),
    until: endOf(draft, times, now) ?? new Date(now).toISOString(),
  }
}

export function isUntouched(draft: Draft): boolean {
  return draft.name === '' && draft.email === '' && draft.company === '' && draft.host === null && draft.card === null
}
