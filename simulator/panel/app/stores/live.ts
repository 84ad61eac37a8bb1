import { defineStore } from 'pinia'
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import type { BadgeReaderLook, ClockLook, Door, EventLook, Fault, RequestBrief, Summary } from '../shapes.ts'
import { createFeed, type FeedNews } from './feed.ts'
import { openStream } from './stream.ts'

interface Changes<Item> {
  changed: Item[]
  /** In their order; null where none came or went. */
  ids: number[] | null
}

/** What the simulator says of itself, as it happens. */
export const useLive = defineStore('live', () => {
  const connected = ref(false)
  /** Real time in milliseconds at which the simulator was lost; null while it is there. */
  const lostSince = ref<number | null>(null)
  const summary = shallowRef<Summary | null>(null)
  const clock = shallowRef<(ClockLook & { heardAt: number }) | null>(null)
  const doors = shallowRef<readonly Door[]>([])
  const faults = shallowRef<readonly Fault[]>([])
  const readers = shallowRef<readonly BadgeReaderLook[]>([])
  const requests = createFeed<RequestBrief>()
  const events = createFeed<EventLook>()
  /** Grows with whatever changes in the world. */
  const revision = ref(0)

  function takeDoors({ changed, ids }: Changes<Door>): void {
    const known = new Map(doors.value.map((door) => [door.id, door]))
    for (const door of changed) known.set(door.id, door)
    doors.value = (ids ?? [...known.keys()]).flatMap((id) => known.get(id) ?? [])
    revision.value += 1
  }

  const stream = openStream(
    '/_sim/stream',
    {
      summary: (news: Summary) => (summary.value = news),
      clock: (news: ClockLook) => (clock.value = { ...news, heardAt: performance.now() }),
      doors: takeDoors,
      faults: (news: Fault[]) => (faults.value = news),
      readers: (news: BadgeReaderLook[]) => (readers.value = news),
      requests: (news: FeedNews<RequestBrief>) => requests.take(news),
      events(news: FeedNews<EventLook>) {
        events.take(news)
        revision.value += 1
      },
    },
    (open) => {
      connected.value = open
      if (open) lostSince.value = null
      else lostSince.value ??= Date.now()
    },
  )
  onScopeDispose(() => stream.close())

  const doorById = computed(() => new Map(doors.value.map((door) => [door.id, door])))

  return {
    ...{ connected, lostSince, summary, clock, doors, doorById, faults, readers, revision },
    /** The newest first, and how many there ever were. */
    ...{ requests: requests.entries, requestCount: requests.count },
    ...{ events: events.entries, eventCount: events.count },
  }
})
