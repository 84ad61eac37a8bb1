import { describe, expect, it, vi } from 'vitest'
import { createTaken } from '../../../../electron/queue/taken.ts'
import { fillWithFinished } from '../../../bench/queue/ours.ts'
import { createRandom } from '../../../fixtures/random.ts'
import { grant, queueBench } from '../../../fixtures/queue.ts'

describe('the keys that are taken', () => {
  it('never says no of one that was added, and seldom perhaps of another, however many there are', () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    const { next } = createRandom(seed)
    const text = (): string => `${Math.floor(next() * 2 ** 31).toString(16)}-${Math.floor(next() * 2 ** 31)}:right.give`
    const taken = createTaken()
    const keys = Array.from({ length: 300_000 }, text)
    for (const key of keys) taken.add(key)
    expect(
      keys.filter((key) => !taken.perhaps(key)),
      `seed ${seed}`,
    ).toEqual([])
    const wrong = Array.from({ length: 20_000 }, () => `free ${text()}`).filter(taken.perhaps).length
    expect(wrong, `seed ${seed}`).toBeLessThan(20_000 * 0.03)
  })

  it('says no of everything while it knows none', () => {
    expect(createTaken().perhaps('visit:right.give')).toBe(false)
  })
})

describe('a key of a settled command', () => {
  const again = (index: number) =>
    grant(`finished-${index}`, { parameters: { keyId: 'a'.repeat(36) }, visitId: `visit-finished-${index}` })

  it('is found before all keys are known and after', async () => {
    const bench = queueBench()
    fillWithFinished(bench.store, 2500)
    bench.kill()
    let known = false
    const learning = bench.queue.keysKnown().then(() => (known = true))
    for (const index of [1, 1250, 2500]) {
      expect(bench.queue.enqueue(again(index))).toMatchObject({ state: 'completed', key: `finished-${index}` })
    }
    expect(known).toBe(false)
    await learning
    for (const index of [1, 1250, 2500]) {
      expect(bench.queue.enqueue(again(index))).toMatchObject({ state: 'completed', key: `finished-${index}` })
    }
    expect(bench.queue.counts()).toEqual({ waiting: 0, needsPerson: 0 })
  })

  it('is found when the command was settled while the others were being learnt', async () => {
    const bench = queueBench()
    fillWithFinished(bench.store, 2500)
    bench.kill()
    // Sorts before those that are learnt already.
    bench.queue.enqueue(grant('a first one'))
    await vi.waitFor(() => expect(bench.outcomes).toHaveLength(1))
    await bench.queue.keysKnown()
    expect(bench.queue.enqueue(grant('a first one'))).toMatchObject({ state: 'completed' })
    expect(bench.far.sends).toEqual(['a first one'])
  })
})
