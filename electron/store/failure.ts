import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { DeskError } from '../contract/errors.ts'

/** Why the records could not be opened, in one sentence that says what to do. The file is left as it was. */
export class StoreFailure extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'StoreFailure'
  }
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
}

/** Less than this is a full disk: SQLite then fails in many ways, not only with SQLITE_FULL. */
const nearlyNothingBytes = 256 * 1024

/** Whether it was for want of space that SQLite or the disk refused. */
export function isFullDisk(error: unknown, file: string): boolean {
  return isFull(codeOf(error), file)
}

/** Whether a file is no sound database (any more). */
export function isDamage(error: unknown): boolean {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error))
}

function isFull(code: string, file: string): boolean {
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC') return true
  if (!/^SQLITE_(IOERR|CANTOPEN)/.test(code)) return false
  try {
    const { blocks, bavail, bsize } = statfsSync(dirname(file))
    return blocks > 0 && bavail * bsize < nearlyNothingBytes
  } catch {
    return false
  }
}

/** True for errors in which SQLite or the disk refuses, as opposed to defects of ours. */
export function isStorageError(error: unknown): boolean {
  return /^SQLITE_(FULL|IOERR|READONLY|CORRUPT|NOTADB|CANTOPEN|BUSY|LOCKED|PERM)/.test(codeOf(error))
}

/** The refusal for a write that the disk or SQLite turned down while the desk runs. Nothing of it was kept. */
export function storageRefusal(error: unknown, file: string): DeskError {
  const code = codeOf(error)
  if (isFull(code, file)) {
    return new DeskError('storage', 'The disk is full, so nothing was saved. Free some space, then try again.')
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_PERM')) {
    return new DeskError('storage', 'The records can’t be written, so nothing was saved. Make their folder writable.')
  }
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) {
    return new DeskError(
      'storage',
      'The records are damaged, so nothing was saved. Restart Frontdesk to see what to do.',
    )
  }
  return new DeskError('storage', 'The disk refused, so nothing was saved. Try again, and have the disk looked at.')
}

/** The sentence for a file that cannot be opened at start. */
export function openingFailure(file: string, error: unknown): StoreFailure {
  const code = codeOf(error)
  if (error instanceof StoreFailure) return error
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB')) {
    return new StoreFailure(
      `The records in ${file} are damaged. Nothing was changed: restore a copy of that file, or move it away to start with empty records.`,
      error,
    )
  }
  if (isFull(code, file)) {
    return new StoreFailure(`The disk that holds ${file} is full. Free some space, then start Frontdesk again.`, error)
  }
  if (/^(SQLITE_READONLY|SQLITE_PERM|SQLITE_CANTOPEN|EACCES|EPERM|EROFS|ENOTDIR|EISDIR|EEXIST)/.test(code)) {
    return new StoreFailure(
      `The records can't be written in ${file}. Make the file and its folder writable, then start Frontdesk again.`,
      error,
    )
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new StoreFailure(
      `Another Frontdesk is using ${file}. Close it first, or start this one with another --data folder.`,
      error,
    )
  }
  return new StoreFailure(`The records in ${file} can't be opened. Have a look at the log beside them.`, error)
}
