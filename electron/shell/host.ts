import { app, ipcMain, safeStorage } from 'electron'
import type { DeskArguments } from '../desk/options.ts'
import type { Log } from '../desk/ports.ts'
import type { RunnableDesk } from '../web/host.ts'
import { createSettings, type KeyedStore } from '../web/settings.ts'
import { setupCalls, setupEvents } from './ipc.ts'
import type { Marks } from './marks.ts'
import { chooseSecrets } from './secrets.ts'
import type { DeskWindow } from './window.ts'

export interface DeskHost {
  close(): Promise<void>
}

/**
 * Loads the desk once the window has painted, starts it in the background and connects it to the pages. Calls made
 * before that wait for it.
 */
export function hostDesk(options: {
  window: DeskWindow
  deskArguments: DeskArguments
  store: KeyedStore
  log: Log
  marks: Marks
}): DeskHost {
  const { window, deskArguments, store, log, marks } = options
  const desk = loadDesk()
  const endCalls = setupCalls({
    ipcMain,
    desk,
    now: () => performance.now(),
    onRefusedSender: () => log.warn('ipc.sender_refused'),
  })
  let endEvents = (): void => undefined

  async function loadDesk(): Promise<RunnableDesk> {
    await window.painted
    marks.mark('didPaint')
    const { createDesk } = await import('../desk/desk.ts')
    marks.mark('didLoadDesk')
    return createDesk({
      arguments: deskArguments,
      version: app.getVersion(),
      environment: process.env,
      secrets: await chooseSecrets(safeStorage, deskArguments.dataDirectory),
      settings: createSettings(store),
      log,
    })
  }

  async function startDesk(): Promise<void> {
    const loaded = await desk
    endEvents = setupEvents(loaded, window.receivers)
    marks.mark('willStartDesk')
    await loaded.start()
    marks.mark('didStartDesk')
    marks.report(log)
  }

  startDesk().catch((error: unknown) => {
    log.error('desk.start_failed', { name: error instanceof Error ? error.name : typeof error })
  })

  return {
    async close() {
      endCalls()
      endEvents()
      await (await desk).close()
    },
  }
}
