import { existsSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { dirname, relative, sep } from 'node:path'
import type { PresenceFunction } from './presence.ts'

export interface ArrivalSettings {
  present: PresenceFunction
  /** Whether the device is there now, refusing; then only its going and coming back is an arrival. */
  there: boolean
  /** Milliseconds between two looks, for systems and folders that cannot be watched. */
  pollMs: number
  /** Called, perhaps more than once, when the device may have come. */
  onHint: () => void
}

/**
 * Waits for a device to come back: watches its folder (on Unix), and looks for it now and then all the same. Where the
 * folder itself is missing, as `/dev/serial/by-id` is without any device, the nearest folder above is watched.
 * Returns what ends the waiting.
 */
export function awaitArrival(path: string, settings: ArrivalSettings): () => void {
  let ended = false
  let watcher: FSWatcher | undefined
  let there = settings.there
  const look = async (): Promise<void> => {
    const wasThere = there
    there = (await settings.present(path)) !== null
    if (there && !wasThere && !ended) settings.onHint()
  }
  const poll = setInterval(() => void look().catch(() => undefined), settings.pollMs)

  const watchFolder = (): void => {
    const folder = nearestFolder(dirname(path))
    const awaited = relative(folder, path).split(sep)[0]
    watcher = watch(folder, (event, name) => {
      // The other kind, 'change', comes with every byte that another program writes to the device.
      if (event === 'rename' && name === awaited) settings.onHint()
    })
    // A folder that goes away, or a limit on watches: the poll goes on.
    watcher.on('error', () => watcher?.close())
  }
  try {
    if (process.platform !== 'win32') watchFolder()
  } catch {
    watcher?.close()
  }

  return () => {
    ended = true
    clearInterval(poll)
    watcher?.close()
  }
}

/** Not asynchronous, so that nothing arrives unseen between the look and the watching. */
function nearestFolder(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearestFolder(dirname(folder))
}
