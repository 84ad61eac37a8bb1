import { expect, it } from 'vitest'
import { createRecords } from '../../../../electron/queue/records.ts'
import { newSealKey } from '../../../../electron/queue/seal.ts'
import { queueMigrations } from '../../../../electron/queue/table.ts'
import { temporaryStore } from '../../../fixtures/store.ts'

it('finds a finished command by its key again after the disk changed what leads to it, and notices a changed one', () => {
  const store = temporaryStore(queueMigrations)
  const records = createRecords(store, newSealKey())
  records.load()
  for (const key of ['first', 'second']) {
    const command = {
      key,
      kind: 'right.take',
      class: 'revoke',
      parameters: {},
      subject: 'Amara',
      entities: [],
    } as const
    const { id } = records.insert(command, 1, 1, 'boot')!
    records.setState(id, { state: 'completed', at: 2, finished: true })
  }
  expect(records.lookAtDone(0, 10)).toEqual({ damaged: [], lost: 0, next: null })
  store.database.prepare(`UPDATE command_done SET key = 'firsu' WHERE key = 'first'`).run()
  expect(records.byKey('first')).toBeNull()
  expect(records.lookAtDone(0, 10)).toEqual({ damaged: [], lost: 1, next: null })
  store.transaction(() => records.mendKeys(0, 10))
  expect(records.lookAtDone(0, 10).lost).toBe(0)
  expect(records.byKey('first')?.state).toBe('completed')

  store.database.prepare(`UPDATE command_done SET body = replace(body, 'Amara', 'Amarb') WHERE key = 'second'`).run()
  const { damaged, lost } = records.lookAtDone(0, 1)
  expect([damaged.length, lost]).toEqual([0, 0])
  expect(records.lookAtDone(1, 10).damaged.map(({ damaged: is }) => is)).toEqual([true])
})
