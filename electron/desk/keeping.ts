import type { DeskStatus } from '../contract/status.ts'
import type { Store } from '../store/store.ts'
import type { Clock, Log } from './ports.ts'

const lookEveryMs = 60_000
const copyEveryMs = 60 * 60_000
const firstCopyAfterMs = 5 * 60_000
/** While so much is on its way to Kisi a copy waits, but not for ever. */
const longestDelayMs = 6 * copyEveryMs

/**
 * Keeps the records safe while the desk runs: a copy every hour, though not while a backlog drains or while something in
 * them is damaged; and the ballast made again when the disk has room. Says what a receptionist should know of it.
 */
export function createKeeping(options: {
  store: Store
  clock: Pick<Clock, 'now' | 'monotonic'>
  log: Pick<Log, 'info' | 'warn' | 'error'>
  timeOf(at: number): string
  busy(): boolean
  damaged(): boolean
  onChange(): void
  lookEveryMs?: number
  firstCopyAfterMs?: number
}): { notices(): DeskStatus['notices']; close(): Promise<void> } {
  const { store, clock, log } = options
  const started = clock.monotonic()
  let dueAt = started + (options.firstCopyAfterMs ?? firstCopyAfterMs)
  let copying: Promise<void> = Promise.resolve()
  let under = false
  let noCopy = false
  let shown = ''
  let closed = false

  async function copy(): Promise<void> {
    under = true
    try {
      const made = await store.backUp(clock.now())
      noCopy = made === null
      log.info('records.copied', { made: made !== null })
    } catch (error) {
      noCopy = true
      log.warn('records.not_copied', { error: error instanceof Error ? error.message : String(error) })
    } finally {
      under = false
      dueAt = clock.monotonic() + copyEveryMs
    }
  }

  function notices(): DeskStatus['notices'] {
    const all: DeskStatus['notices'] = []
    if (store.restored !== null) {
      all.push({
        id: 'records-restored',
        tone: 'danger',
        message: `The records were damaged, so Frontdesk went back to its copy of ${options.timeOf(store.restored.from.at)} and asks Kisi what is open. Enter again who came or left since. The damaged file is kept.`,
      })
    }
    if (store.short) {
      all.push({
        id: 'disk-full',
        tone: 'danger',
        message: 'The disk is full. People can be checked out, and nobody checked in, until there is space again.',
      })
    } else if (noCopy) {
      all.push({
        id: 'no-copy',
        tone: 'warning',
        message: 'The records could not be copied for safety. Free some space on the disk.',
      })
    }
    return all
  }

  function look(): void {
    store.makeRoom()
    const now = clock.monotonic()
    const mayCopy = !options.damaged() && (!options.busy() || now >= dueAt + longestDelayMs)
    if (!closed && !under && now >= dueAt && mayCopy) copying = copy().then(tellIfNew)
    tellIfNew()
  }

  function tellIfNew(): void {
    const text = JSON.stringify(notices())
    if (text !== shown && !closed) options.onChange()
    shown = text
  }

  const timer = setInterval(look, options.lookEveryMs ?? lookEveryMs)
  return {
    notices,
    async close() {
      closed = true
      clearInterval(timer)
      await copying
    },
  }
}
