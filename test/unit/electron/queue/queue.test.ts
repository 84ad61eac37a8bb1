import { describe, expect, it, vi } from 'vitest'
import { click, grant, offline, queueBench, refused, revoke, timeout, unauthorized } from '../../../fixtures/queue.ts'

const settled = (bench: ReturnType<typeof queueBench>) => bench.outcomes.map(({ key, outcome }) => [key, outcome.state])

describe('order', () => {
  it('sends the commands of one visit one after another, in the order in which they were written', async () => {
    const bench = queueBench()
    bench.store.transaction(() => {
      bench.queue.enqueue(grant('guest', { kind: 'guest.create' }))
      bench.queue.enqueue(grant('right'))
      bench.queue.enqueue(grant('card', { kind: 'card.give' }))
    })
    bench.queue.start()
    await vi.waitFor(() => expect(bench.outcomes).toHaveLength(3))
    expect(bench.far.sends).toEqual(['guest', 'right', 'card'])
  })

  it('sends revokes before grants that were waiting longer', async () => {
    const bench = queueBench()
    bench.queue.enqueue(grant('open b', { visitId: 'b', entities: ['visit:b'] }))
    bench.queue.enqueue(revoke('close a'))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.outcomes).toHaveLength(2))
    expect(bench.far.sends).toEqual(['close a', 'open b'])
  })

  it('keeps a card’s next grant behind its revoke, across visits', async () => {
    const bench = queueBench()
    bench.far.before = (_what, command) => {
      if (command.class === 'revoke') throw timeout()
    }
    bench.queue.enqueue(revoke('take card from a', { entities: ['visit:a', 'card:1'] }))
    bench.queue.enqueue(grant('give card to b', { kind: 'card.give', visitId: 'b', entities: ['visit:b', 'card:1'] }))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.queue.list('waiting', 10, 0)[0]?.state).toBe('unknown'))
    expect(bench.far.sends).toEqual([])
    bench.far.before = () => undefined
    bench.queue.wake()
    await vi.waitFor(() => expect(bench.far.effects).toEqual(['take card from a', 'give card to b']))
  })
})

describe('the network', () => {
  it('keeps everything while there is none, and closes before it opens when it is back', async () => {
    const bench = queueBench()
    bench.far.before = () => {
      throw offline()
    }
    bench.queue.enqueue(grant('open b', { visitId: 'b', entities: ['visit:b'] }))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.queue.nextProbeAt()).not.toBe(undefined))
    bench.queue.enqueue(revoke('close a'))
    expect(bench.queue.counts()).toEqual({ waiting: 2, needsPerson: 0 })
    bench.far.before = () => undefined
    bench.queue.wake()
    await vi.waitFor(() => expect(bench.outcomes).toHaveLength(2))
    expect(bench.far.effects).toEqual(['close a', 'open b'])
  })

  it('closes before it opens also when the line broke in the middle, again and again', async () => {
    const bench = queueBench()
    let down = true
    bench.far.before = () => {
      if (down) throw timeout()
    }
    bench.queue.enqueue(grant('open b', { visitId: 'b', entities: ['visit:b'] }))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.queue.list('waiting', 10, 0)[0]?.problem).not.toBeNull())
    bench.store.transaction(() => {
      bench.queue.enqueue(revoke('close a'))
      bench.queue.enqueue(revoke('close a too', { kind: 'right.take' }))
    })
    for (let probe = 0; probe < 30; probe++) {
      bench.queue.wake()
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(bench.queue.counts()).toEqual({ waiting: 3, needsPerson: 0 })
    down = false
    bench.queue.wake()
    await vi.waitFor(() => expect(bench.outcomes).toHaveLength(3))
    expect(bench.far.effects).toEqual(['close a', 'close a too', 'open b'])
  })

  it('looks before it sends again after an answer that never came, and does nothing twice', async () => {
    const bench = queueBench()
    bench.far.after = () => {
      throw timeout()
    }
    bench.queue.enqueue(grant('right'))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.outcomes).toHaveLength(1))
    expect(settled(bench)).toEqual([['right', 'completed']])
    expect(bench.far.sends).toEqual(['right'])
    expect(bench.far.looks).toEqual(['right'])
  })

  it('sends again when it looked and the effect was not there', async () => {
    const bench = queueBench()
    let lost = true
    bench.far.before = (what) => {
      if (what === 'send' && lost) {
        lost = false
        throw timeout()
      }
    }
    bench.queue.enqueue(grant('right'))
    bench.queue.start()
    await vi.waitFor(() => expect(settled(bench)).toEqual([['right', 'completed']]))
    expect(bench.far.sends).toEqual(['right'])
  })

  it('drops nothing when the key is refused, and goes on when it is good again', async () => {
    const bench = queueBench()
    bench.far.before = () => {
      throw unauthorized()
    }
    bench.queue.enqueue(grant('right'))
    bench.queue.enqueue(revoke('close b', { visitId: 'b', entities: ['visit:b'] }))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.queue.nextProbeAt()).not.toBeNull())
    expect(bench.queue.counts()).toEqual({ waiting: 2, needsPerson: 0 })
    bench.far.before = () => undefined
    bench.queue.wake()
    await vi.waitFor(() => expect(bench.far.effects).toEqual(['close b', 'right']))
  })
})

