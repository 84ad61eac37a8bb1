import { app } from 'electron'
import type { Log } from '../desk/ports.ts'

/** A desk that cannot be closed in time is left to its database, which survives a kill. */
const closeTimeoutMs = 4_500

/**
 * Ends the program in order: with the last window, on SIGINT and SIGTERM, and, if asked, when standard input ends
 * because whoever started this is gone. `close` runs once, then the process exits 0.
 */
export function setupLifetime(options: { close: () => Promise<void>; dieWithParent: boolean; log: Log }): void {
  let closing = false
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', (event) => {
    event.preventDefault()
    if (closing) return
    closing = true
    options.log.info('host.stopping')
    setTimeout(() => app.exit(0), closeTimeoutMs)
    void options
      .close()
      .catch(() => options.log.error('host.close_failed'))
      .then(() => app.exit(0))
  })
  process.once('SIGINT', () => app.quit())
  process.once('SIGTERM', () => app.quit())
  if (options.dieWithParent) {
    process.stdin.once('end', () => app.quit())
    process.stdin.once('error', () => app.quit())
    process.stdin.resume()
  }
}
