import { describe, expect, it } from 'vitest'
import { type LongList, readList, type Slice } from '../../../../electron/mirror/read-list.ts'
import type { PageOptions } from '../../../../electron/kisi/types.ts'
import { createRandom } from '../../../fixtures/random.ts'

interface Thing {
  id: number
  site: number
  name: string
}

const signal = new AbortController().signal

/** A list that lives in memory and refuses offsets over 20,000, as Kisi does. */
function listOf(things: () => Thing[], more: { limit?: number; whole?: Slice; rest?: LongList<Thing>['rest'] } = {}) {
  const kept = new Map<number, Thing>()
  const asked: PageOptions[] = []
  let before: (page: PageOptions, count: number) => void = () => undefined
  let totals = true
  const list: LongList<Thing> = {
    name: 'things',
    limit: more.limit ?? 100,
    whole: more.whole ?? { filter: {} },
    rest: more.rest,
    read: async (page) => {
      if (page.offset > 20_000) throw new Error('offset must be at most 20000')
      asked.push(page)
      before(page, asked.length)
      const { site, sort, ids } = page.filter ?? {}
      const wanted = ids === undefined ? null : new Set(String(ids).split(',').map(Number))
      const isWanted = (one: Thing): boolean =>
        (site === undefined || one.site === site) && (wanted === null || wanted.has(one.id))
      // Every page of a long list asks for all of it: then nothing is looked through.
      const fits = site === undefined && wanted === null ? [...things()] : things().filter(isWanted)
      // Names are given out so that their order is the ids' order turned round.
      if (sort === 'name') fits.reverse()
      return { items: fits.slice(page.offset, page.offset + page.limit), total: totals ? fits.length : null }
    },
    store: (items) => items.forEach((one) => kept.set(one.id, one)),
    drop: (ids) => ids.forEach((id) => kept.delete(id)),
  }
  return {
    list,
    kept,
    asked,
    before: (hook: typeof before) => (before = hook),
    withoutTotals: () => (totals = false),
    async read(ahead = false): Promise<number> {
      const reading = readList(list, { signal, expect: () => undefined, ask: (call) => call(), ahead })
      for (;;) {
        const step = await reading.next()
        if (step.done === true) return step.value
      }
    },
  }
}

const make = (count: number, sites = 1): Thing[] =>
  Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    site: (index % sites) + 1,
    name: String(count - index).padStart(7, '0'),
  }))

const sorted = (ids: Iterable<number>): number[] => [...ids].sort((one, other) => one - other)

describe('reading a list that stands still', () => {
  it.each([0, 1, 99, 100, 101, 199, 200, 1000, 20_099, 20_100])('of %i takes every object once', async (count) => {
    const things = make(count)
    const { read, kept, asked } = listOf(() => things)
    expect(await read()).toBe(0)
    expect(sorted(kept.keys())).toEqual(things.map(({ id }) => id))
    expect(asked.length).toBeLessThanOrEqual(Math.ceil(Math.max(0, count - 1) / 99) + 1)
  })

  it('manages without totals', async () => {
    const things = make(350)
    const one = listOf(() => things)
    one.withoutTotals()
    await one.read()
    expect(one.kept.size).toBe(350)
  })
})

describe('reading a page ahead', () => {
  it.each([1, 100, 101, 199, 200, 1000, 20_100])(
    'asks for no page twice and for none in vain, of %i',
    async (count) => {
      const things = make(count)
      const plain = listOf(() => things)
      const ahead = listOf(() => things)
      await plain.read()
      await ahead.read(true)
      expect(ahead.asked.map(({ offset }) => offset)).toEqual(plain.asked.map(({ offset }) => offset))
      expect(ahead.kept.size).toBe(count)
    },
  )

  it('has two requests under way and keeps the pages in their order', async () => {
    const things = make(1000)
    const one = listOf(() => things)
    let open = 0
    let most = 0
    const kept: number[] = []
    const reading = readList(
      { ...one.list, store: (items) => void kept.push(items[0]!.id) },
      {
        signal,
        expect: () => undefined,
        ahead: true,
        async ask(call) {
          most = Math.max(most, (open += 1))
          await new Promise((resolve) => setImmediate(resolve))
          open -= 1
          return call()
        },
      },
    )
    while ((await reading.next()).done !== true);
    expect(most).toBe(2)
    expect(kept).toEqual([...kept].sort((a, b) => a - b))
  })

  it('fails with what the page failed with, in its turn', async () => {
    const things = make(1000)
    const one = listOf(() => things)
    one.before((page) => {
      if (page.offset === 297) throw new Error('no such page')
    })
    await expect(one.read(true)).rejects.toThrow('no such page')
    expect(one.kept.size).toBe(298)
  })
})

