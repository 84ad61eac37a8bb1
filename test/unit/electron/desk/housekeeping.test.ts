import { expect, it, onTestFinished, vi } from 'vitest'
import { createHousekeeping } from '../../../../electron/desk/housekeeping.ts'
import { grant, queueBench, revoke } from '../../../fixtures/queue.ts'
import { createRecordingLog } from '../../../fixtures/recording-log.ts'

const day = 86_400_000

it('forgets finished changes with their history after thirty days, a few at a time, and nothing that is open', async () => {
  const bench = queueBench()
  bench.store.transaction(() => {
    for (let index = 0; index < 600; index++) {
      bench.queue.enqueue(grant(`old ${index}`, { entities: [`visit:${index}`], expiresAt: bench.clock.now() - 1 }))
    }
    bench.queue.enqueue(revoke('never done', { entities: ['visit:open'] }))
  })
  bench.far.before = () => Promise.reject(new Error('not now'))
  bench.queue.start()
  await vi.waitFor(() => expect(bench.queue.counts().waiting).toBe(1))
  bench.clock.wall += 31 * day
  bench.store.transaction(() => bench.queue.enqueue(grant('new', { entities: ['visit:new'] })))
  const largest: number[] = []
  const housekeeping = createHousekeeping({
    store: bench.store,
    clock: bench.clock,
    log: createRecordingLog(),
    purge: [
      (before, after, limit) => {
        const count = (): number =>
          bench.store.database.prepare('SELECT count(*) FROM command_done').pluck().get() as number
        const was = count()
        const next = bench.queue.purge(before, after, limit)
        largest.push(was - count())
        return next
      },
    ],
    firstAfterMs: 0,
  })
  onTestFinished(() => housekeeping.close())
  const kept = () => bench.store.database.prepare('SELECT key FROM command_done ORDER BY id').pluck().all()
  await vi.waitFor(() => expect(kept()).toEqual([]))
  for (const key of ['never done', 'new']) expect(bench.queue.byKey(key)?.finishedAt).toBeNull()
  expect(Math.max(...largest)).toBeLessThanOrEqual(100)
})
