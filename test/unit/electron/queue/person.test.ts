import { describe, expect, it, vi } from 'vitest'
import { grant, queueBench, refused, revoke } from '../../../fixtures/queue.ts'

const needsPerson = (bench: ReturnType<typeof queueBench>) => bench.queue.list('needs_person', 10, 0)

describe('a revoke that Kisi takes and does not show', () => {
  it('is brought to a person after some looks, and is settled when Kisi shows it on the next try', async () => {
    const bench = queueBench()
    bench.far.after = (command) => void bench.far.effects.splice(bench.far.effects.indexOf(command.key), 1)
    bench.queue.enqueue(revoke('close'))
    bench.queue.start()
    await vi.waitFor(() => {
      bench.queue.wake()
      expect(needsPerson(bench)[0]?.problem).toMatch(/still shows it open/)
    })
    const sent = bench.far.sends.length
    bench.far.effects.push('close') // closed by hand
    bench.queue.retry(needsPerson(bench)[0]!.id)
    await vi.waitFor(() => expect(bench.queue.counts()).toEqual({ waiting: 0, needsPerson: 0 }))
    expect(bench.far.sends).toHaveLength(sent)
    expect(bench.outcomes.at(-1)?.outcome).toMatchObject({ state: 'completed', quote: 'saw close' })
  })
})

describe('handing over', () => {
  it('is written down, outlives a restart, and leaves the change where it is', async () => {
    const bench = queueBench()
    bench.far.before = () => {
      throw refused()
    }
    bench.queue.enqueue(revoke('close'))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.queue.counts().needsPerson).toBe(1))
    bench.queue.handOver(needsPerson(bench)[0]!.id, 'Facility office')
    bench.kill()
    expect(needsPerson(bench)).toMatchObject([
      { state: 'failed', handedTo: 'Facility office', problem: 'Kisi refused it: the name is taken.' },
    ])
    bench.far.before = () => undefined
    bench.queue.retry(needsPerson(bench)[0]!.id)
    await vi.waitFor(() => expect(bench.far.effects).toEqual(['close']))
  })

  it('is refused for what is still on its way', () => {
    const bench = queueBench()
    const { id } = bench.queue.enqueue(grant('right'))
    expect(() => bench.queue.handOver(id, 'someone')).toThrow('still on its way')
  })
})