describe('a desk that is killed', () => {
  it('looks at Kisi first for what was on the wire, and does not do it twice', async () => {
    const bench = queueBench()
    bench.far.after = () => new Promise<void>(() => undefined)
    bench.queue.enqueue(grant('right'))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.far.effects).toEqual(['right']))
    bench.far.after = () => undefined
    bench.kill()
    await vi.waitFor(() => expect(bench.outcomes.at(-1)?.outcome.state).toBe('completed'))
    expect(bench.far.effects).toEqual(['right'])
  })

  it('never opens a door for a click of another life', async () => {
    const bench = queueBench()
    bench.queue.enqueue(click('door'))
    bench.kill()
    bench.queue.enqueue(grant('right'))
    await vi.waitFor(() => expect(bench.far.effects).toEqual(['right']))
    await expect(bench.queue.runNow(click('door'))).resolves.toMatchObject({ state: 'expired' })
    expect(bench.far.sends).toEqual(['right'])
  })
})

describe('a click', () => {
  it('is sent at once and answers how it ended', async () => {
    const bench = queueBench()
    await expect(bench.queue.runNow(click('door'))).resolves.toMatchObject({ state: 'completed' })
    expect(bench.far.sends).toEqual(['door'])
  })

  it('is never sent twice: the same click again is refused', async () => {
    const bench = queueBench()
    await bench.queue.runNow(click('door'))
    await expect(bench.queue.runNow(click('door'))).rejects.toThrow('already asked for')
    expect(bench.far.sends).toEqual(['door'])
  })

  it('is not repeated after an answer that never came: the outcome stays unknown', async () => {
    const bench = queueBench()
    bench.far.after = () => {
      throw timeout()
    }
    await expect(bench.queue.runNow(click('door'))).resolves.toMatchObject({ state: 'unknown' })
    bench.kill()
    bench.queue.enqueue(grant('right'))
    await vi.waitFor(() => expect(bench.far.effects).toContain('right'))
    expect(bench.far.sends).toEqual(['door', 'right'])
  })

  it.each([
    ['the wall clock jumps ahead', { wall: 11_000, monotonic: 0 }],
    ['the computer slept', { wall: 0, monotonic: 11_000 }],
    ['the wall clock goes back', { wall: -60_000, monotonic: 0 }],
  ])('expires unsent when %s before it is claimed', async (_what, jump) => {
    const bench = queueBench()
    const command = click('door')
    bench.queue.enqueue(command)
    bench.clock.wall += jump.wall
    bench.clock.monotonic += jump.monotonic
    await expect(bench.queue.runNow(command)).resolves.toMatchObject({ state: 'expired' })
    expect(bench.far.sends).toEqual([])
  })
})

