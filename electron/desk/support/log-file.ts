import { appendFileSync, mkdirSync, renameSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock, Log } from '../ports.ts'

const largestBytes = 4 * 1024 * 1024

/**
 * A log of JSON lines in `folder/desk.log`, with one older file kept beside it. Callers pass ids and sentences, never
 * what a visitor typed and never a secret. A disk that refuses is survived in silence: the desk matters more.
 */
export function createLogFile(folder: string, clock: Clock): Log {
  const file = join(folder, 'desk.log')
  let size = 0
  try {
    mkdirSync(folder, { recursive: true })
    size = statSync(file).size
  } catch {
    size = 0
  }
  /** Where the older file can't be put aside, what was written goes: the log must not fill the disk. */
  function turnOver(): void {
    try {
      renameSync(file, join(folder, 'desk.1.log'))
    } catch {
      truncateSync(file)
    }
    size = 0
  }
  const write =
    (level: 'info' | 'warn' | 'error') =>
    (event: string, fields: Record<string, unknown> = {}): void => {
      const line = `${JSON.stringify({ at: new Date(clock.now()).toISOString(), level, event, ...fields })}\n`
      try {
        const bytes = Buffer.byteLength(line)
        if (size + bytes > largestBytes) turnOver()
        appendFileSync(file, line, { mode: 0o600 })
        size += bytes
      } catch {
        // The folder may be gone or the disk full; the next line is tried again.
      }
    }
  return { info: write('info'), warn: write('warn'), error: write('error') }
}
