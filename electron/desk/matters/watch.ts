import type { KisiClient, KisiCardAssignment, KisiRoleAssignment } from '../../kisi/types.ts'
import type { LocalChange } from '../../mirror/local.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { Store } from '../../store/store.ts'
import type { KeyTable } from '../keys/table.ts'
import type { Clock, Log } from '../ports.ts'
import type { VisitTable } from '../visits/table.ts'
import type { Gap, Shown } from './compare.ts'
import { createFinder } from './find.ts'
import type { MatterTable } from './table.ts'

export interface Watch {
  /** Something of this visit was settled: its guest is looked at again. */
  visitChanged(visitId: string): void
  close(): Promise<void>
}

/** What comes together is looked at together. */
const soonMs = 50
const againAfterMs = 15_000
/** So many guests are compared before the desk may do something else. */
const guestsAtOnce = 25
const page = 100
const mostPages = 10

const hoursText = ({ validFrom, validUntil }: KisiRoleAssignment): string => `${validFrom ?? ''} ${validUntil ?? ''}`

/**
 * Looks for what Kisi and the records disagree about. Whatever the mirror learns of a guest's rights and cards is set
 * against the keys that this desk gave, and everything after each start and whenever a whole copy was made. A
 * disagreement of the copy counts only once Kisi itself was asked and says the same, with nothing of the guest's keys
 * changed meanwhile; then it is written down for a person.
 */
