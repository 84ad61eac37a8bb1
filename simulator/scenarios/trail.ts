import type { EventRecord, Events } from '../world/events.ts'
import type { LockRow } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { factsOf, type Credential, type Facts } from './facts.ts'

/** Something done to a door, from without: by a person at it, or by a call. */
export interface Act {
  /** When it began and ended, in milliseconds since the epoch: the same, unless the clock runs meanwhile. */
  at: number
  until: number
  lockId: number
  kind: 'present' | 'call' | 'exit' | 'open' | 'close' | 'force' | 'tailgate'
  /** What settled whether it was allowed; null where nobody has to be. */
  facts: Facts | null
  /** Whether the door let somebody in, or anything came of it at all. */
  done: boolean
  /** At an exit reader; at a reader that is offline. */
  leaving: boolean
  dark: boolean
}

/** A time during which a door could be opened. */
export interface Opening {
  lockId: number
  why: 'released' | 'exit' | 'schedule'
  /** Minus infinity for what was open before. */
  from: number
  /** When it is to end. */
  due: number
}

export interface Noted {
  event: EventRecord
  /** The number of calls to the API that were on their way. */
  calls: number
  /** What let the door be opened just then, of an event about a door. */
  open: Opening['why'][]
  /** Whether the door had just done what the event tells: fallen back, begun or ended a schedule. */
  turned: boolean
}

/** The events that tell of a turn of the door itself. */
const TURNS: Record<string, string> = {
  'lock.locked': 'released ended',
  'lock.scheduled_unlock_started': 'schedule began',
  'lock.scheduled_unlock_ended': 'schedule ended',
}

/** What happened while a scenario ran, as seen from beside: what was done, which doors let go, which events were written. */
export interface Trail {
  readonly acts: Act[]
  readonly openings: Opening[]
  readonly events: Noted[]
  begin(): void
  end(): void
  recording(): boolean
  /** Notes what `run` does; `facts` are collected before it begins. */
  act(
    about: { lockId: number; kind: Act['kind']; credential?: Credential; leaving?: boolean; dark?: boolean },
    run: () => boolean,
  ): void
  /** A call to the API is on its way until the promise is settled. */
  calling<Answer>(answer: Promise<Answer>): Promise<Answer>
}

const WAYS: readonly Opening['why'][] = ['released', 'exit', 'schedule']

/** What lets a door be opened, read off its row. */
const waysOpen = (lock: LockRow): { why: Opening['why']; due: number }[] => [
  ...(lock.unlocked_until === null ? [] : [{ why: 'released' as const, due: Date.parse(lock.unlocked_until) }]),
  ...(lock.door?.exit_until ? [{ why: 'exit' as const, due: Date.parse(lock.door.exit_until) }] : []),
  ...(lock.door?.on_schedule ? [{ why: 'schedule' as const, due: Number.POSITIVE_INFINITY }] : []),
]

export function createTrail(world: World, events: Events): Trail {
  const trail: Pick<Trail, 'acts' | 'openings' | 'events'> = { acts: [], openings: [], events: [] }
  let on = false
  let calls = 0
  const open = new Map<string, Opening>()
  /** Turns that no event has told of yet. */
  const turns = new Set<string>()

  function look(lock: LockRow, from = world.clock.now()) {
    const ways = waysOpen(lock)
    for (const { why, due } of ways) {
      if (open.get(`${lock.id} ${why}`)?.due === due) continue
      const opening = { lockId: lock.id, why, from, due }
      open.set(`${lock.id} ${why}`, opening)
      turns.add(`${lock.id} ${why} began`)
      trail.openings.push(opening)
    }
    for (const why of WAYS) {
      if (ways.some((way) => way.why === why) || !open.delete(`${lock.id} ${why}`)) continue
      turns.add(`${lock.id} ${why} ended`)
    }
  }

  world.onChange((table, id) => {
    const lock = on && table === 'locks' ? world.get('locks', id) : undefined
    if (lock) look(lock)
  })
  events.onEvent((event) => {
    if (!on) return
    const { type, object_type: kind, object_id: id } = event
    const at = Date.parse(event.created_at)
    const running = WAYS.filter((why) => {
      const opening = kind === 'Lock' ? open.get(`${id} ${why}`) : undefined
      return opening !== undefined && (why !== 'exit' || opening.due > at)
    })
    trail.events.push({ event, calls, open: running, turned: turns.delete(`${id} ${TURNS[type]}`) })
  })

  return {
    ...trail,
    begin() {
      trail.acts.length = trail.openings.length = trail.events.length = 0
      open.clear()
      on = true
      for (const lock of world.all('locks')) look(lock, Number.NEGATIVE_INFINITY)
      turns.clear()
    },
    end() {
      on = false
    },
    recording: () => on,
    act({ lockId, kind, credential, leaving = false, dark = false }, run) {
      if (!on) return void run()
      const facts = credential ? factsOf(world, lockId, credential) : null
      const at = world.clock.now()
      const act: Act = { at, until: at, lockId, kind, facts, done: false, leaving, dark }
      trail.acts.push(act)
      act.done = run()
      act.until = world.clock.now()
    },
    async calling(answer) {
      calls += 1
      try {
        return await answer
      } finally {
        calls -= 1
      }
    },
  }
}
