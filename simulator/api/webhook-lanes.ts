import type { Clock } from '../world/clock.ts'
import type { EventRecord } from '../world/events.ts'

/** One event on its way to one integration. `attempt` counts from 0. */
export interface Delivery {
  event: EventRecord
  attempt: number
  /** The kinds of faults that struck it on its way. */
  readonly struck: readonly string[]
}

/** What waits for each integration: in line, until a repeat is due, or until later ones have gone. */
export interface Lanes {
  push(id: number, deliveries: readonly Delivery[]): void
  /** Puts it in line again after so many seconds of the simulator's clock. */
  repeat(id: number, delivery: Delivery, seconds: number): void
  /** Keeps them back until `later` others have been put in line, or for a minute of the simulator's clock. */
  hold(id: number, deliveries: readonly Delivery[], later: number): void
  /** Forgets everything for that integration. */
  drop(id: number): void
  clear(): void
}

export interface LanesOptions {
  clock: Pick<Clock, 'now' | 'at'>
  /** Resolves when the next one of that integration may go. Never rejects. */
  deliver(id: number, delivery: Delivery): Promise<void>
}

interface Held {
  deliveries: readonly Delivery[]
  later: number
  cancel: () => void
}

interface Lane {
  line: Delivery[]
  busy: boolean
  held: Set<Held>
  /** Cancels the repeats that are not due yet. */
  repeats: Set<() => void>
}

/** Nothing more is kept for an integration that has as many waiting: a hook that never answers costs no more than that. */
const MOST_WAITING = 1000
const HELD_SECONDS = 60

export function createLanes({ clock, deliver }: LanesOptions): Lanes {
  const lanes = new Map<number, Lane>()

  function laneOf(id: number): Lane {
    const lane = lanes.get(id) ?? { line: [], busy: false, held: new Set(), repeats: new Set() }
    lanes.set(id, lane)
    return lane
  }
  const hasRoom = ({ line, held, repeats }: Lane) => line.length + held.size + repeats.size < MOST_WAITING
  const after = (seconds: number, task: () => void) => clock.at(clock.now() + seconds * 1000, task)

  async function work(id: number, lane: Lane): Promise<void> {
    if (lane.busy) return
    lane.busy = true
    for (let next = lane.line.shift(); next; next = lane.line.shift()) await deliver(id, next)
    lane.busy = false
    if (lane.held.size + lane.repeats.size === 0 && lanes.get(id) === lane) lanes.delete(id)
  }

  function line(id: number, lane: Lane, deliveries: readonly Delivery[]) {
    for (const delivery of deliveries) if (hasRoom(lane)) lane.line.push(delivery)
    void work(id, lane)
  }

  function release(id: number, lane: Lane, held: Held) {
    held.cancel()
    if (lane.held.delete(held)) line(id, lane, held.deliveries)
  }

  function drop(id: number) {
    const lane = lanes.get(id)
    if (!lane) return
    lanes.delete(id)
    lane.line.length = 0
    for (const cancel of lane.repeats) cancel()
    for (const held of lane.held) held.cancel()
    lane.repeats.clear()
    lane.held.clear()
  }

  return {
    push(id, deliveries) {
      const lane = laneOf(id)
      line(id, lane, deliveries)
      for (const held of lane.held) {
        held.later -= 1
        if (held.later <= 0) release(id, lane, held)
      }
    },
    repeat(id, delivery, seconds) {
      const lane = laneOf(id)
      if (!hasRoom(lane)) return
      const cancel = after(seconds, () => {
        lane.repeats.delete(cancel)
        line(id, lane, [delivery])
      })
      lane.repeats.add(cancel)
    },
    hold(id, deliveries, later) {
      const lane = laneOf(id)
      if (!hasRoom(lane)) return
      const held: Held = { deliveries, later, cancel: after(HELD_SECONDS, () => release(id, lane, held)) }
      lane.held.add(held)
    },
    drop,
    clear: () => [...lanes.keys()].forEach(drop),
  }
}
