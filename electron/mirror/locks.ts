import type { Database } from 'better-sqlite3'
import { KisiError } from '../kisi/error.ts'
import type { KisiClient, KisiLock, Priority } from '../kisi/types.ts'
import type { Side, SideName } from './side.ts'
import type { MirrorLock } from './types.ts'

const page = 250

/** All doors of the organization: one request for up to 250. */
export async function readLocks(kisi: KisiClient, priority: Priority, signal: AbortSignal): Promise<KisiLock[]> {
  const locks = new Map<number, KisiLock>()
  for (let offset = 0; ;) {
    const { items, total } = await kisi.locks({ limit: page, offset, priority, signal })
    if (signal.aborted) throw new KisiError('aborted', 'The doors were given up.', { reached: false })
    for (const lock of items) locks.set(lock.id, lock)
    offset += items.length
    if (items.length === 0 || (total === null ? items.length < page : offset >= total)) return [...locks.values()]
  }
}

/** Everything about a door that can change, without the moment it was seen. */
function fingerprint(lock: MirrorLock): string {
  return JSON.stringify(Object.assign({}, lock, { seenAt: 0 }))
}

/** Puts what Kisi just said of all doors in place of what was known, and returns those that are new or changed. */
export function storeLocks(side: Side, locks: readonly KisiLock[], seenAt: number): MirrorLock[] {
  const before = new Map(side.queries.locks().map((lock) => [lock.id, fingerprint(lock)]))
  for (const lock of locks) {
    side.locks.put(Object.assign({}, lock, { seenAt }))
    before.set(lock.id, before.get(lock.id) ?? '')
  }
  const present = new Set(locks.map((lock) => lock.id))
  for (const id of before.keys()) if (!present.has(id)) side.locks.remove(id)
  return side.queries.locks().filter((lock) => before.get(lock.id) !== fingerprint(lock))
}

/** Carries doors that were refreshed while a run was reading over into its copy. */
export function carryNewerLocks(database: Database, from: SideName, to: SideName): void {
  database
    .prepare(
      `INSERT OR REPLACE INTO mirror_lock_${to}
       SELECT old.* FROM mirror_lock_${from} old JOIN mirror_lock_${to} new ON new.id = old.id
       WHERE old.seen_at > new.seen_at`,
    )
    .run()
}
