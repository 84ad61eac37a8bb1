import { DeskError } from '../../contract/errors.ts'
import { fold } from '../../contract/fold.ts'
import type { Handlers, ParsedInput } from '../../contract/table.ts'
import type { Visit, VisitDetail } from '../../contract/visits.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { Store } from '../../store/store.ts'
import type { Cards } from '../cards/cards.ts'
import type { Keys } from '../keys/keys.ts'
import type { KeyTable } from '../keys/table.ts'
import type { MatterTable } from '../matters/table.ts'
import type { Clock } from '../ports.ts'
import { dayOf } from '../support/day.ts'
import { fitting } from '../support/fit.ts'
import type { Emit } from '../support/emitter.ts'
import { createCorrect } from './correct.ts'
import { checkDraft, recognisedBy, searchText, type CheckedDraft } from './check.ts'
import type { VisitTable, VisitView } from './table.ts'
import type { VisitorTypes } from './visitor-types.ts'
import { detailOf, keyOf, visitOf, type LastDoor } from './view.ts'

export interface Visits {
  handlers: VisitHandlers
  /** Checks out who is on site, or does nothing for who has left. Inside the caller's transaction; `changed` after it. */
  leave(visitId: string): void
  /** Says that the visit changed, and answers it. */
  changed(visitId: string): VisitDetail
}

type VisitHandlers = Pick<
  Handlers,
  | 'visits.list'
  | 'visits.get'
  | 'visits.search'
  | 'visits.check_in'
  | 'visits.expect'
  | 'visits.check_out'
  | 'visits.cancel'
  | 'visits.correct'
>

