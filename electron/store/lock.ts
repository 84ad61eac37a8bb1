import Sqlite from 'better-sqlite3'
import { StoreFailure } from './failure.ts'

/**
 * Holds a data folder for one desk at a time. The lock is an exclusive transaction on a small database file of its
 * own: the operating system lets go of it however the process ends, and readers of the records are not disturbed.
 */
export function lockFolder(file: string): { close(): void } {
  const database = new Sqlite(file, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
    if (!code.startsWith('SQLITE_BUSY')) throw error
    throw new StoreFailure(
      'Frontdesk is already running with these records. Use that window, or start this one with another --data folder.',
      error,
    )
  }
  return {
    close() {
      database.exec('ROLLBACK')
      database.close()
    },
  }
}
