import { placeAfter, put, take } from './ordered.ts'
import type { CommandClass, CommandState } from './types.ts'

/** What the line needs to know of an open command; the rest is on the disk. */
export interface Entry {
  readonly id: number
  readonly key: string
  readonly class: CommandClass
  readonly entities: readonly string[]
  state: CommandState
  /** Was it ever put on the wire? */
  sent: boolean
  withdrawn: boolean
  tries: number
  /** Kept here alone: after a restart everything is due, and the pace and the gate keep the peace. */
  nextTryAt: number
  expiresAt: number | null
  damaged: boolean
}

type Lane = 1 | 2

interface Group {
  all: Entry[]
  revokes: Entry[]
  /** On the wire, or unclear. */
  unclear: Entry[]
}

/** No wait of ours is longer, so a next try further away than this was set by a clock that ran ahead. */
const farthestTryMs = 11 * 60_000

const stopped = (entry: Entry): boolean => entry.state === 'failed' || entry.state === 'dead'
const unclear = (entry: Entry): boolean => entry.state === 'processing' || entry.state === 'unknown'
const waits = (entry: Entry): boolean => !stopped(entry) && entry.state !== 'processing'
/** Revokes, and what is only looked at so that a revoke knows what to close, go before grants. */
const laneOf = (entry: Entry): Lane => (entry.class === 'revoke' || entry.withdrawn ? 1 : 2)
/** Clicks and alarms are in nobody's line. */
const lined = (entry: Entry): boolean => entry.class === 'revoke' || entry.class === 'grant'

export type Line = ReturnType<typeof createLine>

/**
 * The open commands in memory: which of them may be claimed, and in which order. A command is ready when it waits and
 * nothing older of its entities is open; a revoke passes everything but older revokes that still move and what is on
 * the wire or unclear. Rebuilt from the disk at every start, and wherever a transaction was undone.
 */
