import Sqlite from 'better-sqlite3'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createRecords } from '../../../../electron/queue/records.ts'
import { queueMigrations } from '../../../../electron/queue/table.ts'
import { openStore } from '../../../../electron/store/store.ts'
import { temporaryFolder } from '../../../fixtures/store.ts'

it('takes over the commands of a desk that kept them in one table, with their order, states and history', () => {
  const file = join(temporaryFolder(), 'desk.db')
  openStore({ file, migrations: queueMigrations.slice(0, 1), now: 0 }).close()
  const old = new Sqlite(file)
  const insert = old.prepare(`
    INSERT INTO command (id, key, kind, class, priority, parameters, subject, object, visit_id, entities, state, tries,
      enqueued_at, enqueued_monotonic, boot, next_try_at, expires_at, sent_at, problem, result, finished_at)
    VALUES (?, ?, ?, ?, 1, '{"keyId":"k"}', 'Amara', 'Card', 'v', '["visit:v","card:1"]', ?, 2, 5, 6.5, 'b', 7, 8, ?,
      'why', ?, ?)`)
  insert.run(1, 'done', 'card.give', 'grant', 'completed', 9, '{"assignmentId":3}', 10)
  insert.run(2, 'open', 'card.take', 'revoke', 'unknown', 9, null, null)
  insert.run(3, 'later', 'card.give', 'grant', 'queued', null, null, null)
  old.exec(`INSERT INTO command_history VALUES (1, 9, 'processing', NULL), (1, 10, 'completed', NULL)`)
  old.close()
  const store = openStore({ file, migrations: queueMigrations, now: 0 })
  onTestFinished(() => store.close())
  const records = createRecords(store, 'ab'.repeat(32))
  records.load()
  expect(records.byKey('done')).toMatchObject({
    id: 1,
    kind: 'card.give',
    state: 'completed',
    result: { assignmentId: 3 },
    finishedAt: 10,
    history: [
      { at: 9, state: 'processing', reason: null },
      { at: 10, state: 'completed', reason: null },
    ],
  })
  expect(records.byKey('open')).toMatchObject({
    id: 2,
    class: 'revoke',
    state: 'unknown',
    parameters: { keyId: 'k' },
    entities: ['visit:v', 'card:1'],
    subject: 'Amara',
    visitId: 'v',
    tries: 2,
    enqueuedMonotonic: 6.5,
    expiresAt: 8,
    sentAt: 9,
    problem: 'why',
    damaged: false,
  })
  expect(records.list('waiting', 10, 0).map(({ key }) => key)).toEqual(['open', 'later'])
  expect(records.line.nextReady(100)).toBe(2)
  expect(records.keyWasLost()).toBe(false)
})
