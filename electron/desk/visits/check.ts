import { createHash } from 'node:crypto'
import { DeskError } from '../../contract/errors.ts'
import { fold } from '../../contract/fold.ts'
import { limits } from '../../contract/limits.ts'
import type { ParsedInput } from '../../contract/table.ts'
import { optionalEmail, optionalText, requiredText } from '../support/text.ts'

export interface CheckedDraft {
  requestId: string
  digest: string
  visitId: string | null
  name: string
  email: string | null
  company: string | null
  hostId: number
  visitorTypeId: string
  from: number | null
  until: number
}

/** A visit may be entered this long before it begins. */
const furthestDays = limits.visitDays

/** A visitor's name, tidied; throws `invalid` for one without a letter. */
export function checkedName(text: string): string {
  const name = requiredText(text, 'name', 'Type the visitor’s name.', limits.name)
  if (!/[\p{L}\p{N}]/u.test(name)) throw new DeskError('invalid', 'A name has at least one letter.', 'name')
  return name
}

/** When a visit ends, epoch milliseconds; throws `invalid` for an end that has passed or is too far off. */
export function checkedUntil(text: string, now: number): number {
  const until = Date.parse(text)
  if (until <= now) throw new DeskError('invalid', 'That time has passed. Choose a later one.', 'until')
  if (until - now > furthestDays * 86_400_000) {
    throw new DeskError('invalid', 'That is more than a year away. Choose an earlier day.', 'until')
  }
  return until
}

/**
 * Checks what was typed about a visit and answers it tidied, or throws `invalid` with the field and one sentence. The
 * digest tells the same request sent again from another one under the same id.
 */
export function checkDraft(
  draft: ParsedInput<'visits.expect'> & { cardIdentity?: string | null },
  now: number,
): CheckedDraft {
  const name = checkedName(draft.name)
  const email = optionalEmail(draft.email, 'email', limits.email)
  const company = optionalText(draft.company, 'company', limits.company)
  if (draft.hostId === null) throw new DeskError('invalid', 'Choose whom they came to see.', 'hostId')
  const from = draft.from === null ? null : Date.parse(draft.from)
  const until = checkedUntil(draft.until, now)
  if (from !== null && until <= from) throw new DeskError('invalid', 'The visit ends before it begins.', 'until')
  const content = JSON.stringify([
    draft.visitId,
    name,
    email,
    company,
    draft.hostId,
    draft.visitorTypeId,
    from,
    until,
    draft.cardIdentity ?? null,
  ])
  return {
    requestId: draft.requestId,
    digest: createHash('sha256').update(content).digest('hex'),
    visitId: draft.visitId,
    name,
    email,
    company,
    hostId: draft.hostId,
    visitorTypeId: draft.visitorTypeId,
    from,
    until,
  }
}

/** What a returning visitor is recognised by: e-mail and name together. Without an e-mail nobody is recognised. */
export function recognisedBy(name: string, email: string | null): string | null {
  return email === null ? null : `${email.toLowerCase()} ${fold(name)}`
}

export function searchText(name: string, company: string | null, hostName: string): string {
  return fold([name, company ?? '', hostName].join(' '))
}
