import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createKeyTable } from '../../electron/desk/keys/table.ts'
import { decisiveTables, migrations } from '../../electron/desk/schema.ts'
import { createRowSeals, sealedTables } from '../../electron/desk/support/row-seals.ts'
import { createRecords } from '../../electron/queue/records.ts'
import { createQueueReader } from '../../electron/queue/reader.ts'
import { openSealKey } from '../../electron/queue/seal-key.ts'
import { StoreFailure } from '../../electron/store/failure.ts'
import { openStore, type Store } from '../../electron/store/store.ts'
import { createRandom } from '../fixtures/random.ts'
import { live } from './follow.ts'

export interface BitsResult {
  pages: number
  flips: number
  /** Not opened, with a sentence. */
  refused: number
  /** Opened from the newest sound copy. */
  restored: number
  /** Opened, and the record that the bit is in is shown as damaged. */
  shown: number
  /** Opened, and an index was made anew from its sound records. */
  mended: number
  /** Opened, and everything that decides what is sent is as it was: free space, or the copy of what Kisi knows. */
  harmless: number
  /** Opened, something is another, and nobody is told. */
  changed: number
  /** Ended in an error that is no sentence for a person. */
  broke: number
  complaints: string[]
}

interface Content {
  /** Every record that decides what is sent, found the ways the desk finds it. */
  records: Map<string, string>
  damaged: number
  mended: boolean
}

/** What the desk would act on: commands by number and by key, sealed rows, and the keys of each visit. */
function contentOf(store: Store, sealKey: string): Content {
  const { database } = store
  const seals = createRowSeals(database, sealKey)
  store.transaction(seals.sealOlder)
  const queue = createRecords(store, sealKey)
  queue.load()
  // What the desk does by itself in its first seconds.
  const mended = queue.lookAtDone(0, -1).lost > 0
  if (mended) store.transaction(() => queue.mendKeys(0, -1))
  const keys = createKeyTable(database, seals)
  const records = new Map<string, string>()
  let damaged = 0
  for (const command of createQueueReader(database, sealKey).all()) {
    if (command.damaged) damaged += 1
    records.set(`command ${command.id}`, JSON.stringify(command))
    const found = queue.byKey(command.key)
    records.set(`command of ${command.key}`, JSON.stringify({ ...found, nextTryAt: 0 }))
  }
  for (const table of sealedTables) {
    damaged += seals.look(table, 0, -1).damaged.length
    const rows = database.prepare(`SELECT * FROM "${table}"`).all() as Record<string, unknown>[]
    rows.forEach((row, index) =>
      records.set(`${table} ${String(row['id'] ?? row['name'] ?? index)}`, JSON.stringify(row)),
    )
    if (table !== 'visit') continue
    for (const { id } of rows) records.set(`keys of ${String(id)}`, JSON.stringify(keys.ofVisit(String(id))))
  }
  return { records, damaged, mended }
}

function firstDifference(one: Content, other: Content): string | null {
  for (const [name, text] of one.records) {
    const now = other.records.get(name)
    if (now !== text) return `${name} was ${text.slice(0, 300)} and is ${(now ?? 'gone').slice(0, 300)}`
  }
  for (const name of other.records.keys()) if (!one.records.has(name)) return `${name} is new`
  return null
}

/**
 * Flips bits of the records of a life, one at a time, some in every page, and opens them as the desk does: each must
 * be refused, restored from the copy beside it, shown as damaged, or make no difference.
 */
export async function flipBits(options: {
  folder: string
  kisi: { url: string; apiKey: string }
  seed: number
  /** Bits in each page. */
  perPage: number
  visits: number
  /** Only every so-many-th page, for a short form. */
  everyPage?: number
}): Promise<BitsResult> {
  const { folder, kisi, seed, perPage, visits, everyPage = 1 } = options
  const lived = join(folder, 'lived')
  const end = await live({ folder: lived, kisi, visits, seed, settle: 4000 })
  if (end.code !== 0) throw new Error(`The life that makes the records ended with ${end.code}: ${end.complaint}`)
  const file = join(lived, 'desk.db')
  const opening = { migrations, thorough: decisiveTables, now: Date.now() }
  const sealKey = openSealKey(join(lived, 'queue.key'))
  const sound = openStore({ file, ...opening })
  const before = contentOf(sound, sealKey)
  await sound.backUp(Date.now())
  sound.close()
  if (before.damaged > 0) throw new Error('The records are damaged before anything was flipped.')

  const bytes = readFileSync(file)
  const pageSize = bytes.readUInt16BE(16) === 1 ? 65_536 : bytes.readUInt16BE(16)
  const pages = bytes.length / pageSize
  const { next: random } = createRandom(seed)
  const result: BitsResult = {
    ...{ pages, flips: 0, refused: 0, restored: 0, shown: 0, mended: 0, harmless: 0, changed: 0, broke: 0 },
    complaints: [],
  }
  const data = join(folder, 'flipped')
  for (let page = 0; page < pages; page += everyPage) {
    for (let flip = 0; flip < perPage; flip++) {
      const bit = page * pageSize * 8 + Math.floor(random() * pageSize * 8)
      rmSync(data, { recursive: true, force: true })
      mkdirSync(data)
      copyFileSync(join(lived, 'queue.key'), join(data, 'queue.key'))
      cpSync(join(lived, 'backups'), join(data, 'backups'), { recursive: true })
      const flipped = Buffer.from(bytes)
      flipped[bit >> 3] = flipped[bit >> 3]! ^ (1 << (bit & 7))
      writeFileSync(join(data, 'desk.db'), flipped)
      result.flips += 1
      const outcome = openedAs(join(data, 'desk.db'))
      result[outcome.how] += 1
      if (outcome.complaint !== null && result.complaints.length < 20) {
        result.complaints.push(
          `bit ${bit & 7} of byte ${(bit >> 3) % pageSize} of page ${page + 1}: ${outcome.complaint}`,
        )
      }
    }
  }
  return result

  function openedAs(name: string): {
    how: 'refused' | 'restored' | 'shown' | 'mended' | 'harmless' | 'changed' | 'broke'
    complaint: string | null
  } {
    let store: Store
    try {
      store = openStore({ file: name, ...opening })
    } catch (error) {
      const how = error instanceof StoreFailure ? 'refused' : 'broke'
      return { how, complaint: how === 'broke' ? String(error) : null }
    }
    try {
      const now = contentOf(store, sealKey)
      const difference = firstDifference(before, now)
      if (store.restored !== null) {
        return difference === null
          ? { how: 'restored', complaint: null }
          : { how: 'changed', complaint: `restored, yet ${difference}` }
      }
      if (now.damaged > 0) return { how: 'shown', complaint: null }
      if (difference !== null) return { how: 'changed', complaint: difference }
      return { how: now.mended ? 'mended' : 'harmless', complaint: null }
    } catch (error) {
      return { how: 'broke', complaint: error instanceof Error ? (error.stack ?? error.message) : String(error) }
    } finally {
      store.close()
    }
  }
}
