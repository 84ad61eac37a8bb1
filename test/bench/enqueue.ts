import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { judge } from '../../electron/desk/judge.ts'
import { createQueue } from '../../electron/queue/queue.ts'
import { queueMigrations } from '../../electron/queue/table.ts'
import { openStore } from '../../electron/store/store.ts'
import { percentile, type Figure } from './figure.ts'

const rounds = 2000

/** Enqueuing a durable command, against a bare insert with the same durability on the same disk, turn by turn. */
export function run(): Figure[] {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-bench-'))
  const bare = [{ id: '1-bare', sql: 'CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT NOT NULL)' }]
  const store = openStore({ file: join(folder, 'desk.db'), migrations: [...queueMigrations, ...bare], now: 0 })
  try {
    const queue = createQueue({
      store,
      sealKey: '5ea1'.repeat(16),
      clock: { now: () => Date.now(), monotonic: () => performance.now() },
      random: Math.random,
      randomId: () => 'bench',
      log: { info: () => undefined, error: () => undefined },
      judge,
      onChange: () => undefined,
    })
    const insert = store.database.prepare('INSERT INTO bare (body) VALUES (?)')
    const body = JSON.stringify({ kind: 'right.give', keyId: 'a'.repeat(36) })
    const timed = (work: () => void): number => {
      const began = performance.now()
      work()
      return performance.now() - began
    }
    const inserts: number[] = []
    const enqueues: number[] = []
    for (let round = 0; round < rounds; round++) {
      inserts.push(timed(() => void insert.run(body)))
      enqueues.push(
        timed(() => {
          queue.enqueue({
            key: `bench-${round}`,
            kind: 'right.give',
            class: 'grant',
            parameters: { keyId: 'a'.repeat(36) },
            subject: 'Amara Okonkwo-Delacroix',
            visitId: `visit-${round}`,
            entities: [`visit:visit-${round}`],
          })
        }),
      )
    }
    const ratio = percentile(enqueues, 0.5) / percentile(inserts, 0.5)
    return [{ name: 'enqueue-against-bare-insert-median', value: ratio, unit: '×', bar: 1.25 }]
  } finally {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