export function createWatch(options: {
  kisi: KisiClient
  mirror: Mirror
  store: Store
  matters: MatterTable
  keyTable: KeyTable
  visits: VisitTable
  /** The time that the records lost, if they went back to a copy. */
  gap: { from: number; until: number } | null
  clock: Clock
  log: Log
  onFound(visitIds: string[]): void
}): Watch {
  const { kisi, mirror, store, matters, keyTable, visits, clock, log } = options
  const finder = createFinder({ matters, keyTable, visits, mirror, now: () => clock.now() })
  const stopping = new AbortController()
  const { signal } = stopping
  const call = { priority: 'background' as const, signal }
  const wanted = new Set<number>()
  let everyone = false
  let running: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined
  let userId: number | null = null

  const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

  function soon(afterMs = soonMs): void {
    if (signal.aborted || running !== null) return
    clearTimeout(timer)
    timer = setTimeout(run, afterMs)
  }

  function want(...guests: readonly (number | null)[]): void {
    for (const guest of guests) if (guest !== null) wanted.add(guest)
    if (wanted.size > 0) soon()
  }

  function guestOf(change: LocalChange): number | null {
    const { operation, kind, body } = change
    if (kind === 'guest') return body.id
    if (kind !== 'role_assignment' && kind !== 'card_assignment') return null
    if (operation === 'put') {
      const { assigneeType, assigneeId } = body as KisiRoleAssignment | KisiCardAssignment
      return assigneeType === 'Guest' ? assigneeId : null
    }
    const what = kind === 'role_assignment' ? 'right' : 'card'
    return keyTable.guestOfOpen(what, body.id) ?? matters.find(what, body.id, 'extra')?.guest_id ?? null
  }

  async function wholePages<Item>(read: (offset: number) => Promise<{ items: Item[] }>): Promise<Item[]> {
    const all: Item[] = []
    for (let pages = 0; pages < mostPages; pages++) {
      const { items } = await read(pages * page)
      all.push(...items)
      if (items.length < page) break
    }
    return all
  }

  /** What Kisi itself says, and the copy mended by it. */
  async function ask(guestId: number): Promise<Shown> {
    const of = { ...call, assigneeType: 'Guest' as const, assigneeId: guestId, limit: page }
    const rights = await wholePages((offset) => kisi.roleAssignments({ ...of, offset }))
    const cards = await wholePages((offset) => kisi.cardAssignments({ ...of, offset }))
    const isHis = (one: KisiRoleAssignment | KisiCardAssignment): boolean =>
      one.assigneeType === 'Guest' && one.assigneeId === guestId
    return { rights: rights.filter(isHis), cards: cards.filter(isHis) }
  }

  const copied = (guestId: number): Shown => ({
    rights: mirror.roleAssignmentsOf({ type: 'Guest', id: guestId }),
    cards: mirror.cardAssignmentsOf({ type: 'Guest', id: guestId }),
  })

  function mend(guestId: number, shown: Shown): void {
    const { rights, cards } = copied(guestId)
    for (const right of shown.rights) {
      const known = rights.find(({ id }) => id === right.id)
      if (known === undefined || hoursText(known) !== hoursText(right)) mirror.putRoleAssignment(right)
    }
    for (const { id } of rights) if (!shown.rights.some((one) => one.id === id)) mirror.removeRoleAssignment(id)
    for (const card of shown.cards) {
      if (!cards.some(({ id, status }) => id === card.id && status === card.status)) mirror.putCardAssignment(card)
    }
    for (const { id } of cards) if (!shown.cards.some((one) => one.id === id)) mirror.removeCardAssignment(id)
  }

  async function gapNow(): Promise<Gap | null> {
    if (options.gap === null) return null
    userId ??= (await kisi.currentUser(call)).id
    return { ...options.gap, userId }
  }

  const keysText = (guestId: number): string => JSON.stringify(keyTable.ofGuest(guestId))

  /** False: a key changed while Kisi was asked, so its answer may be about the time before. */
  async function confirm(guestId: number): Promise<boolean> {
    const before = keysText(guestId)
    const gap = await gapNow()
    const shown = await ask(guestId)
    if (signal.aborted) return true
    if (keysText(guestId) !== before) return false
    const found = finder.differences(guestId, shown, gap)
    const name = mirror.person('guest', guestId)?.name ?? String(guestId)
    const touched = store.transaction(() => {
      mend(guestId, shown)
      return finder.isNews(guestId, found) ? finder.write(guestId, found, name) : []
    })
    if (touched.length > 0) {
      log.info('matters.found', { count: touched.length })
      options.onFound([...new Set(touched.filter((id) => id !== null))])
    }
    return true
  }

  function looksWrong(guestId: number): boolean {
    const gap = options.gap === null ? null : { ...options.gap, userId }
    return finder.isNews(guestId, finder.differences(guestId, copied(guestId), gap))
  }

  async function listEveryone(): Promise<void> {
    for (const guest of [...keyTable.guestsWithOpen(clock.now()), ...matters.guests()]) wanted.add(guest)
    for (let after = 0; ;) {
      const guests = mirror.guestsWithAccess(after, 200)
      for (const guest of guests) wanted.add(guest)
      if (guests.length < 200) return
      after = guests.at(-1)!
      await breathe()
      if (signal.aborted) return
    }
  }

  async function look(): Promise<void> {
    if (mirror.status.state !== 'ready') return
    if (everyone) {
      everyone = false
      await listEveryone()
    }
    let compared = 0
    for (const guestId of [...wanted]) {
      if (signal.aborted) return
      wanted.delete(guestId)
      if (looksWrong(guestId)) {
        const settled = await confirm(guestId).catch((error: unknown) => {
          wanted.add(guestId)
          throw error
        })
        if (!settled) wanted.add(guestId)
      }
      compared += 1
      if (compared % guestsAtOnce === 0) await breathe()
    }
  }

  function run(): void {
    if (signal.aborted || running !== null) return
    let missed = false
    running = look()
      .catch((error: unknown) => {
        missed = true
        if (!signal.aborted) log.info('matters.missed', { message: String(error) })
      })
      .then(() => {
        running = null
        if (everyone || wanted.size > 0) soon(missed ? againAfterMs : soonMs)
      })
  }

  const unsubscribe = mirror.onObjects((changes) => {
    if (changes === null) {
      everyone = true
      soon()
    } else want(...changes.map(guestOf))
  })
  if (mirror.status.state === 'ready') {
    everyone = true
    soon()
  }
  return {
    visitChanged: (visitId) => want(visits.byId(visitId)?.guest_id ?? null),
    async close() {
      unsubscribe()
      clearTimeout(timer)
      stopping.abort()
      await running
    },
  }
}
