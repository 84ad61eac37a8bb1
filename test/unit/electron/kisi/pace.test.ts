import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPacer, type Pacer } from '../../../../electron/kisi/pace.ts'
import { createPacers } from '../../../../electron/kisi/pacers.ts'
import type { Priority } from '../../../../electron/kisi/types.ts'
import { createRandom } from '../../../fixtures/random.ts'

let pacer: Pacer

beforeEach(() => {
  vi.useFakeTimers()
  pacer = createPacer({ clock: { monotonic: () => performance.now() }, random: () => 0 })
})
afterEach(() => {
  pacer.close()
  vi.useRealTimers()
})

interface Start {
  name: string
  at: number
}

/** Asks for turns and notes when each was given. */
function ask(
  starts: Start[],
  name: string,
  priority: Priority,
  more: { eventSet?: boolean; signal?: AbortSignal } = {},
): void {
  void pacer.turn({ priority, ...more }).then((at) => at !== null && starts.push({ name, at }))
}

/** The most starts in any window of `ms`, the window being half open. */
function densest(starts: readonly Start[], ms: number): number {
  return Math.max(...starts.map(({ at }) => starts.filter((other) => other.at >= at && other.at < at + ms).length))
}

describe('the pacer', () => {
  it('never starts more than five requests in any second and drains a backlog at 4.75 a second', async () => {
    const starts: Start[] = []
    for (let index = 0; index < 200; index++) ask(starts, `${index}`, 'background')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(starts).toHaveLength(200)
    expect(densest(starts, 1000)).toBeLessThanOrEqual(5)
    const took = (starts.at(-1)!.at - starts[0]!.at) / 1000
    expect(200 / took).toBeGreaterThan(4.6)
    expect(200 / took).toBeLessThan(5)
  })

  it('lets a click wait for one fifth of a second at most, whatever moment of a backlog it comes at', async () => {
    const starts: Start[] = []
    for (let index = 0; index < 400; index++) ask(starts, 'backlog', 'background')
    const waits: number[] = []
    for (let click = 0; click < 20; click++) {
      await vi.advanceTimersByTimeAsync(2000 + click * 37)
      const clickedAt = performance.now()
      void pacer.turn({ priority: 'click' }).then((at) => waits.push((at ?? Infinity) - clickedAt))
    }
    await vi.advanceTimersByTimeAsync(3000)
    expect(waits).toHaveLength(20)
    expect(Math.max(...waits)).toBeLessThanOrEqual(215)
    expect(densest(starts, 1000)).toBeLessThanOrEqual(5)
  })

  it('keeps the fifth place of a burst for a click', async () => {
    const starts: Start[] = []
    for (let index = 0; index < 10; index++) ask(starts, 'grant', 'grant')
    await vi.advanceTimersByTimeAsync(1)
    expect(starts.filter((start) => start.at === starts[0]!.at)).toHaveLength(4)
    ask(starts, 'click', 'click')
    await vi.advanceTimersByTimeAsync(1)
    expect(starts.at(-1)!.name).toBe('click')
  })

  it('serves clicks before revokes before grants before the rest, and first come first served among equals', async () => {
    const blockers: Start[] = []
    for (let index = 0; index < 5; index++) ask(blockers, 'blocker', 'click')
    const starts: Start[] = []
    for (const priority of ['background', 'grant', 'revoke', 'click'] as const) {
      ask(starts, `${priority} 1`, priority)
      ask(starts, `${priority} 2`, priority)
    }
    await vi.advanceTimersByTimeAsync(5000)
    expect(starts.map((start) => start.name)).toEqual(
      ['click', 'revoke', 'grant', 'background'].flatMap((priority) => [`${priority} 1`, `${priority} 2`]),
    )
  })

  it('lets those who give up leave the line without costing a place', async () => {
    const starts: Start[] = []
    for (let index = 0; index < 5; index++) ask(starts, 'first', 'click')
    const giveUp = new AbortController()
    const given = pacer.turn({ priority: 'grant', signal: giveUp.signal })
    ask(starts, 'next', 'grant')
    giveUp.abort()
    await expect(given).resolves.toBeNull()
    await vi.advanceTimersByTimeAsync(1500)
    expect(starts.map((start) => start.name)).toEqual([...Array<string>(5).fill('first'), 'next'])
    expect(pacer.waiting).toBe(0)
  })

  it('spaces event sets by more than a second without holding others up', async () => {
    const starts: Start[] = []
    ask(starts, 'set 1', 'background', { eventSet: true })
    ask(starts, 'set 2', 'background', { eventSet: true })
    ask(starts, 'other', 'background')
    await vi.advanceTimersByTimeAsync(3000)
    expect(starts.map((start) => start.name)).toEqual(['set 1', 'other', 'set 2'])
    expect(starts[2]!.at - starts[0]!.at).toBeGreaterThan(1000)
  })

  it('halves its rate after a 429, once for a burst of them, and wins it back with good answers', async () => {
    const startedAt = (await pacer.turn({ priority: 'background' })) ?? 0
    const full = pacer.perSecond
    pacer.refused(startedAt, undefined)
    expect(pacer.perSecond).toBe(full / 2)
    await vi.advanceTimersByTimeAsync(1)
    pacer.refused(startedAt, undefined)
    expect(pacer.perSecond).toBe(full / 2)
    for (let answer = 0; answer < 100; answer++) pacer.accepted(startedAt)
    expect(pacer.perSecond).toBe(full)
  })

  it('starts nothing before Retry-After has passed', async () => {
    const startedAt = (await pacer.turn({ priority: 'background' })) ?? 0
    pacer.refused(startedAt, 7000)
    const starts: Start[] = []
    ask(starts, 'click', 'click')
    await vi.advanceTimersByTimeAsync(6900)
    expect(starts).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(200)
    expect(starts).toHaveLength(1)
  })

  it('sends everyone home when it closes', async () => {
    const waiting = Array.from({ length: 8 }, () => pacer.turn({ priority: 'grant' }))
    pacer.close()
    const given = await Promise.all([...waiting, pacer.turn({ priority: 'click' })])
    expect(given.filter((at) => at === null)).toHaveLength(5)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('holds its limit and its order through random traffic', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    let state = seed
    const random = (): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
      return state / 0x80000000
    }
    const starts: Start[] = []
    const priorities = ['click', 'revoke', 'grant', 'background'] as const
    for (let step = 0; step < 300; step++) {
      const priority = priorities[Math.floor(random() * 4)] ?? 'grant'
      ask(starts, `${priority} ${String(step).padStart(3, '0')}`, priority)
      if (random() < 0.5) await vi.advanceTimersByTimeAsync(Math.floor(random() * 400))
    }
    await vi.advanceTimersByTimeAsync(120_000)
    expect(starts, `seed ${seed}`).toHaveLength(300)
    expect(densest(starts, 1000), `seed ${seed}`).toBeLessThanOrEqual(5)
    for (const priority of priorities) {
      const names = starts.map((start) => start.name).filter((name) => name.startsWith(priority))
      expect(names, `seed ${seed}`).toEqual([...names].sort())
    }
  })

  it('keeps its distance from requests that left late: what counts is when they arrive', async () => {
    const arrivals: Start[] = []
    let asked = 0
    async function request(name: string): Promise<void> {
      const startedAt = (await pacer.turn({ priority: 'background' }))!
      asked += 1
      const late = asked > 1 && asked <= 5 ? 200 : 0 // a burst waits for its connections
      await new Promise((resolve) => setTimeout(resolve, late))
      arrivals.push({ name, at: performance.now() })
      await new Promise((resolve) => setTimeout(resolve, 20))
      pacer.accepted(startedAt)
    }
    const warm = request('warm')
    await vi.advanceTimersByTimeAsync(3000)
    await warm
    for (let index = 0; index < 30; index++) void request(`${index}`)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(arrivals).toHaveLength(31)
    expect(densest(arrivals, 1000)).toBeLessThanOrEqual(5)
  })

  it('lets no six arrive in a second, however late each of two at a time leaves', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    const { next } = createRandom(seed)
    const arrivals: Start[] = []
    /** How late it leaves, in milliseconds; the first tells how quick Kisi can be. */
    const lateness = (): number => (arrivals.length === 0 ? 0 : next() < 0.2 ? next() * 900 : next() * 60)
    async function request(): Promise<void> {
      const startedAt = (await pacer.turn({ priority: 'background' }))!
      const late = lateness()
      await new Promise((resolve) => setTimeout(resolve, late))
      arrivals.push({ name: '', at: performance.now() })
      await new Promise((resolve) => setTimeout(resolve, 20))
      pacer.accepted(startedAt)
    }
    const one = async (): Promise<void> => {
      for (let index = 0; index < 150; index++) await request()
    }
    const first = request()
    await vi.advanceTimersByTimeAsync(1000)
    await first
    const both = Promise.all([one(), one()])
    await vi.advanceTimersByTimeAsync(180_000)
    await both
    expect(arrivals).toHaveLength(301)
    expect(densest(arrivals, 1000), `seed ${seed}`).toBeLessThanOrEqual(5)
  })

  it('keeps its distance from a first request that left late, once a quicker answer shows that it did', async () => {
    const arrivals: Start[] = []
    async function request(late: number): Promise<void> {
      const startedAt = (await pacer.turn({ priority: 'background' }))!
      await new Promise((resolve) => setTimeout(resolve, late))
      arrivals.push({ name: '', at: performance.now() })
      await new Promise((resolve) => setTimeout(resolve, 5))
      pacer.accepted(startedAt)
    }
    const all = (async () => {
      await request(120)
      for (let index = 0; index < 20; index++) await request(2)
    })()
    await vi.advanceTimersByTimeAsync(20_000)
    await all
    expect(densest(arrivals, 1000)).toBeLessThanOrEqual(5)
  })

  it('loses no time to answers that vary by less than the margin of its window', async () => {
    let last = 0
    async function request(index: number): Promise<void> {
      const startedAt = (await pacer.turn({ priority: 'background' }))!
      last = startedAt
      await new Promise((resolve) => setTimeout(resolve, index % 2 === 0 ? 20 : 60))
      pacer.accepted(startedAt)
    }
    const began = performance.now()
    const all = (async () => {
      for (let index = 0; index < 101; index++) await request(index)
    })()
    await vi.advanceTimersByTimeAsync(60_000)
    await all
    expect(last - began).toBeLessThan((100 / 4.7) * 1000)
  })

  it('says that it shares the pace with another program when it met the wall three times in two minutes', async () => {
    pacer.close()
    const turns: boolean[] = []
    pacer = createPacer({
      clock: { monotonic: () => performance.now() },
      random: () => 0,
      onShared: () => turns.push(pacer.shared),
    })
    expect(pacer.shared).toBe(false)
    for (let wall = 0; wall < 3; wall++) {
      expect(pacer.shared).toBe(false)
      pacer.refused(performance.now(), undefined)
      pacer.refused(performance.now(), undefined)
      await vi.advanceTimersByTimeAsync(5000)
    }
    expect(pacer.shared).toBe(true)
    expect(turns).toEqual([true])
    await vi.advanceTimersByTimeAsync(115_000)
    expect(pacer.shared).toBe(false)
    pacer.accepted(performance.now())
    expect(turns).toEqual([true, false])
  })

  it('pauses for a second and a jitter that grows while it is refused', async () => {
    pacer.close()
    pacer = createPacer({ clock: { monotonic: () => performance.now() }, random: () => 1 })
    const pauses: number[] = []
    for (let round = 0; round < 9; round++) {
      const refusedAt = performance.now()
      pacer.refused(refusedAt, undefined)
      let at: number | null = null
      void pacer.turn({ priority: 'background' }).then((startedAt) => (at = startedAt))
      while (at === null) await vi.advanceTimersByTimeAsync(100)
      pauses.push(Math.round((at - refusedAt) / 100) * 100)
    }
    expect(pauses.slice(0, 4)).toEqual([1500, 2000, 3000, 5000])
    expect(Math.max(...pauses)).toBe(61_000)
  })
})

describe('paces by address', () => {
  it('are one for everyone who asks the same Kisi', () => {
    const pacers = createPacers({ clock: { monotonic: () => performance.now() }, random: () => 0 })
    expect(pacers.of('https://api.kisi.io/')).toBe(pacers.of('https://api.kisi.io'))
    expect(pacers.of('http://127.0.0.1:1')).not.toBe(pacers.of('http://127.0.0.1:2'))
    pacers.close()
  })
})
