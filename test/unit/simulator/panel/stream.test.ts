import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createFeed } from '../../../../simulator/panel/app/stores/feed.ts'
import { openStream } from '../../../../simulator/panel/app/stores/stream.ts'

/** As much of an EventSource as a page uses; the test is its server. */
class Source extends EventTarget {
  static all: Source[] = []
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  closed = false
  readonly url: string
  constructor(url: string) {
    super()
    this.url = url
    Source.all.push(this)
  }
  close() {
    this.closed = true
  }
  say(name: string, value: unknown) {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(value) }))
  }
}

const newest = (): Source => {
  const source = Source.all.at(-1)
  if (source === undefined) throw new Error('Nothing was opened.')
  return source
}

beforeEach(() => {
  Source.all = []
  vi.useFakeTimers()
  vi.stubGlobal('EventSource', Source)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('hands each message to whoever listens for its name', () => {
  const heard: unknown[] = []
  const stream = openStream('/_sim/stream', { doors: (value: unknown) => heard.push(value) }, () => undefined)
  newest().onopen?.()
  newest().say('doors', { changed: [] })
  newest().say('alive', {})
  expect(heard).toEqual([{ changed: [] }])
  stream.close()
})

it('says that it is lost, and tries again until it is back', () => {
  const turns: boolean[] = []
  const stream = openStream('/_sim/stream', {}, (open) => turns.push(open))
  newest().onopen?.()
  newest().onerror?.()
  expect(turns).toEqual([true, false])
  vi.advanceTimersByTime(1500)
  newest().onerror?.()
  vi.advanceTimersByTime(1500)
  expect(Source.all).toHaveLength(3)
  newest().onopen?.()
  expect(turns.at(-1)).toBe(true)
  expect(Source.all.slice(0, 2).every(({ closed }) => closed)).toBe(true)
  stream.close()
})

it('takes a long silence for an end', () => {
  const turns: boolean[] = []
  const stream = openStream('/_sim/stream', {}, (open) => turns.push(open))
  newest().onopen?.()
  vi.advanceTimersByTime(11_000)
  newest().say('alive', {})
  vi.advanceTimersByTime(11_000)
  expect(turns).toEqual([true])
  vi.advanceTimersByTime(2000)
  expect(turns).toEqual([true, false])
  stream.close()
})

it('does not come back once it was closed', () => {
  const stream = openStream('/_sim/stream', {}, () => undefined)
  stream.close()
  vi.advanceTimersByTime(60_000)
  expect(Source.all).toHaveLength(1)
  expect(newest().closed).toBe(true)
})

it('keeps a feed with the newest first, and no more of it than the simulator keeps', () => {
  const feed = createFeed<number>()
  feed.take({ count: 3, kept: 3, anew: true, added: [1, 2, 3] })
  feed.take({ count: 5, kept: 4, anew: false, added: [4, 5] })
  expect(feed.entries.value).toEqual([5, 4, 3, 2])
  expect(feed.count.value).toBe(5)
  feed.take({ count: 1, kept: 1, anew: true, added: [1] })
  expect(feed.entries.value).toEqual([1])
  feed.take({ count: 1, kept: 0, anew: false, added: [] })
  expect(feed.entries.value).toEqual([])
})