describe('refusals', () => {
  it('hands a refused grant to a person, holds what depends on it, and lets everything else pass', async () => {
    const bench = queueBench()
    bench.far.before = (_what, command) => {
      if (command.key === 'guest') throw refused()
    }
    bench.queue.enqueue(grant('guest', { kind: 'guest.create' }))
    bench.queue.enqueue(grant('right'))
    bench.queue.enqueue(grant('other', { visitId: 'b', entities: ['visit:b'] }))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.outcomes).toHaveLength(2))
    expect(bench.queue.list('needs_person', 10, 0).map((command) => [command.key, command.problem])).toEqual([
      ['guest', 'Kisi refused it: the name is taken.'],
    ])
    expect(bench.far.sends).toEqual(['other'])
    bench.far.before = () => undefined
    bench.queue.retry(bench.queue.list('needs_person', 10, 0)[0]!.id)
    await vi.waitFor(() => expect(bench.far.sends).toEqual(['other', 'guest', 'right']))
  })

  it('drops what a person drops, together with what depended on it', async () => {
    const bench = queueBench()
    bench.far.before = () => {
      throw refused()
    }
    bench.queue.enqueue(grant('guest', { kind: 'guest.create' }))
    bench.queue.enqueue(grant('right'))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.queue.counts().needsPerson).toBe(1))
    bench.queue.drop(bench.queue.list('needs_person', 10, 0)[0]!.id)
    expect(bench.queue.counts()).toEqual({ waiting: 0, needsPerson: 0 })
    expect(settled(bench)).toEqual([
      ['guest', 'failed'],
      ['right', 'cancelled'],
      ['guest', 'cancelled'],
    ])
  })

  it('does not let anyone drop a revoke', async () => {
    const bench = queueBench()
    bench.far.before = () => {
      throw refused()
    }
    bench.queue.enqueue(revoke('close a'))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.queue.counts().needsPerson).toBe(1))
    expect(() => bench.queue.drop(bench.queue.list('needs_person', 10, 0)[0]!.id)).toThrow('never dropped')
  })
})

describe('leaving', () => {
  it('drops the grants that were never sent, also refused ones, and passes them with the revoke', async () => {
    const bench = queueBench()
    bench.far.before = (_what, command) => {
      if (command.key === 'right') throw refused()
    }
    bench.queue.enqueue(grant('right'))
    bench.queue.enqueue(grant('card', { kind: 'card.give' }))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.queue.counts().needsPerson).toBe(1))
    bench.store.transaction(() => {
      bench.queue.supersedeGrants('a', 'left')
      bench.queue.enqueue(revoke('close a'))
    })
    await vi.waitFor(() => expect(bench.far.sends).toEqual(['close a']))
    expect(bench.queue.counts()).toEqual({ waiting: 0, needsPerson: 0 })
  })

  it('does not send a grant whose visit has ended', async () => {
    const bench = queueBench()
    bench.queue.enqueue(grant('right', { expiresAt: bench.clock.now() + 1000 }))
    bench.clock.wall += 2000
    bench.queue.start()
    await vi.waitFor(() => expect(settled(bench)).toEqual([['right', 'expired']]))
    expect(bench.far.sends).toEqual([])
  })
})

describe('the unique key', () => {
  it('makes the same command again the same command', () => {
    const bench = queueBench()
    expect(bench.queue.enqueue(grant('right')).id).toBe(bench.queue.enqueue(grant('right')).id)
    expect(bench.queue.counts().waiting).toBe(1)
  })

  it('refuses the same key with other parameters', () => {
    const bench = queueBench()
    bench.queue.enqueue(grant('right'))
    expect(() => bench.queue.enqueue(grant('right', { parameters: { for: 'someone else' } }))).toThrow('other details')
  })
})

it('writes a command and its use case’s rows together or not at all', () => {
  const bench = queueBench()
  expect(() =>
    bench.store.transaction(() => {
      bench.queue.enqueue(grant('right'))
      throw new Error('the visit could not be written')
    }),
  ).toThrow('the visit could not be written')
  expect(bench.queue.counts().waiting).toBe(0)
})

it('goes on after an error of its own, and looks before it sends again', async () => {
  const bench = queueBench()
  let broken = true
  bench.far.after = () => {
    if (broken) {
      broken = false
      throw new TypeError('a defect')
    }
  }
  bench.queue.enqueue(grant('right'))
  bench.queue.start()
  await vi.waitFor(() => expect(settled(bench)).toEqual([['right', 'completed']]))
  expect(bench.far.sends).toEqual(['right'])
})
