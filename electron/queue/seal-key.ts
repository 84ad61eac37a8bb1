import { hash } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { newSealKey } from './seal.ts'

const lineOf = (key: string): string => `${key} ${hash('sha256', key).slice(0, 16)}`

/** The key that is there, or null. */
export function readSealKey(file: string): string | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const good = text.match(/[0-9a-f]{64} [0-9a-f]{16}/g)?.find((line) => lineOf(line.slice(0, 64)) === line)
  return good === undefined ? null : good.slice(0, 64)
}

/**
 * The key of the seals, from a file beside the records that only this user can read (mode 0600); made when there is
 * none that can be read. It lies with the records and not in the system's keychain, so that they are checked wherever
 * they are copied or restored together, and a keychain that is lost costs no revoke. Written twice, each time with a
 * checksum, since the disk that damages a row may damage this too.
 */
export function openSealKey(file: string): string {
  const known = readSealKey(file)
  if (known !== null) return known
  const key = newSealKey()
  mkdirSync(dirname(file), { recursive: true })
  const draft = `${file}.new`
  const handle = openSync(draft, 'w', 0o600)
  try {
    writeSync(handle, `${lineOf(key)}\n${lineOf(key)}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(draft, file)
  return key
}
