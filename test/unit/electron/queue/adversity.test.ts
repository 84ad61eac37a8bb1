import { describe, expect, it, vi } from 'vitest'
import {
  click,
  grant,
  offline,
  queueBench,
  refused,
  revoke,
  slower,
  timeout,
  trouble,
  type Bench,
} from '../../../fixtures/queue.ts'

const day = 86_400_000

/** A moment that a test holds back until it lets go. */
function held(): { moment: Promise<void>; letGo(): void } {
  let letGo = (): void => undefined
  const moment = new Promise<void>((resolve) => (letGo = resolve))
  return { moment, letGo }
}

/** The visitor leaves: what a use case does at check-out. */
function leave(bench: Bench): void {
  bench.store.transaction(() => {
    bench.queue.supersedeGrants('a', 'left')
    bench.queue.enqueue(revoke('close a'))
  })
}

const quiet = (bench: Bench) =>
  vi.waitFor(() => {
    bench.queue.wake()
    expect(bench.queue.counts().waiting).toBe(0)
  })

describe('a visitor who leaves while a grant is on the wire', () => {
  it.each([
    ['asked for a slower pace', slower],
    ['could not be reached', offline],
  ])('gets nothing afterwards when Kisi %s', async (_what, error) => {
    const bench = queueBench()
    const answer = held()
    let first = true
    bench.far.before = async (what, command) => {
      if (what !== 'send' || command.key !== 'right' || !first) return
      first = false
      await answer.moment
      throw error()
    }
    bench.queue.enqueue(grant('right'))
    bench.queue.start()
    await vi.waitFor(() => expect(first).toBe(false))
    leave(bench)
    answer.letGo()
    await quiet(bench)
    expect(bench.far.effects).not.toContain('right')
    expect(bench.outcomes.find(({ key }) => key === 'right')?.outcome.state).toBe('superseded')
  })

  it('gets nothing afterwards when no answer came and Kisi shows that nothing happened', async () => {
    const bench = queueBench()
    const answer = held()
    let first = true
    bench.far.before = async (what, command) => {
      if (what !== 'send' || command.key !== 'right' || !first) return
      first = false
      await answer.moment
      throw timeout()
    }
    bench.queue.enqueue(grant('right'))
    bench.queue.start()
    await vi.waitFor(() => expect(first).toBe(false))
    leave(bench)
    answer.letGo()
    await quiet(bench)
    expect(bench.far.sends).toEqual(['close a'])
    expect(bench.far.looks).toContain('right')
  })

  it('has it closed when no answer came although it took effect', async () => {
    const bench = queueBench()
    const answer = held()
    bench.far.after = async (command) => {
      if (command.key !== 'right') return
      await answer.moment
      throw timeout()
    }
    bench.queue.enqueue(grant('right'))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.far.effects).toEqual(['right']))
    leave(bench)
    answer.letGo()
    await quiet(bench)
    expect(bench.far.effects).toEqual(['right', 'close a'])
  })

  it('does not wait behind the grants of others to be looked at and closed', async () => {
    const bench = queueBench()
    const answer = held()
    let first = true
    bench.far.before = async (what, command) => {
      if (what !== 'send' || command.key !== 'right' || !first) return
      first = false
      await answer.moment
      throw timeout()
    }
    bench.store.transaction(() => {
      bench.queue.enqueue(grant('right'))
      for (const other of ['b', 'c', 'd']) {
        bench.queue.enqueue(grant(`open ${other}`, { visitId: other, entities: [`visit:${other}`] }))
      }
    })
    bench.queue.start()
    await vi.waitFor(() => expect(first).toBe(false))
    leave(bench)
    answer.letGo()
    await quiet(bench)
    expect(bench.far.sends).toEqual(['close a', 'open b', 'open c', 'open d'])
  })

  it('is not sent a grant that was only being looked at', async () => {
    const bench = queueBench()
    const answer = held()
    bench.far.after = (command) => {
      if (command.key === 'right') throw timeout()
    }
    bench.queue.enqueue(grant('right'))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.far.effects).toEqual(['right']))
    await quiet(bench)
    bench.far.after = () => undefined
    bench.far.effects.length = 0
    bench.far.sends.length = 0
    let looked = false
    bench.far.before = async (what, command) => {
      if (what !== 'read' || command.key !== 'guest again') return
      looked = true
      await answer.moment
    }
    bench.queue.enqueue(grant('guest again', { kind: 'guest.create' }))
    bench.far.before = async (what) => {
      if (what === 'send' && !looked) {
        looked = true
        throw timeout()
      }
      if (what === 'read') await answer.moment
    }
    await vi.waitFor(() => expect(looked).toBe(true))
    leave(bench)
    answer.letGo()
    await quiet(bench)
    expect(bench.far.sends).toEqual(['close a'])
  })
})

