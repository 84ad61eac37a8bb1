import { expect, it } from 'vitest'
import { migrations } from '../../../../../electron/desk/schema.ts'
import { searchText } from '../../../../../electron/desk/visits/check.ts'
import { createRowSeals } from '../../../../../electron/desk/support/row-seals.ts'
import { createVisitTable } from '../../../../../electron/desk/visits/table.ts'
import { newSealKey } from '../../../../../electron/queue/seal.ts'
import { temporaryStore } from '../../../../fixtures/store.ts'

const hour = 3_600_000
const now = Date.UTC(2026, 9, 14, 9)

it('finds whoever is here first, then the visit nearest to now, by any part of a name and without its accents', () => {
  const { database } = temporaryStore(migrations)
  const table = createVisitTable(database, createRowSeals(database, newSealKey()))
  const add = (id: string, name: string, fromAt: number, state: 'expected' | 'on_site'): void => {
    table.insertVisitor({ id, name, email: null, company: null, guest_id: null }, null)
    table.insert({
      id,
      requestId: id,
      digest: '',
      visitorId: id,
      hostId: 1,
      hostName: 'Tomasz Wiśniewski',
      visitorTypeId: 'guest',
      state,
      fromAt,
      untilAt: fromAt + hour,
      checkedInAt: state === 'on_site' ? fromAt : null,
      folded: searchText(name, null, 'Tomasz Wiśniewski'),
      createdAt: now,
    })
  }
  add('tonight', 'Renáta Balážová', now + 9 * hour, 'expected')
  add('soon', 'Renáta Balážová', now + hour, 'expected')
  add('here', 'Renata Bala', now - 5 * hour, 'on_site')
  add('other', 'Suharto', now, 'expected')
  expect(table.search('bala', 10, now).map((visit) => visit.id)).toEqual(['here', 'soon', 'tonight'])
  expect(table.search('wisniew', 2, now).map((visit) => visit.id)).toEqual(['here', 'other'])
})
