import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createRecords } from '../../../../electron/queue/records.ts'
import { newSealKey } from '../../../../electron/queue/seal.ts'
import { queueMigrations } from '../../../../electron/queue/table.ts'
import { openStore, type Store } from '../../../../electron/store/store.ts'
import { temporaryFolder, temporaryStore } from '../../../fixtures/store.ts'

const command = (key: string) =>
  ({ key, kind: 'right.take', class: 'revoke', parameters: {}, subject: 'Amara', entities: [] }) as const

it('finds a finished command by its key again after the disk changed what leads to it, and notices a changed one', () => {
  const store = temporaryStore(queueMigrations)
  const records = createRecords(store, newSealKey())
  records.load()
  for (const key of ['first', 'second']) {
    const { id } = records.insert(command(key), 1, 1, 'boot')!
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

it('finds it by its key also where the index itself is damaged, and has that made anew at the next start alone', () => {
  const file = join(temporaryFolder(), 'desk.db')
  const open = () => openStore({ file, migrations: queueMigrations, now: 1 })
  const sealKey = newSealKey()
  const recordsOf = (store: Store) => {
    const records = createRecords(store, sealKey)
    records.load()
    return records
  }
  const before = open()
  const written = recordsOf(before)
  for (let index = 0; index < 3; index++) {
    const { id } = written.insert(command(`visit-${index}:right.take`), 1, 1, 'boot')!
    written.setState(id, { state: 'completed', at: 2, finished: true })
  }
  before.close()
  changeInIndex(file, 'visit-1:right.take')

  const store = open()
  const records = recordsOf(store)
  expect(records.byKey('visit-1:right.take')).toBeNull()
  expect(records.lookAtDone(0, 10).lost).toBeGreaterThan(0)
  expect(store.transaction(() => records.mendKeys(0, 10))).toBe(true)
  expect(records.byKey('visit-1:right.take')?.state).toBe('completed')
  expect(records.insert(command('visit-1:right.take'), 1, 1, 'boot')).toBeNull()
  expect(store.mended.tables).toEqual([])
  store.mendAtStart('command_done')
  store.close()

  const next = open()
  expect(next.mended.tables).toEqual(['command_done'])
  const mended = recordsOf(next)
  expect(mended.lookAtDone(0, 10).lost).toBe(0)
  expect(mended.byKey('visit-1:right.take')?.state).toBe('completed')
  next.close()
  const last = open()
  expect(last.mended.tables).toEqual([])
  last.close()
})

/** Changes a letter of a key where an index has it: on a page of that kind (0x0a, SQLite's file format 1.6). */
function changeInIndex(file: string, key: string): void {
  const bytes = readFileSync(file)
  const pageSize = bytes.readUInt16BE(16)
  let changed = 0
  for (let at = bytes.indexOf(key); at >= 0; at = bytes.indexOf(key, at + 1)) {
    if (bytes[Math.floor(at / pageSize) * pageSize] !== 0x0a) continue
    bytes[at + 6] = 'x'.charCodeAt(0)
    changed += 1
  }
  expect(changed).toBe(1)
  writeFileSync(file, bytes)
}
