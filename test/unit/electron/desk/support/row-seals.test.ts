import { expect, it } from 'vitest'
import { createKeyTable } from '../../../../../electron/desk/keys/table.ts'
import { migrations } from '../../../../../electron/desk/schema.ts'
import { createRowSeals } from '../../../../../electron/desk/support/row-seals.ts'
import { createVisitTable } from '../../../../../electron/desk/visits/table.ts'
import { newSealKey } from '../../../../../electron/queue/seal.ts'
import { temporaryStore } from '../../../../fixtures/store.ts'

function records(sealKey = newSealKey()) {
  const { database } = temporaryStore(migrations)
  const seals = createRowSeals(database, sealKey)
  seals.sealOlder()
  const visits = createVisitTable(database, seals)
  const keys = createKeyTable(database, seals)
  visits.insertVisitor({ id: 'v', name: 'Amara', email: null, company: null, guest_id: null }, null)
  visits.insert({
    ...{ id: 'visit', requestId: 'r', digest: 'd', visitorId: 'v', hostId: 1, hostName: 'Tomasz', state: 'on_site' },
    ...{ visitorTypeId: 'guest', fromAt: 1, untilAt: 2, checkedInAt: 1, folded: 'amara', createdAt: 1 },
  })
  const key = { id: 'k', visitId: 'visit', kind: 'right' as const, label: 'Visitors', groupId: 7, identity: null }
  keys.insert({ ...key, validFrom: 1, validUntil: 2, askedAt: 1 })
  const damagedIn = (table: 'key' | 'visit' | 'visitor' | 'visitor_type') => seals.look(table, 0, 100).damaged.length
  return { database, seals, visits, keys, damagedIn, sealKey }
}

it('reads a key that the disk changed as failed and damaged, and never writes over it', () => {
  const { database, keys, damagedIn } = records()
  keys.opened('k', 5, 'Right on Visitors')
  expect(keys.byId('k')).toMatchObject({ state: 'open', damaged: false })
  database.prepare('UPDATE key SET group_id = 6').run()
  expect(keys.byId('k')).toMatchObject({ state: 'failed', damaged: true })
  keys.closed('k', 9, 'Right gone')
  expect(database.prepare('SELECT state, closed_at FROM key').get()).toEqual({ state: 'open', closed_at: null })
  expect(damagedIn('key')).toBe(1)
})

it('keeps noting who left also in a visit that the disk changed, which stays damaged', () => {
  const { database, visits, damagedIn } = records()
  visits.setGuest('v', 42)
  expect([visits.isSound('visit'), damagedIn('visit'), damagedIn('visitor')]).toEqual([true, 0, 0])
  database.prepare('UPDATE visit SET until_at = 3').run()
  visits.setLeft('visit', 8)
  expect(visits.byId('visit')?.state).toBe('left')
  expect([visits.isSound('visit'), damagedIn('visit')]).toEqual([false, 1])
})

it('does not trust a visit whose visitor the disk made another guest', () => {
  const { database, visits } = records()
  visits.setGuest('v', 42)
  database.prepare('UPDATE visitor SET guest_id = 43').run()
  expect(visits.isSound('visit')).toBe(false)
})

it('seals what an older desk wrote once, and never what was changed after that', () => {
  const { database, damagedIn, seals, sealKey } = records()
  database.prepare(`UPDATE key SET seal = ''`).run()
  database.prepare(`DELETE FROM row_seal WHERE name = 'key'`).run()
  expect(damagedIn('key')).toBe(1)
  seals.sealOlder()
  expect(damagedIn('key')).toBe(0)
  database.prepare('UPDATE key SET valid_until = 9').run()
  createRowSeals(database, sealKey).sealOlder()
  expect(damagedIn('key')).toBe(1)
})

it('takes a damaged proof for what it is: the rows are not sealed anew', () => {
  const { database, damagedIn, seals, visits } = records()
  visits.insertVisitor({ id: 'w', name: 'Minh Khai', email: null, company: null, guest_id: null }, null)
  database.prepare(`UPDATE visitor SET guest_id = 43 WHERE id = 'v'`).run()
  database.prepare(`UPDATE row_seal SET proof = 'x'`).run()
  seals.sealOlder()
  expect(damagedIn('visitor')).toBe(1)
})
