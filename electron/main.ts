import { join } from 'node:path'
import { app, Menu, session } from 'electron'
import { parseDeskArguments } from './desk/options.ts'
import { createLogFile } from './desk/support/log-file.ts'
import { systemClock } from './desk/support/system.ts'
import { setupPageBoundaries, setupSessionBoundaries } from './shell/boundaries.ts'
import { hostDesk } from './shell/host.ts'
import { setupLifetime } from './shell/lifetime.ts'
import { createMarks } from './shell/marks.ts'
import { setupPermissions } from './shell/permissions.ts'
import { registerScheme, serveScheme } from './shell/scheme.ts'
import { openSettingsStore } from './shell/settings-store.ts'
import { openDeskWindow } from './shell/window.ts'
import { parseWebArguments } from './web/arguments.ts'
import { defaultDataDirectory, prepareDataDirectory } from './web/data-directory.ts'
import { setBrokenSettingsAside } from './web/settings.ts'

/** The start, in order. Each phase may rely on those above it. */
async function start(): Promise<void> {
  const marks = createMarks(process.getCreationTime() ?? Date.now(), Date.now)
  marks.mark('willStart')

  const argv = process.argv.slice(process.defaultApp ? 2 : 1)
  const deskArguments = parseDeskArguments(argv, defaultDataDirectory())
  const directory = deskArguments.dataDirectory
  prepareDataDirectory(directory)
  app.setPath('userData', directory)
  app.setPath('sessionData', join(directory, 'window'))
  if (!app.requestSingleInstanceLock()) return app.exit(0)

  const log = createLogFile(join(directory, 'logs'), systemClock)
  registerScheme()
  Menu.setApplicationMenu(null)
  // As root Chromium cannot use the system's sandbox at all, and insisting on it would end the program.
  if (process.getuid?.() !== 0) app.enableSandbox()
  setupPageBoundaries(log)

  marks.mark('willBeReady')
  await app.whenReady()
  marks.mark('didBecomeReady')
  setupPermissions(session.defaultSession)
  setupSessionBoundaries(session.defaultSession, log)
  serveScheme(session.defaultSession, join(app.getAppPath(), 'out', 'renderer'))

  if (setBrokenSettingsAside(directory)) log.warn('settings.set_aside')
  const store = openSettingsStore(directory)
  const window = openDeskWindow({
    preloadPath: join(app.getAppPath(), 'out', 'preload', 'preload.cjs'),
    store,
    log,
    now: () => performance.now(),
    developerTools: !app.isPackaged,
  })
  marks.mark('didOpenWindow')
  app.on('second-instance', () => window.focus())

  const host = hostDesk({ window, deskArguments, store, log, marks })
  setupLifetime({ close: host.close, dieWithParent: parseWebArguments(argv).dieWithParent, log })
}

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  app.exit(1)
})
