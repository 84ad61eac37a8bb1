import type { Database } from 'better-sqlite3'
import { KisiError } from '../kisi/error.ts'
import type { KisiClient, KisiOrganization } from '../kisi/types.ts'
import { createNamed } from './named.ts'
import { createParts, type Part } from './parts.ts'
import { askWithPatience } from './patience.ts'
import type { Progress } from './progress.ts'
import { readList } from './read-list.ts'
import type { Side } from './side.ts'
import { breathe, unhurried } from './unhurried.ts'

/** So many objects are written in one go. A person costs the most, with the text index. */
const mostAtOnce = 25

export interface Run {
  database: Database
  kisi: KisiClient
  side: Side
  signal: AbortSignal
  progress: Progress
  now(): number
  random(): number
  restsMs: readonly number[]
  /** Called with the organization before anything else is read. */
  onOrganization(organization: KisiOrganization): void
  /** Waits between two requests as long as the run should. */
  pause(): Promise<void>
  /** Somebody waits for the run: then the next page is asked for before the last one has come. */
  hurried: boolean
  /** What an earlier start of the same run was done with, and where to note more. */
  done: { has(key: string): boolean; add(key: string): void }
}

/**
 * Reads everything of one organization into a copy that nobody reads yet. Small lists come first; then the first page
 * of every long list, so that all totals are known and the progress is honest; then the rest, one list at a time.
 * Answers with a sentence on what the copy lacks, or null. A list that the key may not read stays empty.
 */
export async function fillCopy(run: Run): Promise<string | null> {
  const { database, kisi, side, signal, progress } = run
  const parts = createParts({ kisi, side, named: createNamed(database, side.name), now: run.now })
  const lacks: string[] = []
  const atOnce = (work: () => void): void => unhurried(database, work)

  async function ask<Value>(call: () => Promise<Value>): Promise<Value> {
    await run.pause()
    const value = await askWithPatience(call, run.restsMs, run.random, signal)
    // The database may be closed by now.
    if (signal.aborted) throw new KisiError('aborted', 'The copy was given up.', { reached: false })
    progress.done()
    return value
  }

  /** Lets the desk do something else between two writes. The database may be closed afterwards: then this rejects. */
  async function next(): Promise<void> {
    await breathe()
    if (signal.aborted) throw new KisiError('aborted', 'The copy was given up.', { reached: false })
  }

  function lack(sentence: string): void {
    if (!lacks.includes(sentence)) lacks.push(sentence)
  }

  /** Runs one reading, and answers whether it was whole; where a person's rights end it notes what is missing. */
  async function* allowed(
    name: string,
    key: string,
    reading: AsyncGenerator<void, number>,
  ): AsyncGenerator<void, boolean> {
    try {
      for (;;) {
        const step: IteratorResult<void, number> = await reading.next()
        if (step.done === true) {
          if (step.value > 0) lack(`Kisi does not list ${step.value} of the ${name}: there are too many.`)
          return step.value === 0
        }
        yield
      }
    } catch (error) {
      if (!(error instanceof KisiError && error.kind === 'forbidden')) throw error
      progress.expect(key, 0)
      lack(`The API key may not read the ${name}.`)
      return false
    }
  }

  async function* pages<Item extends { id: number }>(part: Part<Item>): AsyncGenerator<void, void> {
    if (run.done.has(part.key)) return
    const list = {
      ...part,
      async store(items: readonly Item[]) {
        for (let from = 0; from < items.length; from += mostAtOnce) {
          if (from > 0) await next()
          atOnce(() => part.put(items.slice(from, from + mostAtOnce)))
          if (part.mergeSome === undefined) continue
          do await next()
          while (unhurried(database, part.mergeSome))
        }
      },
      drop: (ids: readonly number[]) => atOnce(() => ids.forEach((id) => part.remove(id))),
    }
    const expect = (requests: number): void => progress.expect(part.key, requests)
    if (yield* allowed(part.name, part.key, readList(list, { signal, expect, ask, ahead: run.hurried })))
      run.done.add(part.key)
  }

  async function drain(reading: AsyncGenerator<void, unknown>): Promise<void> {
    while ((await reading.next()).done !== true);
  }

  async function* hardwareOf(id: number): AsyncGenerator<void, number> {
    const call = { priority: 'background' as const, signal }
    progress.expect(`controller ${id}`, 3)
    const inputs = await ask(() => kisi.controllerInputs(id, call))
    yield
    const wires = await ask(() => kisi.controllerInputConnections(id, call))
    yield
    const relays = await ask(() => kisi.controllerRelayConnections(id, call))
    atOnce(() => side.putHardware(id, inputs, wires, relays))
    progress.expect(`controller ${id}`, 0)
    return 0
  }

  async function* roles(): AsyncGenerator<void, number> {
    const found = await ask(() => kisi.roles({ priority: 'background', signal }))
    atOnce(() => side.putRoles(found))
    return 0
  }

  run.onOrganization(await ask(() => kisi.organization({ priority: 'background', signal })))

  await drain(allowed('roles', 'roles', roles()))
  await drain(pages(parts.places))
  for (const place of side.queries.places()) await drain(pages(parts.floorsOf(place.id)))
  await drain(pages(parts.locks))
  await drain(pages(parts.groups))
  await drain(pages(parts.teams))
  await drain(pages(parts.schedules))
  await drain(pages(parts.controllers))
  const groups = side.queries.groups()
  const controllers = side.queries.controllers()
  for (const group of groups) progress.expect(`group locks ${group.id}`, 1)
  for (const { id } of controllers) progress.expect(`controller ${id}`, 3)

  // What others point at comes after them: a list that is too long to show everything is helped by the names.
  const longLists = [
    pages(parts.roleAssignments),
    pages(parts.cards),
    pages(parts.cardAssignments),
    pages(parts.teamMemberships),
    pages(parts.groupLinks),
    pages(parts.users),
    pages(parts.guests),
  ]
  for (const reading of longLists) await reading.next()
  progress.totalsKnown()
  for (const { id } of controllers) await drain(allowed('controllers’ inputs', `controller ${id}`, hardwareOf(id)))
  for (const group of groups) await drain(pages(parts.groupLocksOf(group.id)))
  for (const reading of longLists) await drain(reading)
  return lacks.length === 0 ? null : lacks.join(' ')
}
