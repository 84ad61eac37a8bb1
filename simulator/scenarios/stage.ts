import type { Doors } from '../hardware/doors.ts'
import type { Rolls } from '../world/derive.ts'
import type { World } from '../world/world.ts'
import { keyOf, type Passage, type PersonKey } from './story.ts'
import type { Lane, Timeline } from './timeline.ts'

/** The answer of Kisi's API; status 0 when none came. */
export interface Answer {
  status: number
  body: unknown
}
/** Asks the API as a desk does, with the owner's key. Never rejects. */
export type CallApi = (method: string, path: string, body?: object) => Promise<Answer>

/** Somebody in a scenario, with the card in their pocket. */
export interface Player {
  type: 'User' | 'Guest'
  id: number
  key: PersonKey
  name: string
  cardId: number | null
}

/** What the people of a scenario have around them. */
export interface Stage {
  readonly world: World
  readonly rolls: Rolls
  readonly timeline: Timeline
  readonly doors: Doors
  readonly passages: Passage[]
  readonly expected: Map<PersonKey, boolean>
  call: CallApi
  wait(seconds: number): Promise<void>
  /** Between the two, in seconds. */
  between(least: number, most: number): number
  note(who: PersonKey, what: Passage['what'], lockId: number): void
}

export function createStage(parts: {
  world: World
  rolls: Rolls
  timeline: Timeline
  doors: Doors
  call: CallApi
}): Stage {
  const { timeline, rolls } = parts
  const passages: Passage[] = []
  return {
    ...parts,
    passages,
    expected: new Map(),
    wait: (seconds) => timeline.wait(Math.round(seconds * 1000)),
    between: (least, most) => least + (rolls.below(1000) / 1000) * (most - least),
    note: (who, what, lockId) => void passages.push({ at: timeline.now(), who, what, lockId }),
  }
}

/** One door of a scenario: people go through it one after the other. */
export interface Door {
  readonly lockId: number
  readonly lane: Lane
}

/** How somebody goes through. */
export interface Manner {
  /** Seconds they keep the door open. */
  holds?: number
  /** Who slips in behind them. */
  behind?: Player[]
  leaving?: boolean
}

/** Holds a card to the door's reader; to the exit reader where there is one for those who leave. */
export function tap({ world, doors }: Stage, lockId: number, cardId: number | null, leaving = false): boolean {
  const lock = world.get('locks', lockId)
  if (!lock) return false
  const card = cardId === null ? null : (world.get('cards', cardId) ?? null)
  const exit = leaving
    ? world.where('readers', 'lock_id', lockId).find((reader) => reader.checkout && reader.online)
    : null
  return (exit ? doors.present.atDoor(lock, { card }, exit) : doors.tap(lock, card)).opened
}

/** Goes out by the button beside the door where there is one, else by card. False when the door stays shut. */
export function askOut(stage: Stage, lockId: number, cardId: number | null): boolean {
  const { world, doors } = stage
  const lock = world.get('locks', lockId)
  if (!lock) return false
  return doors.inputs.pressExit(lock) || tap(stage, lockId, cardId, true)
}

/**
 * Waits for one's turn at the door, asks it, and walks through when it lets go. `ask` says whether it did. Resolves to
 * that.
 */
export async function walk(
  stage: Stage,
  door: Door,
  ask: () => boolean | Promise<boolean>,
  { holds = stage.between(2, 4), behind = [], leaving = false }: Manner = {},
  who: Player,
  as: Passage['what'] = leaving ? 'out' : 'in',
): Promise<boolean> {
  const { lockId } = door
  const done = await door.lane.take()
  try {
    if (!(await ask())) {
      if (as !== 'desk') stage.note(who.key, 'refused', lockId)
      await stage.wait(1)
      return false
    }
    stage.note(who.key, as, lockId)
    await stage.wait(stage.between(0.5, 1.5))
    move(stage, lockId, true)
    for (const other of behind) {
      await stage.wait(0.8)
      const lock = stage.world.get('locks', lockId)
      if (lock && stage.doors.tailgate(lock)) stage.note(other.key, 'behind', lockId)
      else if (tap(stage, lockId, other.cardId)) stage.note(other.key, 'in', lockId)
    }
    await stage.wait(holds)
    move(stage, lockId, false)
    await stage.wait(stage.between(0.2, 1))
    return true
  } finally {
    done()
  }
}

function move({ world, doors }: Stage, lockId: number, open: boolean): void {
  const lock = world.get('locks', lockId)
  if (lock) doors.inputs.setContact(lock, open)
}

export const player = (type: 'User' | 'Guest', id: number, name: string, cardId: number | null): Player => ({
  ...{ type, id, name, cardId },
  key: keyOf(type, id),
})
