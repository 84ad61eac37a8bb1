import Sqlite, { type Database } from 'better-sqlite3'
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isStorageError, openingFailure, StoreFailure, storageRefusal } from './failure.ts'
import { lockFolder } from './lock.ts'
import { migrate, type Migration } from './migrate.ts'

export interface Store {
  readonly database: Database
  /**
   * Runs `work` in one immediate transaction: all of it is on the disk when this returns, or none of it. Nested calls
   * join the outer one. A disk or SQLite that refuses becomes a DeskError `storage`.
   */
  transaction<Result>(work: () => Result): Result
  /** One statement by itself, which needs no transaction around it. Within one it joins it. */
  write<Result>(work: () => Result): Result
  /** Calls back when a transaction of `transaction` has been kept or undone, for what is remembered in memory. */
  afterTransaction(listener: (kept: boolean) => void): void
  close(): void
}

/** The level SQLite must answer for every commit to be on the disk before it returns. */
const full = 2

function makeDurable(database: Database): void {
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('journal_size_limit = 8388608') // after a large write the log file shrinks again
  if (process.platform === 'darwin') {
    database.pragma('fullfsync = 1')
    database.pragma('checkpoint_fullfsync = 1')
  }
}

/** SQLite may quietly step down to NORMAL with the first write in WAL mode, so it is asked again after one. */
function proveDurable(database: Database, file: string): void {
  const level = (): number => (database.prepare('PRAGMA synchronous').get() as { synchronous: number }).synchronous
  if (level() !== full) database.pragma('synchronous = FULL')
  database.exec(`CREATE TABLE IF NOT EXISTS store_proof (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL)`)
  database.prepare('INSERT OR REPLACE INTO store_proof (one, at) VALUES (1, ?)').run(Date.now())
  if (level() !== full) {
    throw new StoreFailure(`This computer can't keep the records in ${file} safely: SQLite won't write them through.`)
  }
}

/**
 * Opens the desk's records: one SQLite file (WAL, synchronous FULL) and a lock beside it. Throws a StoreFailure whose
 * message a person can act on: damaged, read-only, full disk, newer version, in use.
 */
export function openStore(options: { file: string; migrations: readonly Migration[]; now: number }): Store {
  const { file } = options
  let lock: { close(): void } | undefined
  let database: Database | undefined
  try {
    mkdirSync(dirname(file), { recursive: true })
    if (existsSync(file)) accessSync(file, constants.W_OK)
    lock = lockFolder(join(dirname(file), 'in-use.db'))
    database = new Sqlite(file, { timeout: 2000 })
    makeDurable(database)
    const { quick_check: verdict } = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
    if (verdict !== 'ok') throw Object.assign(new Error(`quick_check: ${verdict}`), { code: 'SQLITE_CORRUPT' })
    migrate(database, file, options.migrations, options.now)
    proveDurable(database, file)
    database.pragma('foreign_keys = ON')
  } catch (error) {
    database?.close()
    lock?.close()
    throw openingFailure(file, error)
  }
  const opened = database
  const held = lock
  const begin = opened.prepare('BEGIN IMMEDIATE')
  const commit = opened.prepare('COMMIT')
  const rollback = opened.prepare('ROLLBACK')
  const listeners: ((kept: boolean) => void)[] = []

  function refused(error: unknown): unknown {
    return isStorageError(error) ? storageRefusal(error, file) : error
  }

  return {
    database: opened,
    transaction<Result>(work: () => Result): Result {
      if (opened.inTransaction) return work()
      let result: Result
      try {
        begin.run()
        result = work()
        commit.run()
      } catch (error) {
        if (opened.inTransaction) rollback.run() // a full disk may have undone it already
        for (const listener of listeners) listener(false)
        throw refused(error)
      }
      for (const listener of listeners) listener(true)
      return result
    },
    write(work) {
      try {
        return work()
      } catch (error) {
        throw opened.inTransaction ? error : refused(error)
      }
    },
    afterTransaction: (listener) => void listeners.push(listener),
    close() {
      opened.close()
      held.close()
    },
  }
}
