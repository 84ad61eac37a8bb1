import type { ComplaintField } from '../../contract/complaints.ts'
import { DeskError } from '../../contract/errors.ts'
import { limits } from '../../contract/limits.ts'
import type { ParsedInput } from '../../contract/table.ts'
import type { Store } from '../../store/store.ts'
import type { Keys } from '../keys/keys.ts'
import type { Clock } from '../ports.ts'
import { optionalEmail } from '../support/text.ts'
import { checkedName, checkedUntil, recognisedBy, searchText } from './check.ts'
import type { VisitTable, VisitView } from './table.ts'
import type { VisitorTypes } from './visitor-types.ts'

const damaged = 'The disk changed what was written about this visit. Check the visitor out, and in again.'

/**
 * `visits.correct`: what Kisi refused of a visit is made right and asked for anew. The visitor, the visit, its keys and
 * the commands change in one transaction, or nothing does. Throws `invalid` with the field, or `conflict`.
 */
export function createCorrect(options: {
  store: Store
  visits: VisitTable
  keys: Keys
  visitorTypes: VisitorTypes
  clock: Clock
  mustExist(visitId: string): VisitView
}): (input: ParsedInput<'visits.correct'>) => void {
  const { store, visits, keys, visitorTypes, clock, mustExist } = options

  /** Whose visit it is from now on: the same visitor with another name, or one who is known by it already. */
  function visitorFor(row: VisitView, name: string, email: string | null): string {
    const recognition = recognisedBy(name, email)
    const known = recognition === null ? undefined : visits.visitorByRecognition(recognition)
    if (known === undefined || known.id === row.visitor_id) {
      visits.renameVisitor(row.visitor_id, name, email, recognition)
      return row.visitor_id
    }
    if (visits.isElsewhereOnSite(known.id, row.id)) {
      throw new DeskError('conflict', `${name} is already here. Check the earlier visit out first.`, 'name')
    }
    return known.id
  }

  return function correct(input) {
    const now = clock.now()
    store.transaction(() => {
      const row = mustExist(input.visitId)
      if (row.state !== 'on_site') throw new DeskError('conflict', `${row.name} is not here, so nothing is on its way.`)
      if (!visits.isSound(row.id)) throw new DeskError('conflict', damaged)
      const name = input.name === undefined ? row.name : checkedName(input.name)
      const email = input.email === undefined ? row.email : optionalEmail(input.email, 'email', limits.email)
      const until = input.until === undefined ? row.until_at : checkedUntil(input.until, now)
      const changes: Partial<Record<ComplaintField, boolean>> = {
        name: name !== row.name,
        email: email !== row.email,
        until: until !== row.until_at,
      }
      const fields = (Object.keys(changes) as ComplaintField[]).filter((field) => changes[field])
      if (fields.length === 0) {
        const given = (['name', 'email', 'until'] as const).find((field) => input[field] !== undefined)
        throw new DeskError('invalid', 'That is what Kisi refused. Change it first.', given)
      }
      const visitorId = fields.some((field) => field !== 'until') ? visitorFor(row, name, email) : row.visitor_id
      visits.correct(row.id, { visitorId, untilAt: until, folded: searchText(name, row.company, row.host_name) })
      if (visitorId !== row.visitor_id) visits.forgetVisitor(row.visitor_id)
      const margin = visitorTypes.mustExist(row.visitor_type_id).marginAfterMinutes * 60_000
      keys.correct({
        ...{ visitId: row.id, visitorId, visitorName: name, email, fields },
        validUntil: until === row.until_at ? null : until + margin,
      })
    })
  }
}
