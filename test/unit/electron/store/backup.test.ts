import Sqlite from 'better-sqlite3'
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { copiesOf } from '../../../../electron/store/backup.ts'
import { ballastBytes, createBallast } from '../../../../electron/store/ballast.ts'
import { openStore, type Store } from '../../../../electron/store/store.ts'
import { temporaryFolder } from '../../../fixtures/store.ts'

const hour = 3_600_000
const start = Date.UTC(2026, 9, 14, 7, 42)
const notes = [{ id: '1-notes', sql: 'CREATE TABLE note (text TEXT NOT NULL)' }]
const open = (file: string, now = start, migrations = notes) => openStore({ file, migrations, now })
const write = (store: Store, text: string): void =>
  store.transaction(() => void store.database.prepare('INSERT INTO note VALUES (?)').run(text))
const read = (store: Store) => store.database.prepare('SELECT text FROM note').pluck().all()

function damage(file: string): void {
  const bytes = readFileSync(file)
  bytes.fill(0x5a, 100, 8192)
  writeFileSync(file, bytes)
}

describe('copies of the records', () => {
  it('hold what was written when they were made, and are sound', async () => {
    const file = join(temporaryFolder(), 'desk.db')
    const store = open(file)
    onTestFinished(() => store.close())
    write(store, 'before')
    const copy = await store.backUp(start)
    write(store, 'after')
    const reader = new Sqlite(copy!.file, { readonly: true })
    expect(reader.prepare('SELECT text FROM note').pluck().all()).toEqual(['before'])
    expect(reader.pragma('integrity_check', { simple: true })).toBe('ok')
    reader.close()
  })

  it('of large records are made a little at a time, and hold what was written meanwhile', async () => {
    const file = join(temporaryFolder(), 'desk.db')
    const store = open(file)
    onTestFinished(() => store.close())
    store.transaction(() => {
      for (let row = 0; row < 600; row++) write(store, 'x'.repeat(40_000))
    })
    let copied: Awaited<ReturnType<Store['backUp']>> | undefined
    void store.backUp(start).then((made) => (copied = made))
    let turns = 0
    while (copied === undefined) {
      write(store, `while ${++turns}`)
      await new Promise((resolve) => setImmediate(resolve))
    }
    const reader = new Sqlite(copied!.file, { readonly: true })
    expect(reader.pragma('integrity_check', { simple: true })).toBe('ok')
    const texts = reader.prepare('SELECT text FROM note').pluck().all() as string[]
    expect(texts.filter((text) => text.startsWith('x'))).toHaveLength(600)
    expect(texts).toContain('while 1')
    expect(turns).toBeGreaterThan(40) // 6,000 pages, 128 a turn
    reader.close()
  })

  it('are thinned out: the six newest stay, and the last of each of seven days', async () => {
    const file = join(temporaryFolder(), 'desk.db')
    const store = open(file)
    onTestFinished(() => store.close())
    for (let index = 0; index < 30; index++) await store.backUp(start + index * 8 * hour)
    const kept = copiesOf(file)
    expect(kept.slice(0, 6).map(({ at }) => (at - start) / hour / 8)).toEqual([29, 28, 27, 26, 25, 24])
    expect(new Set(kept.map(({ at }) => new Date(at).toISOString().slice(0, 10))).size).toBe(7)
    expect(kept.length).toBeLessThan(13)
  })

  it('are made before a migration, and not for records that are new', () => {
    const file = join(temporaryFolder(), 'desk.db')
    const first = open(file)
    write(first, 'old')
    first.close()
    expect(copiesOf(file)).toEqual([])
    open(file, start + hour, [...notes, { id: '2-drop', sql: 'DROP TABLE note' }]).close()
    const reader = new Sqlite(copiesOf(file)[0]!.file, { readonly: true })
    expect(reader.prepare('SELECT text FROM note').pluck().all()).toEqual(['old'])
    reader.close()
  })
})

describe('damaged records', () => {
  it('are replaced by the newest sound copy, and kept aside as they are', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'desk.db')
    const store = open(file)
    write(store, 'old')
    await store.backUp(start)
    write(store, 'newer')
    await store.backUp(start + hour)
    write(store, 'lost')
    await store.backUp(start + 2 * hour)
    store.close()
    damage(file)
    damage(copiesOf(file)[0]!.file)
    const damaged = readFileSync(file)
    const again = open(file, start + 3 * hour)
    onTestFinished(() => again.close())
    expect(again.restored?.from.at).toBe(start + hour)
    expect(read(again)).toEqual(['old', 'newer'])
    expect(readFileSync(join(folder, again.restored!.damaged)).equals(damaged)).toBe(true)
  })

  it('without a sound copy are refused and left as they were', async () => {
    const file = join(temporaryFolder(), 'desk.db')
    const store = open(file)
    write(store, 'old')
    await store.backUp(start)
    store.close()
    damage(file)
    damage(copiesOf(file)[0]!.file)
    const before = readFileSync(file)
    expect(() => open(file)).toThrow(/damaged\. Nothing was changed/)
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  it('are not what is found when everything is well', () => {
    const file = join(temporaryFolder(), 'desk.db')
    open(file).close()
    const store = open(file)
    onTestFinished(() => store.close())
    expect(store.restored).toBeNull()
  })
})

describe('the ballast', () => {
  it('lies beside the records and takes its space in full', () => {
    const folder = temporaryFolder()
    const store = open(join(folder, 'desk.db'))
    onTestFinished(() => store.close())
    expect(readdirSync(folder)).toContain('ballast')
    expect(statSync(join(folder, 'ballast')).size).toBe(ballastBytes)
    expect(store.short).toBe(false)
  })

  it('is given up on the first full disk, and the work is done once more', () => {
    const folder = temporaryFolder()
    const store = open(join(folder, 'desk.db'))
    onTestFinished(() => store.close())
    let tries = 0
    store.transaction(() => {
      write(store, 'done')
      if ((tries += 1) === 1) throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' })
    })
    expect([tries, read(store), store.short]).toEqual([2, ['done'], true])
    expect(existsSync(join(folder, 'ballast'))).toBe(false)
    expect(store.makeRoom()).toBe(true)
    expect([store.short, existsSync(join(folder, 'ballast'))]).toEqual([false, true])
  })

  it('can only be given up once', () => {
    const file = join(temporaryFolder(), 'ballast')
    const ballast = createBallast(file)
    expect([ballast.giveUp(), ballast.make(), ballast.giveUp(), ballast.giveUp()]).toEqual([false, true, true, false])
    rmSync(file, { force: true })
  })
})
