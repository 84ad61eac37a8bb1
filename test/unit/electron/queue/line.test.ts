import { describe, expect, it } from 'vitest'
import { createLine, type Entry } from '../../../../electron/queue/line.ts'

function entry(id: number, more: Partial<Entry> = {}): Entry {
  return {
    id,
    key: `key ${id}`,
    class: 'grant',
    entities: [`visit:${Math.ceil(id / 2)}`],
    state: 'queued',
    sent: false,
    withdrawn: false,
    tries: 0,
    nextTryAt: 0,
    expiresAt: null,
    damaged: false,
    ...more,
  }
}

const orderOf = (line: ReturnType<typeof createLine>): number[] => {
  const order: number[] = []
  for (let id = line.nextReady(0); id !== null; id = line.nextReady(0)) {
    order.push(id)
    line.remove(id)
  }
  return order
}

describe('the line', () => {
  it('counts and finds what has just been added, before anybody looked at the lanes', () => {
    const line = createLine()
    line.add(entry(1))
    expect(line.idOf('key 1')).toBe(1)
    line.add(entry(2, { class: 'revoke' }))
    expect(line.ofEntity('visit:1')).toEqual([1, 2])
    line.add(entry(3))
    expect(line.counts()).toEqual({ waiting: 3, needsPerson: 0 })
    line.add(entry(4))
    line.remove(4)
    expect(orderOf(line)).toEqual([2, 1, 3])
  })

  it('knows after many changes at once what it would know after one by one', () => {
    const all = Array.from({ length: 40 }, (_, index) =>
      entry(index + 1, { class: index % 3 === 0 ? 'revoke' : 'grant' }),
    )
    const one = createLine()
    const together = createLine()
    for (const each of all) {
      one.add({ ...each })
      together.add({ ...each })
    }
    const change = (line: typeof one): void => {
      for (const { id } of all) {
        if (id % 5 === 0) line.remove(id)
        else if (id % 4 === 0) line.change(id, { state: 'failed' })
        else if (id % 7 === 0) line.change(id, { withdrawn: true, sent: true, state: 'unknown' })
      }
    }
    change(one)
    together.changeTogether(() => change(together))
    expect(together.counts()).toEqual(one.counts())
    expect(together.list('needs_person', 100, 0)).toEqual(one.list('needs_person', 100, 0))
    expect(orderOf(together)).toEqual(orderOf(one))
  })

  it('is whole again when one of many changes fails', () => {
    const line = createLine()
    for (const id of [1, 2, 3]) line.add(entry(id))
    expect(() =>
      line.changeTogether(() => {
        line.change(1, { state: 'failed' })
        throw new Error('the disk')
      }),
    ).toThrow('the disk')
    expect(line.counts()).toEqual({ waiting: 2, needsPerson: 1 })
    expect(line.nextReady(0)).toBe(3)
  })
})
