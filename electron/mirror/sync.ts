import type { Database } from 'better-sqlite3'
import { KisiError } from '../kisi/error.ts'
import type { KisiClient, KisiOrganization, KisiUser, Page, PageOptions } from '../kisi/types.ts'
import { guestPerson } from './local.ts'
import { askWithPatience } from './patience.ts'
import { personRole } from './person-role.ts'
import type { Progress } from './progress.ts'
import { type List, readList } from './read-list.ts'
import type { Side } from './side.ts'
import type { MirrorPerson } from './types.ts'

/** Kisi gives users 100 at a time, everything else 250. */
const usersPage = 100
const othersPage = 250

export interface Run {
  database: Database
  kisi: KisiClient
  side: Side
  signal: AbortSignal
  progress: Progress
  now(): number
  restsMs: readonly number[]
  /** Called with the organization before anything else is read. */
  onOrganization(organization: KisiOrganization): void
}

function userPerson(user: KisiUser): MirrorPerson {
  const { id, name, email, accessEnabled, metadata } = user
  return { kind: 'user', id, name, email, role: personRole(metadata), accessEnabled }
}

/**
 * Reads everything of one organization into a copy that nobody reads yet. Small lists come first; then the first page
 * of every long list, so that all totals are known and the progress is honest; then the rest, one request at a time.
 * Answers with a sentence on what the copy lacks, or null. A list that the key may not read stays empty.
 */
export async function fillCopy(run: Run): Promise<string | null> {
  const { database, kisi, side, signal, progress } = run
  const lacks: string[] = []

  async function ask<Value>(call: () => Promise<Value>): Promise<Value> {
    const value = await askWithPatience(call, run.restsMs, signal)
    // The database may be closed by now.
    if (signal.aborted) throw new KisiError('aborted', 'The copy was given up.', { reached: false })
    return value
  }

  function list<Item extends { id: number }>(
    name: string,
    read: (page: PageOptions) => Promise<Page<Item>>,
    store: (items: readonly Item[]) => void,
    drop: (id: number) => void,
    limit = othersPage,
  ): List<Item> {
    return {
      name,
      limit,
      read,
      store: (items) => database.transaction(() => store(items))(),
      drop: (ids) => database.transaction(() => ids.forEach(drop))(),
    }
  }

  /** One list as a generator of pages; notes what is missing instead of failing where a person's rights end. */
  async function* pages<Item extends { id: number }>(one: List<Item>, part = one.name): AsyncGenerator<void, void> {
    const expect = (requests: number): void => progress.expect(part, requests)
    try {
      const reading = readList(one, { signal, expect, ask })
      for (;;) {
        const step: IteratorResult<void, number> = await reading.next()
        if (step.done === true) {
          if (step.value > 0) lacks.push(`Kisi does not list ${step.value} of the ${one.name}: there are too many.`)
          return
        }
        progress.done()
        yield
      }
    } catch (error) {
      if (!(error instanceof KisiError && error.kind === 'forbidden')) throw error
      expect(0)
      const sentence = `The API key may not read the ${one.name}.`
      if (!lacks.includes(sentence)) lacks.push(sentence)
    }
  }

  async function drain(reading: AsyncGenerator<void, void>): Promise<void> {
    while ((await reading.next()).done !== true);
  }

  const putAll =
    <Item>(put: (item: Item) => void) =>
    (items: readonly Item[]): void =>
      items.forEach((item) => put(item))
  const people =
    <Item>(toPerson: (item: Item) => MirrorPerson) =>
    (items: readonly Item[]): void =>
      side.people.put(items.map(toPerson))

  run.onOrganization(await ask(() => kisi.organization({ priority: 'background', signal })))
  progress.done()

  await drain(pages(list('places', (page) => kisi.places(page), putAll(side.places.put), side.places.remove)))
  for (const place of side.queries.places()) {
    const read = (page: PageOptions) => kisi.floors(place.id, page)
    await drain(pages(list('floors', read, putAll(side.floors.put), side.floors.remove), `floors ${place.id}`))
  }
  const putLocks = putAll((lock: Awaited<ReturnType<KisiClient['lock']>>) =>
    side.locks.put(Object.assign({}, lock, { seenAt: run.now() })),
  )
  await drain(pages(list('doors', (page) => kisi.locks(page), putLocks, side.locks.remove)))
  await drain(pages(list('groups', (page) => kisi.groups(page), putAll(side.groups.put), side.groups.remove)))

  const groups = side.queries.groups()
  for (const group of groups) progress.expect(`doors of group ${group.id}`, 1)

  const longLists = [
    pages(
      list(
        'users',
        (page) => kisi.users(page),
        people(userPerson),
        (id) => side.people.remove('user', id),
        usersPage,
      ),
    ),
    pages(
      list(
        'guests',
        (page) => kisi.guests(page),
        people(guestPerson),
        (id) => side.people.remove('guest', id),
      ),
    ),
    pages(
      list(
        'access rights',
        (page) => kisi.roleAssignments(page),
        putAll(side.roleAssignments.put),
        side.roleAssignments.remove,
      ),
    ),
    pages(list('cards', (page) => kisi.cards(page), putAll(side.cards.put), side.cards.remove)),
    pages(
      list(
        'card assignments',
        (page) => kisi.cardAssignments(page),
        putAll(side.cardAssignments.put),
        side.cardAssignments.remove,
      ),
    ),
  ]
  for (const reading of longLists) await reading.next()
  progress.totalsKnown()
  for (const group of groups) {
    const read = (page: PageOptions) => kisi.groupLocks(group.id, page)
    const one = list('doors of groups', read, putAll(side.groupLocks.put), side.groupLocks.remove)
    await drain(pages(one, `doors of group ${group.id}`))
  }
  for (const reading of longLists) await drain(reading)
  return lacks.length === 0 ? null : lacks.join(' ')
}