export function createLine() {
  const entries = new Map<number, Entry>()
  const keys = new Map<string, number>()
  const groups = new Map<string, Group>()
  const ready: Record<Lane, Entry[]> = { 1: [], 2: [] }
  const all: Record<Lane, Entry[]> = { 1: [], 2: [] }
  const needsPerson = new Set<Entry>()
  /** New ones that stand behind all others, and have no place in the lanes and groups before somebody looks there. */
  let arrived: Entry[] = []
  /** Many are being changed at once: places are given anew when all of that is done. */
  let together = false

  function groupOf(entity: string): Group {
    let group = groups.get(entity)
    if (group === undefined) {
      group = { all: [], revokes: [], unclear: [] }
      groups.set(entity, group)
    }
    return group
  }

  function isReady(entry: Entry): boolean {
    if (!waits(entry)) return false
    for (const entity of entry.entities) {
      const group = groups.get(entity)
      if (group === undefined) continue
      if (entry.class !== 'revoke') {
        if (group.all[0]!.id < entry.id) return false
        continue
      }
      for (const older of group.revokes) {
        if (older.id >= entry.id) break
        if (!stopped(older)) return false
      }
      const first = group.unclear[0]
      if (first !== undefined && first.id < entry.id) return false
    }
    return true
  }

  function look(entry: Entry): void {
    const lane = ready[laneOf(entry)]
    if (isReady(entry)) put(lane, entry)
    else take(lane, entry)
  }

  /** After something of these entities moved: looks again at the only commands that can have become ready. */
  function lookAround(entities: readonly string[]): void {
    for (const entity of entities) {
      const group = groups.get(entity)
      if (group === undefined) continue
      const oldest = group.all[0]
      if (oldest !== undefined) look(oldest)
      const revoke = group.revokes.find((other) => !stopped(other))
      if (revoke !== undefined) look(revoke)
    }
  }

  function attach(entry: Entry): void {
    if (!lined(entry)) return
    const lane = laneOf(entry)
    put(all[lane], entry)
    if (stopped(entry)) needsPerson.add(entry)
    for (const entity of entry.entities) {
      const group = groupOf(entity)
      put(group.all, entry)
      if (entry.class === 'revoke') put(group.revokes, entry)
      if (unclear(entry)) put(group.unclear, entry)
    }
    look(entry)
  }

  function know(entry: Entry): void {
    entries.set(entry.id, entry)
    keys.set(entry.key, entry.id)
  }

  function letIn(): void {
    if (arrived.length === 0) return
    const all = arrived
    arrived = []
    for (const entry of all) attach(entry)
  }

  function placeAnew(): void {
    groups.clear()
    needsPerson.clear()
    for (const lane of [1, 2] as const) {
      ready[lane].length = 0
      all[lane].length = 0
    }
    for (const entry of [...entries.values()].sort((one, other) => one.id - other.id)) attach(entry)
  }

  function detach(entry: Entry): void {
    if (!lined(entry)) return
    const lane = laneOf(entry)
    take(all[lane], entry)
    take(ready[lane], entry)
    needsPerson.delete(entry)
    for (const entity of entry.entities) {
      const group = groups.get(entity)
      if (group === undefined) continue
      take(group.all, entry)
      take(group.revokes, entry)
      take(group.unclear, entry)
      if (group.all.length === 0) groups.delete(entity)
    }
  }

  function* waiting(): Generator<Entry> {
    for (const lane of [1, 2] as const) yield* all[lane]
  }

  const due = (entry: Entry, now: number): boolean => entry.nextTryAt <= now || entry.nextTryAt > now + farthestTryMs
  const unsent = (entry: Entry): boolean =>
    entry.class === 'grant' && !entry.sent && (entry.state === 'queued' || entry.state === 'retry')

  return {
    byId: (id: number): Entry | undefined => entries.get(id),
    idOf: (key: string): number | undefined => keys.get(key),
    /** A new one, which stands behind all others. Whoever adds it waits, so what can be done later is done later. */
    add(entry: Entry): void {
      know(entry)
      arrived.push(entry)
    },
    /** One that stood here before, so that others may have to wait for it again. */
    restore(entry: Entry): void {
      letIn()
      know(entry)
      attach(entry)
      for (const entity of entry.entities) for (const other of groups.get(entity)?.all ?? []) look(other)
    },
    remove(id: number): void {
      const entry = entries.get(id)
      if (entry === undefined) return
      letIn()
      entries.delete(id)
      keys.delete(entry.key)
      detach(entry)
      lookAround(entry.entities)
    },
    change(
      id: number,
      change: Partial<Pick<Entry, 'state' | 'sent' | 'withdrawn' | 'tries' | 'nextTryAt' | 'damaged'>>,
    ): void {
      const entry = entries.get(id)
      if (entry === undefined) return
      if (together) {
        Object.assign(entry, change)
        return
      }
      letIn()
      detach(entry)
      Object.assign(entry, change)
      attach(entry)
      lookAround(entry.entities)
    },
    /**
     * Changes of most of the line in one go: who is ready, and who needs a person, is known again when `work` is done.
     * One by one, a hundred thousand changes would take a minute.
     */
    changeTogether(work: () => void): void {
      letIn()
      together = true
      try {
        work()
      } finally {
        together = false
        placeAnew()
      }
    },
    nextReady(now: number): number | null {
      letIn()
      for (const lane of [1, 2] as const) {
        const entry = ready[lane].find((one) => due(one, now))
        if (entry !== undefined) return entry.id
      }
      return null
    },
    /** Whoever comes first by right, due or not; among its like the one after `last`, so that each has its turn. */
    firstReady(last: number | null): number | null {
      letIn()
      const lane = ready[1].length > 0 ? 1 : 2
      const items = ready[lane]
      return (last === null ? undefined : items[placeAfter(items, last)])?.id ?? items[0]?.id ?? null
    },
    /** When the next one is due; null when nobody waits. */
    earliest(): number | null {
      letIn()
      let soonest = Infinity
      for (const lane of [1, 2] as const) {
        for (const entry of ready[lane]) soonest = Math.min(soonest, entry.nextTryAt)
      }
      return soonest === Infinity ? null : soonest
    },
    /** What kept them was the line, and it is mended. Not those that failed by themselves. */
    hurry(now: number): void {
      letIn()
      for (const lane of [1, 2] as const) {
        for (const entry of ready[lane]) if (entry.tries < 3) entry.nextTryAt = Math.min(entry.nextTryAt, now)
      }
    },
    expired(now: number, limit: number): number[] {
      letIn()
      const found: number[] = []
      for (const entry of waiting()) {
        if (unsent(entry) && entry.expiresAt !== null && entry.expiresAt <= now) found.push(entry.id)
        if (found.length === limit) break
      }
      return found
    },
    soonestExpiry(): number {
      letIn()
      let soonest = Infinity
      for (const entry of waiting()) if (unsent(entry)) soonest = Math.min(soonest, entry.expiresAt ?? Infinity)
      return soonest
    },
    ofEntity(entity: string): number[] {
      letIn()
      return groups.get(entity)?.all.map(({ id }) => id) ?? []
    },
    /** What was under way when the process or the lane stopped, and every click and alarm that is not settled. */
    interrupted: (): number[] =>
      [...entries.values()].filter((one) => one.state === 'processing' || !lined(one)).map(({ id }) => id),
    list(which: 'waiting' | 'needs_person', limit: number, offset: number): number[] {
      letIn()
      const found: number[] = []
      let place = 0
      for (const entry of waiting()) {
        if (found.length === limit) break
        if (stopped(entry) !== (which === 'needs_person')) continue
        if (place >= offset) found.push(entry.id)
        place += 1
      }
      return found
    },
    counts(): { waiting: number; needsPerson: number } {
      letIn()
      return { waiting: all[1].length + all[2].length - needsPerson.size, needsPerson: needsPerson.size }
    },
  }
}
