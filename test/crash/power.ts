import Sqlite from 'better-sqlite3'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { migrations } from '../../electron/desk/schema.ts'
import { readSealKey } from '../../electron/queue/seal-key.ts'
import { openStore } from '../../electron/store/store.ts'
import { createRandom } from '../fixtures/random.ts'
import { brokenPromises, readAcknowledgements } from './acknowledged.ts'
import { createDiskModel, type Loss } from './disk-model.ts'
import { live } from './follow.ts'
import { readTrace, type Change } from './trace.ts'

export interface PowerResult {
  changes: number
  promises: number
  states: number
  /** States in which something that had been acknowledged was gone. */
  lost: number
  /** States that could not be opened, or whose content is not whole. */
  corrupt: number
  /** The first few things that were wrong. */
  complaints: string[]
}

const NOTES = 'acknowledged.jsonl'

/**
 * Traces the writes of one life of a desk, then takes the power away at `states` moments spread over it: opens what a
 * disk with a cache and torn sectors could hold then, and asks for everything that had been acknowledged before.
 */
export async function losePower(options: {
  folder: string
  kisi: { url: string; apiKey: string }
  level: 'full' | 'normal'
  visits: number
  states: number
  seed: number
}): Promise<PowerResult> {
  const { folder, kisi, level, visits, states, seed } = options
  const data = join(folder, `life-${level}`)
  const trace = join(folder, `trace-${level}`)
  const end = await live({ folder: data, kisi, visits, level, seed, trace })
  if (end.code !== 0) throw new Error(`The life under trace ended with ${end.code}: ${end.complaint}`)
  const changes = readTrace(readFileSync(trace))
  const { next: random } = createRandom(seed)
  const result: PowerResult = {
    changes: changes.length,
    promises: end.acknowledged,
    states: 0,
    lost: 0,
    corrupt: 0,
    complaints: [],
  }
  const model = createDiskModel()
  const notes = notesIn(changes)
  let noted = ''
  const moments = changes.filter((change) => change.kind !== 'opened' && !isOf(change, notes)).length
  let due = 0
  const found = join(folder, 'found')

  for (const change of changes) {
    if (isOf(change, notes)) {
      if (change.kind === 'written') noted += change.bytes.toString()
      continue
    }
    model.apply(change)
    if (change.kind === 'opened') continue
    // Spread evenly, so that every part of the life has its share of the states.
    for (due += states / moments; due > 0.999; due -= 1) {
      lookAt(model.after(lossOf(result.states, random)), found, noted, result)
    }
  }
  return result
}

/** Now and then everything or nothing that was in the cache is kept; mostly each sector by chance. */
function lossOf(state: number, random: () => number): Loss {
  if (state % 10 === 0) return 'none'
  return state % 10 === 5 ? 'all' : random
}

function notesIn(changes: readonly Change[]): number {
  for (const change of changes) if (change.kind === 'opened' && change.name === NOTES) return change.file
  return -1
}

const isOf = (change: Change, file: number): boolean => 'file' in change && change.file === file

function lookAt(files: Map<string, Buffer>, folder: string, notes: string, result: PowerResult): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [name, bytes] of files) {
    if (name.startsWith('desk.db') || name.startsWith('queue.key')) writeFileSync(join(folder, name), bytes)
  }
  result.states += 1
  const promised = readAcknowledgements(notes)
  const complain = (what: string): void => {
    if (result.complaints.length < 5) result.complaints.push(`state ${result.states}: ${what}`)
  }
  try {
    const store = openStore({ file: join(folder, 'desk.db'), migrations, now: Date.now() })
    try {
      if (store.restored !== null) throw new Error(`the records were damaged: ${store.restored.damaged}`)
      const [verdict] = store.database.pragma('integrity_check(1)') as { integrity_check: string }[]
      const dangling = store.database.pragma('foreign_key_check') as unknown[]
      if (verdict?.integrity_check !== 'ok' || dangling.length > 0) {
        result.corrupt += 1
        complain(verdict?.integrity_check ?? `${dangling.length} dangling rows`)
        return
      }
      const broken = brokenPromises(store.database, readSealKey(join(folder, 'queue.key')), promised)
      if (broken.length > 0) {
        result.lost += 1
        complain(broken[0]!)
      }
    } finally {
      store.close()
    }
  } catch (error) {
    result.corrupt += 1
    complain(error instanceof Error ? error.message : String(error))
  }
}

/** The version SQLite calls itself, for the report. */
export const sqliteVersion = (): string =>
  (new Sqlite(':memory:').prepare('SELECT sqlite_version() AS version').get() as { version: string }).version
