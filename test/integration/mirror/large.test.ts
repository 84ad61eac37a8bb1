import { expect, it } from 'vitest'
import { createKisiClient } from '../../../electron/kisi/client.ts'
import { createMirror } from '../../../electron/mirror/mirror.ts'
import { startLargeKisi } from '../../fixtures/large-kisi.ts'
import { openDatabase } from '../../unit/electron/mirror/drivers.ts'

const people = 30_000

it('reads 30,000 people with their rights and cards whole, beyond the offset that Kisi allows', async () => {
  const server = await startLargeKisi({ people })
  const clock = { now: () => Date.now(), monotonic: () => performance.now() }
  const log = { info: () => undefined, warn: () => undefined }
  const kisi = createKisiClient({
    address: server.url,
    key: 'k',
    fetch,
    clock,
    log,
    random: Math.random,
    maxPerSecond: 100_000,
  })
  const database = openDatabase('better-sqlite3')
  const mirror = createMirror({ database, kisi, clock, log, restsMs: [] })
  const seen: number[] = []
  mirror.onChange(() => {
    const { progress } = mirror.status
    if (progress !== null) seen.push(progress)
  })
  try {
    await mirror.sync()
    expect(mirror.status.message).toBeNull()
    const count = (table: string): number =>
      (database.prepare(`SELECT count(*) AS count FROM mirror_${table}_b`).get() as { count: number }).count
    expect([count('person'), count('role_assignment'), count('card'), count('card_assignment')]).toEqual([
      people + 50,
      people,
      people,
      people,
    ])
    // By place 300 pages of 100 would do, and 120 pages of 250; an overlap of one object a page costs a little.
    expect(server.asked.get('/users')).toBeLessThan(315)
    expect(server.asked.get('/role_assignments')).toBeLessThan(140)
    expect(server.asked.get('/cards')).toBeLessThan(130)
    expect(server.asked.get('/card_assignments')).toBeLessThan(130)
    expect(seen).toEqual([...seen].sort((one, other) => one - other))
    expect(mirror.whoHolds({ type: 'third_party_lf_em_410x_32_34', cardId: 4_029_999 }).person?.name).toBe(
      'Elif Number29999',
    )
  } finally {
    mirror.close()
    kisi.close()
    database.close()
    await server.close()
  }
}, 120_000)
