import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { judge } from '../../../../electron/desk/judge.ts'
import { createQueue } from '../../../../electron/queue/queue.ts'
import { grant, queueBench, refused, revoke, type Bench } from '../../../fixtures/queue.ts'

function tamper(bench: Bench, key: string, from: string, to: string, column = 'body'): void {
  const { changes } = bench.store.database
    .prepare(`UPDATE command_open SET ${column} = replace(${column}, ?, ?) WHERE body LIKE ?`)
    .run(from, to, `%"key":"${key}"%`)
  expect(changes).toBe(1)
}

const rows = (bench: Bench) => bench.store.database.prepare('SELECT * FROM command_open ORDER BY id').all()
const needsPerson = (bench: Bench) => bench.queue.list('needs_person', 10, 0)

describe('a record that the disk has changed', () => {
  it.each([
    ['what it asks for', '"for":"right"', '"for":"rigid"', 'body'],
    ['who it is about', 'Amara', 'Amira', 'body'],
    ['its class', '"class":"grant"', '"class":"rerun"', 'body'],
    ['its very form', '{"key"', '{"key', 'body'],
    ['what became of it', '{}', '{"tries":1}', 'progress'],
    ['its seal', 'g', 'h', 'seal'],
  ])('in %s is never sent, stays as it is, and is shown to a person', async (_what, from, to, column) => {
    const bench = queueBench()
    bench.queue.enqueue(grant('right'))
    bench.queue.enqueue(grant('other', { visitId: 'b', entities: ['visit:b'] }))
    if (column === 'seal')
      bench.store.database.exec(`UPDATE command_open SET seal = 'g' || substr(seal, 2) WHERE id = 1`)
    tamper(bench, 'right', from, to, column)
    const changed = rows(bench)[0]
    bench.kill()
    await vi.waitFor(() => expect(rows(bench)).toEqual([changed]))
    expect(bench.far.effects).toEqual(['other'])
    expect(needsPerson(bench)).toMatchObject([{ kind: 'record.damaged', damaged: true, parameters: {} }])
  })

  it('is noticed also while the desk runs, when its turn comes', async () => {
    const bench = queueBench()
    bench.queue.enqueue(grant('right'))
    tamper(bench, 'right', '"for":"right"', '"for":"wrong"')
    bench.queue.start()
    await vi.waitFor(() => expect(bench.queue.counts()).toEqual({ waiting: 0, needsPerson: 1 }))
    expect(bench.far.sends).toEqual([])
  })

  it('is noticed when it is changed while it is on the wire, and its outcome is not written over it', async () => {
    const bench = queueBench()
    bench.far.after = (command) => {
      if (command.key === 'right') tamper(bench, 'right', '"for":"right"', '"for":"wrong"')
    }
    bench.queue.enqueue(grant('right'))
    bench.queue.start()
    await vi.waitFor(() => expect(needsPerson(bench)).toMatchObject([{ damaged: true }]))
    expect(bench.outcomes).toEqual([])
    expect(JSON.stringify(rows(bench))).toContain('wrong')
  })

  it('holds up the grants behind it and lets a revoke pass', async () => {
    const bench = queueBench()
    bench.queue.enqueue(grant('guest', { kind: 'guest.create' }))
    bench.queue.enqueue(grant('right'))
    bench.queue.enqueue(revoke('close'))
    tamper(bench, 'guest', '"for":"guest"', '"for":"ghost"')
    bench.kill()
    await vi.waitFor(() => expect(bench.far.effects).toEqual(['close']))
    expect(bench.queue.counts()).toEqual({ waiting: 1, needsPerson: 1 })
  })

  it('cannot be tried again, and is put away as it is; the same may then be asked for anew', async () => {
    const bench = queueBench()
    bench.queue.enqueue(revoke('close'))
    tamper(bench, 'close', '"for":"close"', '"for":"chose"')
    bench.kill()
    const [damaged] = needsPerson(bench)
    expect(() => bench.queue.retry(damaged!.id)).toThrow('can’t be tried again')
    bench.queue.drop(damaged!.id)
    expect(bench.queue.counts()).toEqual({ waiting: 0, needsPerson: 0 })
    expect(JSON.stringify(bench.store.database.prepare('SELECT body FROM command_done').all())).toContain('chose')
    bench.queue.enqueue(revoke('close'))
    await vi.waitFor(() => expect(bench.far.effects).toEqual(['close']))
  })
})

describe('the key of the seals', () => {
  function open(bench: Bench, sealKey: string) {
    const queue = createQueue({
      store: bench.store,
      sealKey,
      clock: { now: bench.clock.now, monotonic: bench.clock.monotonic_ },
      random: () => 0,
      randomId: () => 'another',
      log: { info: () => undefined, error: () => undefined },
      judge,
      onChange: () => undefined,
    })
    onTestFinished(() => queue.close())
    return queue
  }

  it('when it was lost costs nothing that waits, and the desk says so', () => {
    const bench = queueBench()
    bench.queue.enqueue(revoke('close'))
    const queue = open(bench, 'ab'.repeat(32))
    expect(queue.counts()).toEqual({ waiting: 1, needsPerson: 0 })
    expect(queue.notices()).toMatchObject([{ id: 'seals-lost' }])
    expect(open(bench, 'ab'.repeat(32)).notices()).toEqual([])
  })

  it('is not thought lost when only the proof of it was damaged', () => {
    const bench = queueBench()
    bench.queue.enqueue(revoke('close'))
    bench.queue.enqueue(grant('right'))
    tamper(bench, 'right', '"for":"right"', '"for":"wrong"')
    bench.store.database.exec(`UPDATE command_seal SET proof = 'x'`)
    const queue = open(bench, '5ea1'.repeat(16))
    expect(queue.notices()).toEqual([])
    expect(queue.counts()).toEqual({ waiting: 1, needsPerson: 1 })
  })
})

it('keeps the memory of the line true to the disk when a transaction is undone', async () => {
  const bench = queueBench()
  bench.far.before = () => {
    throw refused()
  }
  bench.queue.enqueue(grant('right'))
  bench.queue.start()
  await vi.waitFor(() => expect(bench.queue.counts()).toEqual({ waiting: 0, needsPerson: 1 }))
  const [stopped] = needsPerson(bench)
  const undone = (work: () => void): void =>
    expect(() =>
      bench.store.transaction(() => {
        work()
        throw new Error('undone')
      }),
    ).toThrow('undone')
  undone(() => bench.queue.enqueue(revoke('close')))
  undone(() => bench.queue.drop(stopped!.id))
  undone(() => bench.queue.retry(stopped!.id))
  undone(() => bench.queue.supersedeGrants('a', 'left'))
  expect(bench.queue.counts()).toEqual({ waiting: 0, needsPerson: 1 })
  expect(needsPerson(bench)).toEqual([stopped])
  bench.far.before = () => undefined
  bench.queue.enqueue(revoke('close'))
  await vi.waitFor(() => expect(bench.far.effects).toEqual(['close']))
})
