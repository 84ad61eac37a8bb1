import { KisiError } from '../kisi/error.ts'
import type { CallOptions, KisiClient, KisiEvent } from '../kisi/types.ts'
import type { ObjectKind } from './forget.ts'
import { type Heard, heardFrom } from './heard.ts'
import type { LocalChange } from './local.ts'

/** Events are heard twice where readings overlap, and once more by webhook: so many are remembered. */
const mostRemembered = 5000
/** From so many objects of one kind on, they are asked for together. */
const together = 4
const atOnce: Record<ObjectKind, number> = {
  user: 100,
  guest: 250,
  place: 250,
  floor: 1,
  lock: 250,
  group: 250,
  group_lock: 1,
  team: 250,
  team_membership: 250,
  role_assignment: 250,
  card: 250,
  card_assignment: 250,
  schedule: 250,
  controller: 250,
  group_link: 250,
}
/** More changes than this are read faster as a whole. */
const tooMany = 2000

export interface Follower {
  /**
   * Looks again at whatever the events name, and at nothing else. Answers `everything` when only a whole run can tell.
   * Rejects with a `KisiError` when Kisi could not be asked: then the events are to be heard once more.
   */
  hear(events: readonly KisiEvent[], call: CallOptions): Promise<'done' | 'everything'>
}

export function createFollower(options: {
  kisi: KisiClient
  now(): number
  write(changes: readonly LocalChange[]): void
  assignmentIdsOfCard(cardId: number): number[]
  refreshHardware(call: CallOptions): Promise<void>
}): Follower {
  const { kisi, write } = options
  const remembered = new Set<string>()

  function remember(events: readonly KisiEvent[]): void {
    for (const { uuid } of events) remembered.add(uuid)
    for (const uuid of remembered) {
      if (remembered.size <= mostRemembered) break
      remembered.delete(uuid)
    }
  }

  const isGone = (error: unknown): boolean => error instanceof KisiError && error.kind === 'not_found'

  async function lookAtOne(kind: Exclude<ObjectKind, 'group_link'>, id: number, call: CallOptions): Promise<void> {
    try {
      const body = await kisi.object(kind, id, call)
      write([{ operation: 'put', kind, body, at: options.now() } as LocalChange])
    } catch (error) {
      if (!isGone(error)) throw error
      write([{ operation: 'gone', kind, body: { id } }])
    }
  }

  /** A few objects by their ids; what such a list leaves out is asked for by itself before it counts as gone. */
  async function lookAtSome(kind: ObjectKind, ids: readonly number[], call: CallOptions): Promise<void> {
    const page = { ...call, limit: atOnce[kind], offset: 0, filter: { ids: ids.join(',') } }
    const { items } = await listOf(kisi, kind)(page)
    const found = items.filter(({ id }) => ids.includes(id))
    write(found.map((body) => ({ operation: 'put', kind, body, at: options.now() }) as LocalChange))
    const missing = ids.filter((id) => !found.some((one) => one.id === id))
    for (const id of missing) {
      if (kind === 'group_link') write([{ operation: 'gone', kind, body: { id } }])
      else await lookAtOne(kind, id, call)
    }
  }

  async function lookAtHolding(cardId: number, call: CallOptions): Promise<void> {
    const { items } = await kisi.cardAssignments({ ...call, cardId, limit: 50, offset: 0 })
    const mine = items.filter((one) => one.cardId === cardId)
    const gone = options.assignmentIdsOfCard(cardId).filter((id) => !mine.some((one) => one.id === id))
    write([
      ...gone.map((id): LocalChange => ({ operation: 'gone', kind: 'card_assignment', body: { id } })),
      ...mine.map((body): LocalChange => ({ operation: 'put', kind: 'card_assignment', body, at: options.now() })),
    ])
  }

  async function lookAt(kind: ObjectKind, ids: readonly number[], call: CallOptions): Promise<void> {
    if (kind !== 'group_link' && (ids.length < together || atOnce[kind] === 1)) {
      for (const id of ids) await lookAtOne(kind, id, call)
      return
    }
    for (let from = 0; from < ids.length; from += atOnce[kind]) {
      await lookAtSome(kind, ids.slice(from, from + atOnce[kind]), call)
    }
  }

  return {
    async hear(events, call) {
      const fresh = events.filter(({ uuid }) => !remembered.has(uuid))
      const heard = fresh.map(heardFrom).filter((one): one is Heard => one !== null)
      const everything = heard.length > tooMany || heard.some(({ look }) => look === 'everything')
      const objects = new Map<ObjectKind, Set<number>>()
      const cards = new Set<number>()
      for (const one of heard) {
        if (one.look === 'object') objects.set(one.kind, (objects.get(one.kind) ?? new Set()).add(one.id))
        if (one.look === 'assignments') cards.add(one.cardId)
        if (one.look === 'gone') {
          objects.get(one.kind)?.delete(one.id)
          write([{ operation: 'gone', kind: one.kind, body: { id: one.id } }])
        }
      }
      if (heard.length <= tooMany) {
        for (const [kind, ids] of objects) await lookAt(kind, [...ids], call)
        for (const cardId of cards) await lookAtHolding(cardId, call)
        if (heard.some(({ look }) => look === 'hardware')) await options.refreshHardware(call)
      }
      remember(fresh)
      return everything ? 'everything' : 'done'
    },
  }
}

type AnyList = (page: Parameters<KisiClient['users']>[0]) => Promise<{ items: { id: number }[] }>

function listOf(kisi: KisiClient, kind: ObjectKind): AnyList {
  const lists: Partial<Record<ObjectKind, AnyList>> = {
    user: kisi.users,
    guest: kisi.guests,
    place: kisi.places,
    lock: kisi.locks,
    group: kisi.groups,
    team: kisi.teams,
    team_membership: kisi.teamMemberships,
    role_assignment: kisi.roleAssignments,
    card: kisi.cards,
    card_assignment: kisi.cardAssignments,
    schedule: kisi.schedules,
    controller: kisi.controllers,
    group_link: kisi.groupLinks,
  }
  const list = lists[kind]
  if (list === undefined) throw new Error(`${kind} is asked for one by one`)
  return list
}
