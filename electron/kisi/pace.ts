import type { Priority } from './types.ts'

const priorities: readonly Priority[] = ['click', 'revoke', 'grant', 'background']

/** Kisi counts arrivals and the network bunches them: five starts are spread over a little more than a second. */
const safety = 0.95
const slowest = 0.5
/** Requests a second won back by each answer that was no 429. */
const recovery = 0.1
const longestPauseMs = 10 * 60_000
const longestOwnPauseMs = 60_000
/** So many walls met within this time, and somebody else is taken to use the same Kisi user: one is met now and then. */
const sharedForMs = 2 * 60_000
const wallsOfSharing = 3
/** `POST /event_sets` has a limit of its own, one a second. */
const eventSetGapMs = 1000 / safety

export interface Turn {
  priority: Priority
  /** Counts against the limit of `POST /event_sets` too. */
  eventSet?: boolean
  signal?: AbortSignal
}

/** At most this much of an answer's delay is taken for a late departure, in milliseconds: Kisi's whole second. */
const mostDelayMs = 1000
/** So much later may a request arrive without a sixth in Kisi's second: what the window is longer, less a little. */
const marginMs = 1000 / safety - 1000 - 10

/** Hands out the right to start a request, to everyone who shares one Kisi user. */
export interface Pacer {
  /** Resolves with the moment of the start (monotonic milliseconds), or with null when the caller gave up or the pacer closed. */
  turn(turn: Turn): Promise<number | null>
  /** An answer that was no 429 came to the request that started at `startedAt`. */
  accepted(startedAt: number): void
  /** A 429 came to the request that started at `startedAt`. */
  refused(startedAt: number, retryAfterMs: number | undefined): void
  /** Requests a second at present. */
  readonly perSecond: number
  readonly waiting: number
  /**
   * Kisi refused for pace not long ago, though the desk kept to its own: another program uses the same Kisi user.
   */
  readonly shared: boolean
  close(): void
}

interface Start {
  at: number
  /** How long its answer took, milliseconds; 0 while there is none. */
  tookMs: number
}

interface Waiter {
  eventSet: boolean
  go(startedAt: number | null): void
}

/**
 * A sliding window: at most `maxPerSecond` starts in any 1.05 s, which is 4.75 a second of Kisi's 5. The window's last
 * place is a click's. Others get it only when the next place is about to come free, so that a steady stream may use
 * the whole budget and a click still waits for one fifth of a second at most. A 429 halves the rate, and every good
 * answer wins a little of it back. An answer slower than the quickest ever seen may mean that its request left late, and
 * Kisi counts arrivals: its start is moved later by what the difference is beyond the window's margin, so that what
 * follows keeps its distance.
 */
