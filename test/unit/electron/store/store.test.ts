import Sqlite from 'better-sqlite3'
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { DeskError } from '../../../../electron/contract/errors.ts'
import { openStore } from '../../../../electron/store/store.ts'
import { temporaryFolder, temporaryStore } from '../../../fixtures/store.ts'

/** A disk of half a megabyte of its own, where this machine lets us mount one. */
const smallDisk = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-small-'))
  const mounted =
    process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder]).status === 0
  if (!mounted) rmSync(folder, { recursive: true })
  return mounted ? folder : null
})()
afterAll(() => {
  if (smallDisk === null) return
  spawnSync('umount', [smallDisk])
  rmSync(smallDisk, { recursive: true, force: true })
})

const notes = [{ id: '1-notes', sql: 'CREATE TABLE note (text TEXT NOT NULL)' }]
const open = (file: string, migrations = notes) => openStore({ file, migrations, now: 0 })

describe('opening the records', () => {
  it('answers FULL for synchronous after the first write, in WAL mode', () => {
    const store = temporaryStore(notes)
    store.transaction(() => void store.database.prepare('INSERT INTO note VALUES (?)').run('a'))
    expect(store.database.pragma('synchronous', { simple: true })).toBe(2)
    expect(store.database.pragma('journal_mode', { simple: true })).toBe('wal')
  })

  it('uses a SQLite without the WAL-reset bug of versions before 3.51.3', () => {
    const store = temporaryStore(notes)
    const { version } = store.database.prepare('SELECT sqlite_version() AS version').get() as { version: string }
    const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
    expect(major * 1_000_000 + minor * 1000 + patch).toBeGreaterThanOrEqual(3_051_003)
  })

  it('runs each migration once and keeps what was written', () => {
    const file = join(temporaryFolder(), 'desk.db')
    const first = open(file)
    first.transaction(() => void first.database.prepare('INSERT INTO note VALUES (?)').run('kept'))
    first.close()
    const second = open(file, [...notes, { id: '2-more', sql: 'ALTER TABLE note ADD COLUMN more TEXT' }])
    expect(second.database.prepare('SELECT * FROM note').all()).toEqual([{ text: 'kept', more: null }])
    second.close()
  })

  it('refuses records of a newer version and leaves them as they were', () => {
    const file = join(temporaryFolder(), 'desk.db')
    open(file, [...notes, { id: '9-future', sql: 'CREATE TABLE future (x)' }]).close()
    const before = readFileSync(file)
    expect(() => open(file)).toThrow(/newer Frontdesk/)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('refuses a file that is not a database, in one sentence, and leaves it as it was', () => {
    const file = join(temporaryFolder(), 'desk.db')
    writeFileSync(file, 'this is a shopping list, not a database '.repeat(500))
    expect(() => open(file)).toThrow(/damaged\. Nothing was changed/)
    expect(readFileSync(file, 'utf8')).toContain('shopping list')
  })

  it('refuses a database with torn pages', () => {
    const file = join(temporaryFolder(), 'desk.db')
    const store = open(file)
    store.transaction(() => {
      for (let index = 0; index < 2000; index++)
        store.database.prepare('INSERT INTO note VALUES (?)').run(`note ${index}`)
    })
    store.close()
    const bytes = readFileSync(file)
    bytes.fill(0x5a, 4096, 4096 * 6)
    writeFileSync(file, bytes)
    expect(() => open(file)).toThrow(/damaged/)
  })

  it('says so when a second desk is started on the same records', () => {
    const file = join(temporaryFolder(), 'desk.db')
    const first = open(file)
    expect(() => open(file)).toThrow(/already running with these records/)
    first.close()
    open(file).close()
  })

  it('says so when its folder is a file', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'data'), '')
    expect(() => open(join(folder, 'data', 'desk.db'))).toThrow(/can't be written/)
  })

  it.runIf(process.platform === 'linux')('says so when the folder takes no files, even from root', () => {
    expect(() => open('/proc/desk.db')).toThrow(/can't be written/)
  })
})

describe('a transaction', () => {
  it('keeps nothing of work that throws', () => {
    const store = temporaryStore(notes)
    expect(() =>
      store.transaction(() => {
        store.database.prepare('INSERT INTO note VALUES (?)').run('half')
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(store.database.prepare('SELECT * FROM note').all()).toEqual([])
  })

  it('turns a full disk into a refusal that names the mend, and keeps what was there', () => {
    const store = temporaryStore(notes)
    store.transaction(() => void store.database.prepare('INSERT INTO note VALUES (?)').run('before'))
    const pages = store.database.pragma('page_count', { simple: true }) as number
    store.database.pragma(`max_page_count = ${pages}`)
    const refusal = (() => {
      try {
        store.transaction(() => void store.database.prepare('INSERT INTO note VALUES (?)').run('x'.repeat(100_000)))
        return null
      } catch (error) {
        return error
      }
    })()
    expect(refusal).toBeInstanceOf(DeskError)
    expect((refusal as DeskError).code).toBe('storage')
    expect((refusal as DeskError).message).toMatch(/disk is full.*Free some space/)
    expect(store.database.prepare('SELECT count(*) AS count FROM note').get()).toEqual({ count: 1 })
  })

  it.runIf(smallDisk !== null)('on a disk that is really full says so at start and while running', () => {
    const folder = smallDisk!
    const file = join(folder, 'data', 'desk.db')
    const fill = (): void => {
      for (let bytes = 64 * 1024; bytes >= 4096; bytes /= 2) {
        try {
          for (;;) appendFileSync(join(folder, 'others'), Buffer.alloc(bytes))
        } catch {
          continue // no room for that much: smaller pieces
        }
      }
    }
    const store = open(file)
    store.transaction(() => void store.database.prepare('INSERT INTO note VALUES (?)').run('before'))
    fill()
    expect(() =>
      store.transaction(() => void store.database.prepare('INSERT INTO note VALUES (?)').run('x'.repeat(200_000))),
    ).toThrow(/disk is full.*Free some space/)
    expect(store.database.prepare('SELECT text FROM note').all()).toEqual([{ text: 'before' }])
    store.close()
    fill()
    rmSync(join(folder, 'data'), { recursive: true })
    fill()
    expect(() => open(file)).toThrow(/disk that holds .* is full\. Free some space/)
  })

  it('refuses in a sentence when the records have become read-only', () => {
    const file = join(temporaryFolder(), 'desk.db')
    const store = open(file)
    onTestFinished(() => store.close())
    store.database.pragma('query_only = 1')
    expect(() => store.transaction(() => void store.database.prepare('INSERT INTO note VALUES (?)').run('a'))).toThrow(
      /can’t be written/,
    )
  })
})

it('a plain reader may look at the records while a desk has them', () => {
  const file = join(temporaryFolder(), 'desk.db')
  const store = open(file)
  onTestFinished(() => store.close())
  const reader = new Sqlite(file, { readonly: true })
  expect(reader.prepare('SELECT count(*) AS count FROM note').get()).toEqual({ count: 0 })
  reader.close()
})
