import type { Database } from 'better-sqlite3'

/**
 * One transaction that does not wait for the disk: what it writes can be read from Kisi again, and waiting would hold up
 * the desk at every page. After a power cut it may be missing, never half there, and nothing later outlives it: SQLite
 * writes its log in order, and the next durable transaction makes all before it durable (`PRAGMA synchronous`, WAL).
 */
export function unhurried<Value>(database: Database, work: () => Value): Value {
  if (database.inTransaction) return work()
  database.pragma('synchronous = NORMAL')
  try {
    return database.transaction(work)()
  } finally {
    database.pragma('synchronous = FULL')
  }
}

/** Lets whatever waits in the event loop run between two statements that each take a while. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
