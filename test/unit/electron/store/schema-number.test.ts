import Sqlite from 'better-sqlite3'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openStore } from '../../../../electron/store/store.ts'
import { temporaryFolder } from '../../../fixtures/store.ts'

const migrations = [{ id: '1', sql: 'CREATE TABLE note (text TEXT NOT NULL, until_at INTEGER)' }]
const more = [...migrations, { id: '2', sql: 'ALTER TABLE note ADD COLUMN seal TEXT' }]

/** One bit of the first page, in which the schema lies as text: `until_at` becomes `until_au`. */
function flipColumn(file: string): void {
  const bytes = readFileSync(file)
  const place = bytes.indexOf('until_at')
  expect(place).toBeGreaterThan(0)
  bytes[place + 7] = bytes[place + 7]! ^ 1
  writeFileSync(file, bytes)
}

it('notices a schema of which the disk flipped a bit, and goes back to the copy', async () => {
  const file = join(temporaryFolder(), 'desk.db')
  const store = openStore({ file, migrations, now: 1 })
  await store.backUp(2)
  store.close()
  flipColumn(file)
  const restored = openStore({ file, migrations, now: 3 })
  expect(restored.restored?.from.at).toBe(2)
  restored.database.prepare('SELECT until_at FROM note').all()
  restored.close()
})

it('takes a migration for what it is, also one that was interrupted, and numbers older records', () => {
  const file = join(temporaryFolder(), 'desk.db')
  openStore({ file, migrations, now: 1 }).close()
  openStore({ file, migrations: more, now: 2 }).close()
  const again = openStore({ file, migrations: more, now: 3 })
  expect(again.restored).toBeNull()
  again.close()
  const broken = [...more, { id: '3', sql: 'CREATE TABLE other (id INTEGER); NO SUCH STATEMENT' }]
  expect(() => openStore({ file, migrations: broken, now: 4 })).toThrow()
  const numberOf = (): unknown => {
    const database = new Sqlite(file)
    const number = database.pragma('user_version', { simple: true })
    database.close()
    return number
  }
  expect(numberOf()).toBe(0) // as records have it that were written before the schema had a number
  const last = openStore({ file, migrations: more, now: 5 })
  expect(last.restored).toBeNull()
  last.close()
  expect(numberOf()).not.toBe(0)
})