/** The life of a visit: expected, on site, left; what it hands out and takes back goes through `keys`. */
export function createVisits(options: {
  store: Store
  visits: VisitTable
  keyTable: KeyTable
  keys: Keys
  cards: Cards
  visitorTypes: VisitorTypes
  mirror(): Mirror
  timeZone(): string | null
  lastDoor(visit: VisitView): LastDoor | null
  matters: Pick<MatterTable, 'isOfVisit' | 'keysOfVisit'>
  clock: Clock
  randomId: () => string
  emit: Emit
}): Visits {
  const { store, visits, keyTable, keys, cards, visitorTypes, mirror, clock, randomId, emit } = options

  function mustExist(visitId: string): VisitView {
    const row = visits.byId(visitId)
    if (row === undefined) throw new DeskError('not_found', 'That visit is not in the records any more.')
    return row
  }

  const briefly = (row: VisitView, all = keyTable.ofVisit(row.id)): Visit =>
    visitOf(row, all, clock.now(), options.lastDoor(row), options.matters.isOfVisit(row.id))

  function detail(visitId: string): VisitDetail {
    const row = mustExist(visitId)
    const rights = keyTable.ofVisit(visitId)
    const groupId = rights.find((key) => key.kind === 'right')?.group_id ?? null
    const doors = groupId === null ? [] : (mirror().group(groupId)?.doors ?? [])
    const now = clock.now()
    const doubted = options.matters.keysOfVisit(visitId)
    return detailOf(
      briefly(row, rights),
      rights.map((key) => keyOf(key, doors, now, doubted.includes(key.id))),
      visits.earlierVisits(row.visitor_id, row.id),
      keys.refusalsOf(visitId),
    )
  }

  function hostName(hostId: number): string {
    const host = mirror().person('user', hostId)
    if (host === null)
      throw new DeskError('invalid', 'That person is not in Kisi any more. Choose another host.', 'hostId')
    return host.name
  }

  function visitorFor(draft: CheckedDraft): string {
    const recognition = recognisedBy(draft.name, draft.email)
    const known = recognition === null ? undefined : visits.visitorByRecognition(recognition)
    if (known !== undefined) {
      visits.updateVisitor(known.id, draft.name, draft.company ?? known.company)
      return known.id
    }
    const id = randomId()
    visits.insertVisitor(
      { id, name: draft.name, email: draft.email, company: draft.company, guest_id: null },
      recognition,
    )
    return id
  }

  /** The same request again is the same visit; other details under the same id are refused. */
  function alreadyMade(draft: CheckedDraft): string | null {
    const known = visits.byRequest(draft.requestId)
    if (known === undefined) return null
    if (known.request_digest === draft.digest) return known.id
    throw new DeskError('conflict', 'This was already saved once with other details. Open the visit to change it.')
  }

  function write(draft: CheckedDraft, state: 'expected' | 'on_site', now: number): { id: string; visitorId: string } {
    const id = draft.visitId ?? randomId()
    if (draft.visitId !== null) {
      const row = mustExist(draft.visitId)
      if (row.state !== 'expected') {
        throw new DeskError('conflict', `${row.name} is not expected any more: someone has dealt with this visit.`)
      }
    }
    const host = hostName(draft.hostId)
    visitorTypes.mustExist(draft.visitorTypeId)
    const visitorId = visitorFor(draft)
    const row = {
      id,
      requestId: draft.requestId,
      digest: draft.digest,
      visitorId,
      hostId: draft.hostId,
      hostName: host,
      visitorTypeId: draft.visitorTypeId,
      state,
      fromAt: draft.from ?? now,
      untilAt: draft.until,
      checkedInAt: state === 'on_site' ? now : null,
      folded: searchText(draft.name, draft.company, host),
      createdAt: now,
    }
    if (draft.visitId === null) visits.insert(row)
    else visits.arrive(row)
    return { id, visitorId }
  }

  function checkIn(input: ParsedInput<'visits.check_in'>): string {
    const now = clock.now()
    const draft = checkDraft(input, now)
    return store.transaction(() => {
      const made = alreadyMade(draft)
      if (made !== null) return made
      const { id, visitorId } = write(draft, 'on_site', now)
      if (visits.isElsewhereOnSite(visitorId, id)) {
        throw new DeskError('conflict', `${draft.name} is already here. Check the earlier visit out first.`, 'name')
      }
      const card = input.cardIdentity === null ? null : cards.mustBeFree(input.cardIdentity)
      if (card !== null) cards.mustHaveNone(visits.visitor(visitorId), card.identity)
      const type = visitorTypes.mustExist(draft.visitorTypeId)
      if (type.groupId !== null) {
        keys.issue(
          {
            visitId: id,
            visitorId,
            visitorName: draft.name,
            email: draft.email,
            group: { id: type.groupId, name: type.groupName ?? String(type.groupId) },
            validFrom: now - type.marginBeforeMinutes * 60_000,
            validUntil: draft.until + type.marginAfterMinutes * 60_000,
            card,
          },
          now,
        )
      } else if (card !== null) {
        throw new DeskError(
          'invalid',
          `${type.name} opens no doors yet, so a card would do nothing. Choose its group under Visitor types.`,
          'visitorTypeId',
        )
      }
      return id
    })
  }

  function changed(visitId: string): VisitDetail {
    emit('visits.changed', { visitIds: [visitId] })
    return detail(visitId)
  }

  function leave(visitId: string): void {
    const row = mustExist(visitId)
    if (row.state === 'left') return
    if (row.state !== 'on_site') throw new DeskError('conflict', `${row.name} is not here, so can’t be checked out.`)
    const now = clock.now()
    visits.setLeft(visitId, now)
    keys.revokeAll(visitId, now)
  }

  const correct = createCorrect({ store, visits, keys, visitorTypes, clock, mustExist })

  const handlers: VisitHandlers = {
    'visits.list': (input) => {
      const now = clock.now()
      const span = { ...dayOf(now, options.timeZone()), now }
      return {
        visits: fitting(visits.list(input.list, span, input.limit, input.offset).map((row) => briefly(row))),
        total: visits.count(input.list, span),
        counts: {
          expected: visits.count('expected', span),
          on_site: visits.count('on_site', span),
          left: visits.count('left', span),
          no_show: visits.count('no_show', span),
        },
      }
    },
    'visits.get': ({ visitId }) => detail(visitId),
    'visits.search': ({ query, limit }) => {
      const folded = fold(query).trim()
      return {
        visits: folded === '' ? [] : fitting(visits.search(folded, limit, clock.now()).map((row) => briefly(row))),
      }
    },
    'visits.check_in': (input) => changed(checkIn(input)),
    'visits.expect': (input) => {
      const now = clock.now()
      const draft = checkDraft(input, now)
      const id = store.transaction(() => alreadyMade(draft) ?? write(draft, 'expected', now).id)
      return changed(id)
    },
    'visits.check_out': ({ visitId }) => {
      store.transaction(() => leave(visitId))
      return changed(visitId)
    },
    'visits.correct': (input) => {
      correct(input)
      return changed(input.visitId)
    },
    'visits.cancel': ({ visitId }) => {
      store.transaction(() => {
        const row = mustExist(visitId)
        if (row.state === 'cancelled') return
        if (row.state !== 'expected')
          throw new DeskError('conflict', `${row.name} is here already. Check them out instead.`)
        visits.setCancelled(visitId)
      })
      return changed(visitId)
    },
  }
  return { handlers, leave, changed }
}
