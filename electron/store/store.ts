import Sqlite, { type Database } from 'better-sqlite3'
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { backUp, backUpNow, restoreNewest, type Copy } from './backup.ts'
import { createBallast } from './ballast.ts'
import { isDamage, isFullDisk, isStorageError, openingFailure, StoreFailure, storageRefusal } from './failure.ts'
import { lockFolder } from './lock.ts'
import { mendPlanned, planMending } from './mending.ts'
import { migrate, type Migration } from './migrate.ts'
import { isSchemaKept, keepSchema, leaveSchema } from './schema-number.ts'

export interface Store {
  readonly database: Database
  /**
   * Runs `work` in one immediate transaction: all of it is on the disk when this returns, or none of it. Nested calls
   * join the outer one. A disk or SQLite that refuses becomes a DeskError `storage`.
   */
  transaction<Result>(work: () => Result): Result
  /** One statement by itself, which needs no transaction around it. Within one it joins it. */
  write<Result>(work: () => Result): Result
  /** True within the work of `transaction`. */
  readonly inTransaction: boolean
  /** Calls back when a transaction of `transaction` has been kept or undone, for what is remembered in memory. */
  afterTransaction(listener: (kept: boolean) => void): void
  /**
   * True while the disk is so full that the ballast was given up, or could not be made: what space there is, is for
   * closing and for writing down what was done.
   */
  readonly short: boolean
  /** Makes the ballast again if there is room by now. Answers whether it is kept. */
  makeRoom(): boolean
  /** Where damaged records were restored from when this was opened, or null. */
  readonly restored: { from: Copy; damaged: string } | null
  /** The indexes of a table are made anew when the records are opened next. */
  mendAtStart(table: string): void
  /** Of which tables the indexes were made anew when this was opened, and how long that took. */
  readonly mended: { tables: string[]; ms: number }
  /** Copies the records beside themselves while they are used. Null when there is no room. */
  backUp(now: number): Promise<Copy | null>
  close(): void
}

/** The level SQLite must answer for every commit to be on the disk before it returns. */
const full = 2

function makeDurable(database: Database): void {
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  // What the log holds is copied into the records by whoever writes: a quarter as much as usual, a quarter as long.
  database.pragma('wal_autocheckpoint = 250')
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

/** An index may say something else than its table, which `quick_check` leaves out since it takes long: so only where asked. */
function lookThrough(database: Database, tables: readonly string[]): void {
  const exists = database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`)
  for (const table of tables.filter((name) => exists.get(name) !== undefined)) {
    const [row] = database.pragma(`integrity_check('${table}')`) as { integrity_check: string }[]
    if (row?.integrity_check !== 'ok') {
      throw Object.assign(new Error(`integrity_check: ${row?.integrity_check}`), { code: 'SQLITE_CORRUPT' })
    }
  }
}

interface Opening {
  file: string
  migrations: readonly Migration[]
  /** Tables of which the indexes are looked through as well. */
  thorough?: readonly string[]
  /** Epoch milliseconds. */
  now: number
}

function openDatabase({ file, migrations, thorough = [], now }: Opening): Pick<Store, 'database' | 'mended'> {
  const database = new Sqlite(file, { timeout: 2000 })
  try {
    makeDurable(database)
    const { quick_check: verdict } = database.prepare('PRAGMA quick_check(1)').get() as { quick_check: string }
    if (verdict !== 'ok') throw Object.assign(new Error(`quick_check: ${verdict}`), { code: 'SQLITE_CORRUPT' })
    if (!isSchemaKept(database)) throw Object.assign(new Error('the schema is another'), { code: 'SQLITE_CORRUPT' })
    lookThrough(database, thorough)
    const startedAt = performance.now()
    const tables = mendPlanned(database, file)
    const mended = { tables, ms: Math.round(performance.now() - startedAt) }
    migrate(database, file, migrations, now, () => {
      backUpNow(database, file, now)
      leaveSchema(database)
    })
    proveDurable(database, file)
    keepSchema(database)
    database.pragma('foreign_keys = ON')
    return { database, mended }
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * Opens the desk's records: one SQLite file (WAL, synchronous FULL) and a lock beside it. Damaged records are replaced
 * by the newest sound copy, and kept aside. Throws a StoreFailure whose message a person can act on: damaged without
 * a copy, read-only, full disk, newer version, in use.
 */
export function openStore(options: Opening): Store {
  const { file, now } = options
  const ballast = createBallast(join(dirname(file), 'ballast'))
  let lock: { close(): void } | undefined
  let database: Database | undefined
  let mended: Store['mended'] = { tables: [], ms: 0 }
  let restored: Store['restored'] = null
  try {
    mkdirSync(dirname(file), { recursive: true })
    if (existsSync(file)) accessSync(file, constants.W_OK)
    lock = lockFolder(join(dirname(file), 'in-use.db'))
    try {
      ;({ database, mended } = openDatabase(options))
    } catch (error) {
      if (isDamage(error)) restored = restoreNewest(file, now)
      if (restored === null && !(isFullDisk(error, file) && ballast.giveUp())) throw error
      ;({ database, mended } = openDatabase(options))
    }
  } catch (error) {
    lock?.close()
    throw openingFailure(file, error)
  }
  const opened = database
  const held = lock
  const begin = opened.prepare('BEGIN IMMEDIATE')
  const commit = opened.prepare('COMMIT')
  const rollback = opened.prepare('ROLLBACK')
  const listeners: ((kept: boolean) => void)[] = []

  let short = !ballast.make()
  /** Known here, since asking the database is not for nothing where every microsecond is waited for. */
  let inTransaction = false

  /** On the first full disk the ballast goes, and the work is done once more in the space that it leaves. */
  function withBallast<Result>(work: () => Result): Result {
    try {
      try {
        return work()
      } catch (error) {
        if (!isFullDisk(error, file)) throw error
        short = true
        if (!ballast.giveUp()) throw error
        return work()
      }
    } catch (error) {
      throw isStorageError(error) ? storageRefusal(error, file) : error
    }
  }

  return {
    database: opened,
    transaction<Result>(work: () => Result): Result {
      if (opened.inTransaction) return work()
      return withBallast(() => {
        let result: Result
        try {
          begin.run()
          inTransaction = true
          result = work()
          commit.run()
          inTransaction = false
        } catch (error) {
          inTransaction = false
          if (opened.inTransaction) rollback.run() // a full disk may have undone it already
          for (const listener of listeners) listener(false)
          throw error
        }
        for (const listener of listeners) listener(true)
        return result
      })
    },
    write: (work) => (inTransaction ? work() : withBallast(work)),
    get inTransaction() {
      return inTransaction
    },
    get short() {
      return short
    },
    restored,
    mendAtStart: (table) => planMending(file, table),
    mended,
    makeRoom() {
      if (short) short = !ballast.make()
      return !short
    },
    backUp: (at) => backUp(opened, file, at),
    afterTransaction: (listener) => void listeners.push(listener),
    close() {
      opened.close()
      held.close()
    },
  }
}
