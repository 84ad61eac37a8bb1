import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'
import type { DoorEvent } from '../../electron/contract/doors.ts'
import { fitsFilter, type EventFilter } from '../../electron/contract/event-filter.ts'
import { useDesk } from '../app/client.ts'
import { useStatus } from './status.ts'

const pageSize = 100
/** Events of a moment are shown at one stroke, so that a flood costs no more than a trickle. */
const gatherMs = 120
/** How long an event counts as new. */
const newMs = 4000
/** While nothing fits, so many pages are read on by themselves before somebody has to ask. */
const mostUnasked = 5

/** What happens at doors, live and back to the beginning, as far as it fits a filter. Lives with its component. */
export function useEventFeed(filter: Readonly<Ref<EventFilter>>) {
  const desk = useDesk()
  const status = useStatus()
  const events = shallowRef<DoorEvent[]>([])
  const fresh = shallowRef<ReadonlySet<string>>(new Set())
  const known = ref(false)
  const reading = ref(false)
  const problem = ref<string | null>(null)
  const next = ref<string | null>(null)
  const lookedTo = ref<string | null>(null)
  const paused = ref(false)
  /** What came since the pause. */
  const held = ref(0)
  let waiting: DoorEvent[] = []
  let turn = 0
  let gathering: ReturnType<typeof setTimeout> | undefined
  let ageing: ReturnType<typeof setTimeout> | undefined

  async function read(before: string | null, mine: number): Promise<boolean> {
    reading.value = true
    const { doorId, kinds, words } = filter.value
    const answer = await desk.call('doors.events', { limit: pageSize, before, doorId, kinds, words })
    if (mine !== turn) return false
    reading.value = false
    problem.value = answer.ok ? null : answer.error.message
    if (!answer.ok) return false
    const have = new Set(before === null ? [] : events.value.map(({ id }) => id))
    const more = answer.value.events.filter(({ id }) => !have.has(id))
    events.value = before === null ? more : [...events.value, ...more]
    next.value = answer.value.next
    lookedTo.value = answer.value.lookedTo
    known.value = true
    return true
  }

  async function load(): Promise<void> {
    const mine = ++turn
    waiting = []
    held.value = 0
    if (!(await read(null, mine))) return
    for (let page = 0; page < mostUnasked && events.value.length === 0 && next.value !== null; page++) {
      if (!(await read(next.value, mine))) return
    }
  }

  /** Reads on where the list ends. */
  function older(): void {
    if (!reading.value && next.value !== null) void read(next.value, turn)
  }

  function show(): void {
    gathering = undefined
    const fits = fitsFilter(filter.value)
    const fitting = waiting.filter(fits)
    if (paused.value) {
      waiting = fitting
      held.value = fitting.length
      return
    }
    waiting = []
    const have = new Set(events.value.map(({ id }) => id))
    const news = fitting.filter(({ id }) => !have.has(id)).reverse()
    if (news.length === 0) return
    const newest = events.value[0]?.at ?? ''
    const all = [...news, ...events.value]
    // Most come in their order; one that was late goes where it belongs.
    events.value = news.every(({ at }) => at >= newest)
      ? all
      : all.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
    fresh.value = new Set(news.map(({ id }) => id))
    clearTimeout(ageing)
    ageing = setTimeout(() => (fresh.value = new Set()), newMs)
  }

  function pause(on: boolean): void {
    paused.value = on
    held.value = 0
    if (!on) show()
  }

  const stop = desk.on('doors.event', (event) => {
    waiting.push(event)
    gathering ??= setTimeout(show, gatherMs)
  })
  watch(filter, () => void load(), { immediate: true })
  watch(
    () => status.arrivals,
    () => void load(),
  )
  onScopeDispose(() => {
    turn++
    stop()
    clearTimeout(gathering)
    clearTimeout(ageing)
  })

  return { events, fresh, known, reading, problem, next, lookedTo, paused, held, older, load, pause }
}
