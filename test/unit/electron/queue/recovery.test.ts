import { describe, expect, it, vi } from 'vitest'
import { click, grant, queueBench, revoke, type Bench } from '../../../fixtures/queue.ts'

/** The next write finds a full disk, as SQLite says it. */
function fillDisk(bench: Bench): void {
  let tries = 0
  bench.store.transaction(() => {
    if ((tries += 1) === 1) throw Object.assign(new Error('full'), { code: 'SQLITE_FULL' })
  })
}

describe('records that went back to an older copy', () => {
  it('close what was to be closed, if it still stands', async () => {
    const bench = queueBench()
    bench.queue.enqueue(revoke('close a'))
    bench.queue.enqueue(revoke('close b', { visitId: 'b', entities: ['visit:b'] }))
    bench.far.effects.push('close a') // done after the copy was made
    bench.queue.wentBack()
    bench.queue.start()
    await vi.waitFor(() => expect(bench.queue.counts()).toEqual({ waiting: 0, needsPerson: 0 }))
    expect(bench.far.sends).toEqual(['close b'])
  })

  it('open nothing by themselves: a person says whether the visitor is still here, and Kisi is asked first', async () => {
    const bench = queueBench()
    bench.queue.enqueue(grant('right'))
    bench.queue.enqueue(grant('other', { visitId: 'b', entities: ['visit:b'] }))
    bench.far.effects.push('other')
    bench.queue.wentBack()
    bench.queue.start()
    const stopped = bench.queue.list('needs_person', 10, 0)
    expect(stopped.map(({ key }) => key)).toEqual(['right', 'other'])
    for (const command of stopped) bench.queue.retry(command.id)
    await vi.waitFor(() => expect(bench.queue.counts()).toEqual({ waiting: 0, needsPerson: 0 }))
    expect(bench.far.sends).toEqual(['right'])
    expect(bench.far.looks).toContain('other')
  })
})

describe('a full disk', () => {
  it('takes no new grant and keeps what space there is for revokes, clicks and what is done', async () => {
    const bench = queueBench()
    bench.queue.enqueue(grant('right'))
    fillDisk(bench)
    expect(() => bench.queue.enqueue(grant('card', { kind: 'card.give' }))).toThrow(/disk is full.*Free some space/)
    expect(bench.queue.enqueue(grant('right')).key).toBe('right')
    bench.queue.enqueue(revoke('close b', { visitId: 'b', entities: ['visit:b'] }))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.queue.counts().waiting).toBe(0))
    expect(bench.far.effects).toEqual(['close b', 'right'])
    await expect(bench.queue.runNow(click('door'))).resolves.toMatchObject({ state: 'completed' })
    bench.store.makeRoom()
    expect(bench.queue.enqueue(grant('card', { kind: 'card.give' })).state).toBe('queued')
  })
})