export function createPacer(options: {
  clock: { monotonic(): number }
  random: () => number
  maxPerSecond?: number
  /** Called when `shared` turned. */
  onShared?: () => void
}): Pacer {
  const { clock, random } = options
  const places = Math.max(1, Math.floor(options.maxPerSecond ?? 5))
  const top = places * safety
  let rate = top
  let pausedUntil = 0
  let slowedAt = -Infinity
  /** The last moments at which a wall was met, oldest first. */
  const walls: number[] = []
  let refusals = 0
  let sharing = false
  let lastEventSet = -Infinity
  let closed = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const lanes: Record<Priority, Waiter[]> = { click: [], revoke: [], grant: [], background: [] }
  /** The last `places` starts. */
  let starts: Start[] = []
  let quickestMs = Infinity

  /** The moment that counts: by what is known by now of how quick an answer can be. */
  function arrival({ at, tookMs }: Start): number {
    return at + Math.max(0, Math.min(tookMs - quickestMs, mostDelayMs) - marginMs)
  }

  function earliest(priority: Priority): number {
    const window = (places / rate) * 1000
    const arrivals = starts.map(arrival).sort((one, other) => one - other)
    const nth = (back: number): number => arrivals[arrivals.length - back] ?? -Infinity
    const free = nth(places) + window
    if (priority === 'click' || places === 1) return Math.max(free, pausedUntil)
    return Math.max(free, nth(places - 1) + window - window / places, pausedUntil)
  }

  /** Starts the first who may, or says when the next one may (Infinity: nobody waits). */
  function startOne(now: number): number {
    let next = Infinity
    for (const priority of priorities) {
      const lane = lanes[priority]
      if (lane.length === 0) continue
      const plain = earliest(priority)
      const index = lane.findIndex(
        (waiter) => (waiter.eventSet ? Math.max(plain, lastEventSet + eventSetGapMs) : plain) <= now,
      )
      const waiter = lane[index]
      if (waiter) {
        lane.splice(index, 1)
        starts.push({ at: now, tookMs: 0 })
        starts = starts.sort((one, other) => arrival(one) - arrival(other)).slice(-places)
        if (waiter.eventSet) lastEventSet = now
        waiter.go(now)
        return now
      }
      const soonest = lane.some((one) => !one.eventSet) ? plain : Math.max(plain, lastEventSet + eventSetGapMs)
      next = Math.min(next, soonest)
    }
    return next
  }

  function pump(): void {
    clearTimeout(timer)
    timer = undefined
    const now = clock.monotonic()
    let next = now
    while (next <= now) next = startOne(now)
    if (next !== Infinity) timer = setTimeout(pump, Math.max(1, Math.ceil(next - now)))
  }

  const shared = (): boolean =>
    walls.length === wallsOfSharing && clock.monotonic() - (walls[0] ?? -Infinity) < sharedForMs
  function noteSharing(): void {
    if (sharing === shared()) return
    sharing = !sharing
    options.onShared?.()
  }

  return {
    turn({ priority, eventSet = false, signal }) {
      if (closed || signal?.aborted) return Promise.resolve(null)
      return new Promise((resolve) => {
        const lane = lanes[priority]
        const waiter: Waiter = {
          eventSet,
          go(startedAt) {
            signal?.removeEventListener('abort', leave)
            resolve(startedAt)
          },
        }
        function leave(): void {
          lane.splice(lane.indexOf(waiter), 1)
          waiter.go(null)
          pump()
        }
        signal?.addEventListener('abort', leave)
        lane.push(waiter)
        pump()
      })
    },
    accepted(startedAt) {
      const tookMs = clock.monotonic() - startedAt
      quickestMs = Math.min(quickestMs, tookMs)
      const start = starts.find((one) => one.at === startedAt && one.tookMs === 0)
      if (start !== undefined) start.tookMs = tookMs
      rate = Math.min(top, rate + recovery)
      refusals = 0
      noteSharing()
    },
    refused(startedAt, retryAfterMs) {
      const now = clock.monotonic()
      // Kisi counts by the second, so one must pass; beyond it full jitter, growing while it goes on refusing.
      const jitter = random() * Math.min(longestOwnPauseMs, 500 * 2 ** refusals)
      const pause = retryAfterMs === undefined ? 1000 + jitter : Math.min(retryAfterMs, longestPauseMs)
      pausedUntil = Math.max(pausedUntil, now + pause)
      // Several requests under way meet the same wall: that is one reason to slow down, not several.
      if (startedAt > slowedAt) {
        rate = Math.max(slowest, rate / 2)
        slowedAt = now
        refusals += 1
        walls.push(now)
        if (walls.length > wallsOfSharing) walls.shift()
      }
      noteSharing()
      pump()
    },
    get perSecond() {
      return rate
    },
    get shared() {
      return shared()
    },
    get waiting() {
      return priorities.reduce((sum, priority) => sum + lanes[priority].length, 0)
    },
    close() {
      closed = true
      clearTimeout(timer)
      for (const priority of priorities) for (const waiter of lanes[priority].splice(0)) waiter.go(null)
    },
  }
}