describe('reading a list that shifts meanwhile', () => {
  it('notices a deletion and a creation that leave the total as it was', async () => {
    let things = make(1000)
    const one = listOf(() => things)
    one.before((_page, count) => {
      if (count === 6) things = [...things.filter(({ id }) => id !== 50), { id: 5000, site: 1, name: 'late' }]
    })
    await one.read()
    expect(sorted(one.kept.keys())).toEqual(sorted(things.map(({ id }) => id)))
  })

  it('reads only the affected part again', async () => {
    let things = make(10_000)
    const one = listOf(() => things)
    one.before((_page, count) => {
      if (count === 90) things = things.filter(({ id }) => id !== 4321)
    })
    await one.read()
    expect(sorted(one.kept.keys())).toEqual(things.map(({ id }) => id))
    // 102 pages would do had it stood still; halving 90 pages takes at most eight more.
    expect(one.asked.length).toBeLessThanOrEqual(102 + 9)
  })

  it('follows objects that move within it', async () => {
    let things = make(600)
    const one = listOf(() => things)
    one.before((_page, count) => {
      if (count === 4) things = [...things.slice(500, 501), ...things.slice(0, 500), ...things.slice(501)]
    })
    await one.read()
    expect(sorted(one.kept.keys())).toEqual(sorted(things.map(({ id }) => id)))
  })

  it('does not go on for ever when it never stands still', async () => {
    let id = 9000
    let things = make(500)
    const one = listOf(() => things)
    one.before(() => (things = [{ id: id++, site: 1, name: 'x' }, ...things.slice(0, -1)]))
    await one.read()
    expect(one.asked.length).toBeLessThan(120)
  })

  it.each([
    ['page after page', false],
    ['a page ahead', true],
  ])('ends with what there is, whatever happens at whatever moment, read %s', async (_how, ahead) => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    const { next, below } = createRandom(seed)
    for (let round = 0; round < 300; round++) {
      let things = make(300 + below(900))
      let id = 100_000
      const changes = new Set(Array.from({ length: 1 + below(2) }, () => 2 + below(8)))
      const one = listOf(() => things)
      let last = 0
      one.before((page, count) => {
        // The page that a change comes before must not be the last one: what happens after it nobody can see.
        if (!changes.has(count) || page.offset + 200 >= things.length) return
        last = count
        const at = below(things.length)
        if (next() < 0.5) things = things.filter((_, index) => index !== at)
        else things = [...things.slice(0, at), { id: id++, site: 1, name: 'new' }, ...things.slice(at)]
      })
      await one.read(ahead)
      expect({ seed, round, last, ids: sorted(one.kept.keys()) }).toEqual({
        seed,
        round,
        last,
        ids: sorted(things.map((thing) => thing.id)),
      })
    }
  })
})

describe('reading a list beyond the largest offset', () => {
  it('reads it by its parts, each object once', async () => {
    const things = make(30_000, 3)
    const one = listOf(() => things, {
      whole: { filter: {}, parts: () => [1, 2, 3].map((site) => ({ filter: { site } })) },
    })
    expect(await one.read()).toBe(0)
    expect(one.kept.size).toBe(30_000)
    expect(one.asked.length).toBeLessThan(310)
  })

  it('reads a part that is too long itself from both its ends', async () => {
    const things = make(38_000)
    const ways = ['name', '-name']
    const one = listOf(() => things, { whole: { filter: {}, parts: () => [{ filter: { site: 1 }, ways }], ways } })
    expect(await one.read()).toBe(0)
    expect(one.kept.size).toBe(38_000)
  })

  it('asks for what others name by id, and says how many are missing', async () => {
    const things = make(20_600)
    const named = things.slice(20_050, 20_500).map(({ id }) => id)
    const one = listOf(() => things, { rest: { named: () => named } })
    expect(await one.read()).toBe(100)
    expect(one.kept.size).toBe(20_500)
  })
})