describe('a revoke that Kisi refuses', () => {
  it('does not hold up the others of its visit', async () => {
    const bench = queueBench()
    bench.far.before = (_what, command) => {
      if (command.key === 'take right') throw refused()
    }
    bench.store.transaction(() => {
      bench.queue.enqueue(revoke('take right'))
      bench.queue.enqueue(revoke('take card'))
    })
    bench.queue.start()
    await vi.waitFor(() => expect(bench.far.effects).toEqual(['take card']))
    expect(bench.queue.list('needs_person', 10, 0).map((command) => command.key)).toEqual(['take right'])
  })

  it('stays over a restart, and goes when a person tries again', async () => {
    const bench = queueBench()
    bench.far.before = () => {
      throw refused()
    }
    bench.queue.enqueue(revoke('close a'))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.queue.counts()).toEqual({ waiting: 0, needsPerson: 1 }))
    bench.kill()
    expect(bench.queue.counts()).toEqual({ waiting: 0, needsPerson: 1 })
    bench.far.before = () => undefined
    bench.queue.retry(bench.queue.list('needs_person', 10, 0)[0]!.id)
    await vi.waitFor(() => expect(bench.far.effects).toEqual(['close a']))
  })
})

describe('a revoke whose own request never gets an answer', () => {
  it('does not keep the other revokes from going', async () => {
    const bench = queueBench()
    bench.far.before = (_what, command) => {
      if (command.key === 'close a') throw timeout()
    }
    bench.queue.enqueue(revoke('close a'))
    bench.queue.enqueue(revoke('close b', { visitId: 'b', entities: ['visit:b'] }))
    bench.queue.start()
    await vi.waitFor(() => {
      bench.queue.wake()
      expect(bench.far.effects).toEqual(['close b'])
    })
  })

  it('does not keep grants from going while Kisi answers everyone else', async () => {
    const bench = queueBench()
    bench.far.before = (what, command) => {
      if (what === 'send' && command.key === 'close a') throw timeout()
    }
    bench.queue.enqueue(revoke('close a'))
    bench.queue.enqueue(grant('open b', { visitId: 'b', entities: ['visit:b'] }))
    bench.queue.start()
    await vi.waitFor(() => {
      bench.queue.wake()
      expect(bench.far.effects).toEqual(['open b'])
    })
    expect(bench.queue.counts().waiting).toBe(1)
  })
})

describe('a cloud in trouble', () => {
  it('uses up nobody’s tries, however long it lasts', async () => {
    const bench = queueBench()
    let asked = 0
    let down = true
    bench.far.before = () => {
      if (!down) return
      asked += 1
      throw trouble()
    }
    bench.queue.enqueue(grant('right'))
    bench.queue.enqueue(grant('open b', { visitId: 'b', entities: ['visit:b'] }))
    bench.queue.start()
    await vi.waitFor(() => {
      bench.queue.wake()
      expect(asked).toBeGreaterThan(60)
    })
    expect(bench.queue.counts()).toEqual({ waiting: 2, needsPerson: 0 })
    down = false
    await quiet(bench)
    expect(bench.far.effects.toSorted()).toEqual(['open b', 'right'])
  })
})

