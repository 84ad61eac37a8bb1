import type { World } from '../world/world.ts'
import { Misasked, type Routes } from './kit.ts'

/** Something that is sent whole whenever it is no longer what was sent last. */
export interface Topic {
  name: string
  look(): unknown
  /** What tells one look from the next, where that is not the look itself: a running clock is never the same twice. */
  mark?(): string
}

/** Many things of one kind, of which only those are sent that changed. They change with the world or with its time. */
export interface Collection {
  name: string
  look(): { id: number }[]
}

/** Something that only grows, like a log: what is new is sent, and how much there is. */
export interface Feed {
  name: string
  /** How many there ever were. */
  count(): number
  /** How many can still be asked for. */
  kept(): number
  /** The newest so many, the newest last. */
  newest(most: number): unknown[]
}

export interface StreamOptions {
  world: World
  topics: readonly Topic[]
  collections: readonly Collection[]
  feeds: readonly Feed[]
  /** Milliseconds between two looks: what happens meanwhile is told together. */
  pace?: number
}

/** Pages that may watch at once, and how much of a feed is sent at once. */
const MOST_WATCHERS = 16
const MOST_AT_ONCE = 200
/** A sign of life, so that a page notices a stream that stopped without an end; in milliseconds. */
const HEARTBEAT = 5000
const PACE = 150
/** A collection is looked at again after so many milliseconds even if nothing was written. */
const AT_LEAST_EVERY = 1000

interface Watcher {
  controller: ReadableStreamDefaultController<Uint8Array>
  /** What was sent last, as text; of collections by `name/id`. */
  sent: Map<string, string>
  counts: Map<string, { count: number; kept: number }>
  heard: number
}

type Looked = { name: string; text: string; mark: string } | { name: string; each: Map<number, string> }

const message = (name: string, text: string): string => `event: ${name}\ndata: ${text}\n\n`

/**
 * GET /_sim/stream, as server-sent events (HTML, 9.2): one event for each topic that changed and for each feed that
 * grew, told together every `pace` milliseconds. A reader that is slower than the world is not sent what has been
 * overtaken meanwhile, so that nothing piles up. Nobody watching costs nothing.
 */
export function streamRoutes({ world, topics, collections, feeds, pace = PACE }: StreamOptions): Routes {
  const watchers = new Set<Watcher>()
  const encoder = new TextEncoder()
  let timer: NodeJS.Timeout | undefined
  let changed = true
  let lookedAt = -Infinity
  let standing: Looked[] = []
  world.onChange(() => (changed = true))

  function look(): Looked[] {
    const now = performance.now()
    if (changed || now - lookedAt >= AT_LEAST_EVERY) {
      standing = collections.map(({ name, look: all }) => ({
        name,
        each: new Map(all().map((one) => [one.id, JSON.stringify(one)])),
      }))
      changed = false
      lookedAt = now
    }
    const whole = topics.map(({ name, look, mark }) => {
      const text = JSON.stringify(look())
      return { name, text, mark: mark?.() ?? text }
    })
    return [...whole, ...standing]
  }

  function newsOf(watcher: Watcher, looked: Looked): string {
    if ('text' in looked) {
      if (watcher.sent.get(looked.name) === looked.mark) return ''
      watcher.sent.set(looked.name, looked.mark)
      return message(looked.name, looked.text)
    }
    const fresh: string[] = []
    for (const [id, text] of looked.each) {
      const key = `${looked.name}/${id}`
      if (watcher.sent.get(key) === text) continue
      watcher.sent.set(key, text)
      fresh.push(text)
    }
    const ids = [...looked.each.keys()].join()
    const standing = watcher.sent.get(looked.name) === ids
    watcher.sent.set(looked.name, ids)
    if (fresh.length === 0 && standing) return ''
    return message(looked.name, `{"changed":[${fresh.join()}],"ids":${standing ? 'null' : `[${ids}]`}}`)
  }

  function grownSince(watcher: Watcher, feed: Feed): string {
    const before = watcher.counts.get(feed.name)
    const now = { count: feed.count(), kept: feed.kept() }
    if (before?.count === now.count && before.kept === now.kept) return ''
    watcher.counts.set(feed.name, now)
    // A world that was put back has fewer events than were told: the page then starts anew.
    const anew = before === undefined || now.count < before.count
    const most = anew ? now.kept : now.count - before.count
    const added = feed.newest(Math.min(most, now.kept, MOST_AT_ONCE))
    return message(feed.name, JSON.stringify({ ...now, anew, added }))
  }

  function tell(watcher: Watcher, looked: readonly Looked[]) {
    if ((watcher.controller.desiredSize ?? 0) <= 0) return
    const news = looked.map((one) => newsOf(watcher, one)).concat(feeds.map((feed) => grownSince(watcher, feed)))
    const text = news.join('')
    const at = performance.now()
    if (text === '' && at - watcher.heard < HEARTBEAT) return
    watcher.heard = at
    watcher.controller.enqueue(encoder.encode(text === '' ? message('alive', '{}') : text))
  }

  function tick() {
    const looked = look()
    for (const watcher of watchers) tell(watcher, looked)
  }

  function leave(watcher: Watcher | undefined) {
    if (watcher) watchers.delete(watcher)
    if (watchers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }

  return (app) => {
    app.get('/stream', (c) => {
      if (watchers.size >= MOST_WATCHERS) {
        throw new Misasked(409, `${MOST_WATCHERS} pages watch already: close one of them.`)
      }
      let watcher: Watcher | undefined
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          watcher = { controller, sent: new Map(), counts: new Map(), heard: 0 }
          watchers.add(watcher)
          timer ??= setInterval(tick, pace).unref()
          tell(watcher, look())
        },
        cancel: () => leave(watcher),
      })
      return c.body(body, 200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    })
  }
}
