import Sqlite, { type Database } from 'better-sqlite3'
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  statfsSync,
} from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** So many of the newest copies are kept, and beside them the last one of each of so many days. */
const newestKept = 6
const daysKept = 7
/** Pages in one go, after each of which the desk may do something else: half a megabyte. */
const pagesAtOnce = 128
/** After so many the copy is flushed beside the event loop: SQLite's own flush at the end would hold everything up. */
const pagesToFlush = 4096
const lastPages = 2 * pagesAtOnce

const form = /^desk-(\d{4})-(\d\d)-(\d\d)T(\d\d)-(\d\d)-(\d\d)\.(\d{3})Z\.db$/

export interface Copy {
  file: string
  /** When it was made, epoch milliseconds. */
  at: number
}

const folderOf = (file: string): string => join(dirname(file), 'backups')
const stampOf = (at: number): string => new Date(at).toISOString().replaceAll(':', '-')

/** The copies of a database, newest first. */
export function copiesOf(file: string): Copy[] {
  const folder = folderOf(file)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .map((name) => ({ name, parts: form.exec(name) }))
    .filter(({ parts }) => parts !== null)
    .map(({ name, parts }) => {
      const [, year, month, day, hour, minute, second, thousandth] = parts!
      const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${thousandth}Z`)
      return { file: join(folder, name), at }
    })
    .sort((one, other) => other.at - one.at)
}

function flush(file: string): void {
  const handle = openSync(file, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

/** Which copies may go: all but the newest and one of each day. */
function superfluous(file: string): string[] {
  const days = new Set<string>()
  return copiesOf(file)
    .filter((copy, index) => {
      const day = new Date(copy.at).toISOString().slice(0, 10)
      const firstOfDay = !days.has(day) && days.size < daysKept
      if (firstOfDay) days.add(day)
      return index >= newestKept && !firstOfDay
    })
    .map((copy) => copy.file)
}

function placeFor(file: string, now: number): { draft: string; copy: string } {
  const folder = folderOf(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const name of readdirSync(folder)) if (name.endsWith('.part')) rmSync(join(folder, name), { force: true })
  const copy = join(folder, `desk-${stampOf(now)}.db`)
  return { draft: `${copy}.part`, copy }
}

/** A copy takes as much room as the records, and must leave as much again. */
function isRoomFor(file: string): boolean {
  const { blocks, bavail, bsize } = statfsSync(dirname(file))
  return blocks === 0 || bavail * bsize > 2 * statSync(file).size
}

function finish({ draft, copy }: { draft: string; copy: string }, file: string): Copy {
  renameSync(draft, copy)
  return copiesOf(file)[0]!
}

async function flushBeside(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Says how many pages SQLite may copy next, so that hardly anything is left to flush when it flushes by itself. */
function paceOf(draft: string): Sqlite.BackupOptions['progress'] {
  let unflushed = 0
  let isLastFlushDone = false
  let flushing = false

  return ({ remainingPages }) => {
    const atTheEnd = remainingPages <= lastPages
    if (!flushing && (unflushed >= pagesToFlush || (atTheEnd && !isLastFlushDone))) {
      isLastFlushDone = atTheEnd
      unflushed = 0
      flushing = true
      const done = (): void => void (flushing = false)
      flushBeside(draft).then(done, done) // what could not be flushed here, SQLite's own flush says
    }
    if (flushing && (atTheEnd || unflushed >= pagesToFlush)) return 0
    unflushed += pagesAtOnce
    return pagesAtOnce
  }
}

/** Copies the records while they are used, a little at a time. Null when there is no room for a copy. */
export async function backUp(database: Database, file: string, now: number): Promise<Copy | null> {
  if (!isRoomFor(file)) return null
  const place = placeFor(file, now)
  await database.backup(place.draft, { progress: paceOf(place.draft) })
  await flushBeside(place.draft)
  const copy = finish(place, file)
  for (const old of superfluous(file)) await rm(old, { force: true })
  return copy
}

/** Copies the records at once, before something is done to them. Null when there is no room for a copy. */
export function backUpNow(database: Database, file: string, now: number): Copy | null {
  if (!isRoomFor(file)) return null
  const place = placeFor(file, now)
  database.prepare('VACUUM INTO ?').run(place.draft)
  flush(place.draft)
  const copy = finish(place, file)
  for (const old of superfluous(file)) rmSync(old, { force: true })
  return copy
}

function isSound(file: string): boolean {
  let copy: Database | undefined
  try {
    copy = new Sqlite(file, { readonly: true, fileMustExist: true })
    return copy.pragma('quick_check(1)', { simple: true }) === 'ok'
  } catch {
    return false
  } finally {
    copy?.close()
  }
}

/**
 * Puts the newest sound copy in the place of damaged records, which are moved aside and kept. Null, and nothing is
 * touched, when there is no sound copy.
 */
export function restoreNewest(file: string, now: number): { from: Copy; damaged: string } | null {
  const from = copiesOf(file).find((copy) => isSound(copy.file))
  if (from === undefined) return null
  const aside = join(dirname(file), 'damaged', `desk-${stampOf(now)}.db`)
  mkdirSync(dirname(aside), { recursive: true, mode: 0o700 })
  const draft = `${file}.restored`
  copyFileSync(from.file, draft)
  flush(draft)
  for (const end of ['', '-wal', '-shm']) if (existsSync(file + end)) renameSync(file + end, aside + end)
  renameSync(draft, file)
  return { from, damaged: join('damaged', basename(aside)) }
}