describe('clocks', () => {
  it('do not hold a revoke back when the wall clock is set back by a day', async () => {
    const bench = queueBench()
    bench.clock.wall = day
    bench.queue.enqueue(revoke('close a'))
    bench.clock.wall = 0
    bench.queue.start()
    await vi.waitFor(() => expect(bench.far.effects).toEqual(['close a']))
  })

  it('end a grant that waits behind a shut line when its visit ends', async () => {
    const bench = queueBench()
    bench.far.before = () => {
      throw offline()
    }
    bench.queue.enqueue(grant('right', { expiresAt: bench.clock.now() + 60_000 }))
    bench.queue.enqueue(grant('card', { kind: 'card.give', expiresAt: bench.clock.now() + 60_000 }))
    bench.queue.enqueue(revoke('close b', { visitId: 'b', entities: ['visit:b'] }))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.queue.list('waiting', 1, 0)[0]?.problem).not.toBeNull())
    bench.clock.wall += 61_000
    bench.queue.wake()
    await vi.waitFor(() =>
      expect(bench.outcomes.map(({ key, outcome }) => [key, outcome.state])).toEqual([
        ['right', 'expired'],
        ['card', 'expired'],
      ]),
    )
    expect(bench.queue.counts().waiting).toBe(1)
  })

  it('never let a grant be sent again after its visit has ended', async () => {
    const bench = queueBench()
    const later = held()
    bench.far.before = async (what) => {
      if (what === 'send') throw timeout()
      await later.moment
    }
    bench.queue.enqueue(grant('right', { expiresAt: bench.clock.now() + 60_000 }))
    bench.queue.start()
    await vi.waitFor(() => expect(bench.queue.list('waiting', 1, 0)[0]?.sentAt).not.toBeNull())
    const closing = bench.queue.close()
    later.letGo()
    await closing
    bench.clock.wall += 61_000
    bench.far.before = () => undefined
    bench.kill()
    await quiet(bench)
    expect(bench.far.sends).toEqual([])
    expect(bench.outcomes.map(({ outcome }) => outcome.state)).toEqual(['expired'])
  })
})

it('puts nothing on the wire before the transaction that asked for it is on the disk', async () => {
  const bench = queueBench()
  bench.far.before = () => {
    throw refused()
  }
  bench.queue.enqueue(grant('right'))
  bench.queue.start()
  await vi.waitFor(() => expect(bench.queue.counts().needsPerson).toBe(1))
  const within: boolean[] = []
  bench.far.before = () => void within.push(bench.store.database.inTransaction)
  bench.store.transaction(() => bench.queue.retry(bench.queue.list('needs_person', 1, 0)[0]!.id))
  await vi.waitFor(() => expect(bench.far.effects).toEqual(['right']))
  expect(within).not.toContain(true)
})

it('never sends again what Kisi has said yes to, however late Kisi shows it', async () => {
  const bench = queueBench()
  const hidden: string[] = []
  bench.far.after = (command) => {
    bench.far.effects.splice(bench.far.effects.indexOf(command.key), 1)
    hidden.push(command.key)
  }
  bench.far.before = (what) => {
    if (what === 'read' && bench.far.looks.length > 3) bench.far.effects.push(...hidden.splice(0))
  }
  bench.queue.enqueue(grant('right'))
  bench.queue.start()
  await quiet(bench)
  expect(bench.far.sends).toEqual(['right'])
  expect(bench.outcomes.map(({ outcome }) => outcome.state)).toEqual(['completed'])
})

it('remembers that a grant may have taken effect when it is given up', async () => {
  const bench = queueBench()
  bench.far.before = (what) => {
    if (what === 'read') throw new TypeError('a defect')
  }
  bench.far.after = () => {
    throw new TypeError('a defect')
  }
  bench.queue.enqueue(grant('right'))
  bench.queue.start()
  await vi.waitFor(() => {
    bench.queue.wake()
    bench.clock.wall += 60_000
    expect(bench.queue.list('needs_person', 1, 0)[0]).toMatchObject({ state: 'dead', sentAt: expect.any(Number) })
  })
})

describe('a click', () => {
  it('of a life that was killed leaves nothing waiting behind', () => {
    const bench = queueBench()
    bench.queue.enqueue(click('door'))
    bench.kill()
    expect(bench.queue.list('waiting', 10, 0)).toEqual([])
    expect(bench.far.sends).toEqual([])
  })

  it('that is on the wire when the desk closes is settled before the records are closed', async () => {
    const bench = queueBench()
    bench.far.after = () => new Promise<void>((_resolve, reject) => setTimeout(() => reject(timeout()), 20))
    const clicked = bench.queue.runNow(click('door'))
    await vi.waitFor(() => expect(bench.far.sends).toEqual(['door']))
    await bench.queue.close()
    expect(bench.outcomes.map(({ key, outcome }) => [key, outcome.state])).toEqual([['door', 'unknown']])
    await expect(clicked).resolves.toMatchObject({ state: 'unknown' })
    await expect(bench.queue.runNow(click('another'))).rejects.toThrow('closing')
  })
})
