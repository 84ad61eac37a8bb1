import { join } from 'node:path'
import { judge } from '../../../electron/desk/judge.ts'
import { createQueue, type Queue } from '../../../electron/queue/queue.ts'
import { createSeal } from '../../../electron/queue/seal.ts'
import { queueMigrations } from '../../../electron/queue/table.ts'
import type { CommandHandler, NewCommand } from '../../../electron/queue/types.ts'
import { openStore, type Store } from '../../../electron/store/store.ts'

export const sealKey = '5ea1'.repeat(16)
/** What every queue of the bench is given to keep, as one object. */
export const payload = { keyId: 'a'.repeat(36) }

export interface OpenQueue {
  store: Store
  queue: Queue
  /** Resolves when nothing waits any more that can go. */
  idle(): Promise<void>
  close(): Promise<void>
}

export function benchCommand(name: string, more: Partial<NewCommand> = {}): NewCommand {
  return {
    key: name,
    kind: 'right.give',
    class: 'grant',
    parameters: payload,
    subject: 'Amara Okonkwo-Delacroix',
    visitId: `visit-${name}`,
    entities: [`visit:${name}`],
    ...more,
  }
}

/** The desk's queue on a disk, whose commands do what `send` does. `stuck`: so many that will never go. */
export function openQueue(
  folder: string,
  name: string,
  options: { send?: CommandHandler['send']; stuck?: number; fill?: (store: Store) => void } = {},
): OpenQueue {
  const file = join(folder, name, 'desk.db')
  const bare = { id: 'bare', sql: 'CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT NOT NULL)' }
  const store = openStore({ file, migrations: [...queueMigrations, bare], now: 0 })
  options.fill?.(store)
  let wake = (): void => undefined
  const queue = createQueue({
    store,
    sealKey,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    random: Math.random,
    randomId: () => 'bench',
    log: {
      info: () => undefined,
      error: (event, fields) => process.stderr.write(`${event} ${JSON.stringify(fields)}\n`),
    },
    judge,
    onChange: () => wake(),
  })
  queue.register({ kind: 'right.give', send: options.send ?? (async () => undefined) })
  const stuck = options.stuck ?? 0
  return {
    store,
    queue,
    idle: () =>
      new Promise((resolve) => {
        wake = () => {
          if (queue.counts().waiting <= stuck) resolve()
        }
        wake()
      }),
    async close() {
      await queue.close()
      store.close()
    },
  }
}

/** Writes settled commands as the queue itself would have left them. */
export function fillWithFinished(store: Store, rows: number): void {
  const seal = createSeal(sealKey)
  const insert = store.database.prepare(
    'INSERT INTO command_done (id, key, finished_at, body, progress, seal) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const at = Date.now() - 86_400_000
  const progress = JSON.stringify({ state: 'completed', tries: 1, sentAt: at, finishedAt: at, result: {} })
  for (let from = 1; from <= rows; from += 20_000) {
    store.transaction(() => {
      for (let id = from; id < Math.min(from + 20_000, rows + 1); id++) {
        const command = { ...benchCommand(`finished-${id}`), object: null, enqueuedAt: at, enqueuedMonotonic: 1 }
        const body = JSON.stringify({ ...command, boot: 'bench', expiresAt: null })
        insert.run(id, command.key, at, body, progress, seal(`${id}\n${body}\n${progress}`))
      }
    })
  }
  store.database.pragma('wal_checkpoint(TRUNCATE)')
}
