import { shallowRef, type ShallowRef } from 'vue'

/** What the stream says of something that only grows. */
export interface FeedNews<Entry> {
  count: number
  kept: number
  /** Everything before is to be forgotten. */
  anew: boolean
  added: Entry[]
}

export interface FeedView<Entry> {
  /** The newest first; no more than the simulator keeps. */
  entries: Readonly<ShallowRef<readonly Entry[]>>
  /** How many there ever were. */
  count: Readonly<ShallowRef<number>>
  take(news: FeedNews<Entry>): void
}

/** The page's own copy of a feed. */
export function createFeed<Entry>(): FeedView<Entry> {
  const entries = shallowRef<readonly Entry[]>([])
  const count = shallowRef(0)
  return {
    entries,
    count,
    take(news) {
      const before = news.anew ? [] : entries.value
      entries.value = [...news.added.reverse(), ...before].slice(0, news.kept)
      count.value = news.count
    },
  }
}
