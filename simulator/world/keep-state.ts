import {
  closeSync,
  fdatasync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import { gatherChanges } from './journal.ts'
import { journalOf, textOf } from './state-file.ts'
import type { World } from './world.ts'

export interface StateFile {
  /** Writes what is not written yet, at once, and leaves one file. */
  close(): void
}

export interface KeepOptions {
  /** How far the journal may be behind, in milliseconds. */
  delay?: number
  /** The journal is folded into the file when it has grown beyond this many bytes; beyond 4 MB and the file when missing. */
  foldAfter?: number
}

const LEAST_TO_FOLD = 4_000_000

/** The journal is brought to the disk itself at most this often, in milliseconds. */
const SYNC_EVERY = 1000

/**
 * Keeps the world in that file: whole at the start and at the end, and between them in a journal beside it, to which
 * what changed is added at most `delay` milliseconds later, as one line. A process that is killed loses no more than that;
 * a machine that loses its power loses at most a second more, since the journal is synced that often (the file itself
 * always before it takes the place of the one before). `complain` gets one sentence when writing fails, once until it
 * works again.
 */
export function keepState(
  world: World,
  path: string,
  complain: (sentence: string) => void,
  { delay = 100, foldAfter }: KeepOptions = {},
): StateFile {
  mkdirSync(dirname(path), { recursive: true })
  const beside = `${path}.${process.pid}.new`
  let generation = Math.max(0, ...journalsBeside(path))
  let journal: number | null = null
  let journalBytes = 0
  let fileBytes = 0
  /** Lines added while the file is being written anew: they belong to the next journal too. */
  let meanwhile: string[] | null = null
  let whole = false
  let closed = false
  let complained = false
  let timer: NodeJS.Timeout | undefined
  let syncTimer: NodeJS.Timeout | undefined
  const changes = gatherChanges(world, () => {
    if (!timer && !closed) timer = setTimeout(flush, delay)
  })

  function failed(error: unknown) {
    if (!complained) complain(`The state file ${path} cannot be written: ${(error as Error).message}.`)
    complained = true
  }

  /** The file just written takes the place of the one before, and the journal starts anew with these lines. */
  function adopt(lines: readonly string[]) {
    const next = generation + 1
    if (lines.length > 0) {
      const file = openSync(journalOf(path, next), 'w', 0o600)
      writeAll(file, lines.join(''))
      fsyncSync(file)
      closeSync(file)
    }
    renameSync(beside, path)
    if (journal !== null) closeSync(journal)
    // Only now is nothing left that needs an older journal.
    for (const number of journalsBeside(path)) if (number !== next) rmSync(journalOf(path, number), { force: true })
    generation = next
    journal = null
    journalBytes = lines.reduce((sum, line) => sum + line.length, 0)
    whole = true
    complained = false
  }
  /** Writes the file anew at once. */
  function writeWhole() {
    meanwhile = null
    changes.forget()
    try {
      const file = openSync(beside, 'w', 0o600)
      fileBytes = 0
      for (const piece of textOf(world.snapshot(), generation + 1)) fileBytes += writeAll(file, piece)
      fsyncSync(file)
      closeSync(file)
      adopt([])
    } catch (error) {
      whole = false
      failed(error)
    }
  }
  /** Writes the file anew piece by piece, while requests go on and the journal with them. */
  async function fold() {
    const lines: string[] = []
    meanwhile = lines
    const current = () => !closed && meanwhile === lines
    try {
      const file = openSync(beside, 'w', 0o600)
      let bytes = 0
      for (const piece of textOf(world.snapshot(), generation + 1)) {
        if (!current()) break
        bytes += writeAll(file, piece)
        await breathe()
      }
      if (current()) fsyncSync(file)
      closeSync(file)
      if (!current()) return
      fileBytes = bytes
      adopt(lines)
    } catch (error) {
      if (current()) failed(error)
    }
    if (current()) meanwhile = null
  }

  function flush() {
    timer = undefined
    // A journal that could not be written has a gap: from then on only the whole world will do.
    if (!whole) {
      writeWhole()
      if (!whole && !closed) timer = setTimeout(flush, delay * 10)
      return
    }
    const entry = changes.take()
    if (!entry) return
    const line = `${JSON.stringify(entry)}\n`
    try {
      journal ??= openSync(journalOf(path, generation), 'a', 0o600)
      journalBytes += writeAll(journal, line)
      meanwhile?.push(line)
      planSync()
      if (journalBytes > (foldAfter ?? Math.max(LEAST_TO_FOLD, fileBytes)) && !meanwhile) void fold()
    } catch (error) {
      whole = false
      failed(error)
      timer = setTimeout(flush, delay * 10)
    }
  }
  function planSync() {
    syncTimer ??= setTimeout(() => {
      syncTimer = undefined
      // A disk that fails says so at the next write.
      if (journal !== null) fdatasync(journal, () => undefined)
    }, SYNC_EVERY)
  }

  world.onRestore(writeWhole)
  writeWhole()
  return {
    close() {
      closed = true
      clearTimeout(timer)
      clearTimeout(syncTimer)
      writeWhole()
      rmSync(beside, { force: true })
      if (journal !== null) closeSync(journal)
    },
  }
}

/** Writes all of it and returns how many bytes that were. */
function writeAll(file: number, text: string): number {
  const bytes = Buffer.from(text)
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written)
  return bytes.length
}

/** The numbers of the journals beside the file. */
function journalsBeside(path: string): number[] {
  const start = `${basename(path)}.journal-`
  return readdirSync(dirname(path)).flatMap((name) => {
    const digits = name.startsWith(start) ? name.slice(start.length) : ''
    return /^\d{1,12}$/.test(digits) ? [Number(digits)] : []
  })
}
