import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createClock } from '../../../../simulator/world/clock.ts'
import { createRolls } from '../../../../simulator/world/derive.ts'
import { createEvents } from '../../../../simulator/world/events.ts'
import { keepState } from '../../../../simulator/world/keep-state.ts'
import { loadState } from '../../../../simulator/world/state-file.ts'
import { createWorld, type Snapshot, type World } from '../../../../simulator/world/world.ts'
import { worldOf } from '../../../../simulator/world/worlds.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulator-state-'))
  path = join(folder, 'world.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const START = Date.parse('2026-05-04T08:00:00Z')
const clockOf = (snapshot?: Snapshot) => createClock({ time: () => START, timers: false, state: snapshot?.clock })

function small(): World {
  const world = createWorld({ name: 'small', seed: 7, clock: clockOf() })
  worldOf('small').fill(world)
  return world
}
const loaded = () => loadState(path) as Snapshot
const complaint = (sentence: string) => expect.unreachable(sentence)
const addGuest = (world: World, name: string) => world.insert('guests', { name, email: null, phone_number: null })
const journals = () => readdirSync(folder).filter((name) => name.includes('.journal-'))
const onlyJournal = () => join(folder, journals()[0] ?? '')

async function until(look: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!look()) {
    if (Date.now() > deadline) throw new Error('Waited in vain.')
    await new Promise((resolve) => setImmediate(resolve))
  }
}

it('writes what changed, and not the whole world, while it runs', async () => {
  const world = small()
  const file = keepState(world, path, complaint, { delay: 1 })
  const before = readFileSync(path, 'utf8')
  addGuest(world, 'Ann')
  await until(() => loaded().tables.guests?.length === 1)
  expect(readFileSync(path, 'utf8')).toBe(before)
  expect(statSync(onlyJournal()).size).toBeLessThan(1000)
  expect(loaded()).toEqual(JSON.parse(JSON.stringify(world.snapshot())))
  file.close()
  expect(readdirSync(folder)).toEqual(['world.json'])
  expect(loaded()).toEqual(JSON.parse(JSON.stringify(world.snapshot())))
})

it('brings back whatever was done, at any moment, however often the journal was folded', async () => {
  const seed = 20_260_504
  const rolls = createRolls(seed, 'keep')
  const world = small()
  const events = createEvents(world)
  const file = keepState(world, path, complaint, { delay: 0, foldAfter: 2000 })
  const generations = new Set<string>()
  for (let step = 0; step < 150; step++) {
    const guests = world.all('guests')
    const what = rolls.below(6)
    if (what === 0 && guests.length > 0) world.remove('guests', rolls.pick(guests).id)
    else if (what === 1) world.update('locks', rolls.pick(world.all('locks')).id, { open: rolls.percent(50) }, false)
    else if (what === 2) world.clock.advance(rolls.below(100_000))
    else if (what === 3) events.write({ type: 'guest.create', object: { type: 'Guest', id: 1, name: `${step}` } })
    else addGuest(world, `Ann ${step}`)
    const expected = JSON.stringify(world.snapshot())
    await until(() => JSON.stringify(order(loaded())) === JSON.stringify(order(JSON.parse(expected))))
    for (const name of journals()) generations.add(name)
  }
  expect(generations.size, `seed ${seed}`).toBeGreaterThan(3)
  file.close()
})

/** The same with the keys of every object in one order. */
function order(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(order)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, each]) => [key, order(each)]),
  )
}

it('loads with the last entry torn at any byte, lacking that entry alone', async () => {
  const world = small()
  keepState(world, path, complaint, { delay: 0 })
  addGuest(world, 'Ann')
  await until(() => loaded().tables.guests?.length === 1)
  const first = statSync(onlyJournal()).size
  addGuest(world, 'Ben')
  await until(() => loaded().tables.guests?.length === 2)
  const both = statSync(onlyJournal()).size
  for (let size = both - 1; size >= first; size--) {
    truncateSync(onlyJournal(), size)
    expect(loaded().tables.guests?.map((guest) => guest.name)).toEqual(['Ann'])
  }
})

it('refuses a journal that is damaged in its middle, naming the line', async () => {
  const world = small()
  keepState(world, path, complaint, { delay: 0 })
  addGuest(world, 'Ann')
  await until(() => loaded().tables.guests?.length === 1)
  writeFileSync(onlyJournal(), `{"rows":1}\n${readFileSync(onlyJournal(), 'utf8')}`)
  expect(loaded).toThrow(/^Line 1 of .*\.journal-1 is damaged\. Move that file away/)
})

it('goes on from a journal that was left behind, and leaves no old one', async () => {
  const world = small()
  keepState(world, path, complaint, { delay: 0 })
  addGuest(world, 'Ann')
  await until(() => loaded().tables.guests?.length === 1)
  const snapshot = loaded()
  const again = createWorld({ name: 'small', seed: 7, clock: clockOf(snapshot), snapshot })
  const file = keepState(again, path, complaint, { delay: 0 })
  expect(journals()).toEqual([])
  addGuest(again, 'Ben')
  await until(() => loaded().tables.guests?.length === 2)
  expect(journals()).toEqual(['world.json.journal-2'])
  file.close()
})

it('ignores journals that belong to another file', () => {
  const world = small()
  keepState(world, path, complaint).close()
  writeFileSync(join(folder, 'world.json.journal-77'), 'nonsense\nnonsense\n')
  expect(loaded().tables.users).toHaveLength(20)
  const file = keepState(world, path, complaint)
  expect(journals()).toEqual([])
  file.close()
})

it('writes the whole world anew when it was put back', async () => {
  const world = small()
  const before = world.snapshot()
  const file = keepState(world, path, complaint, { delay: 0 })
  addGuest(world, 'Ann')
  await until(() => loaded().tables.guests?.length === 1)
  world.restore(before)
  expect(loaded().tables.guests).toEqual([])
  addGuest(world, 'Ben')
  await until(() => loaded().tables.guests?.[0]?.name === 'Ben')
  file.close()
})

it('takes over a file of version 1', () => {
  const { version: _version, clock: _clock, ...rest } = small().snapshot()
  writeFileSync(path, JSON.stringify({ ...rest, version: 1, clockOffset: 3_600_000 }))
  const snapshot = loaded()
  expect(clockOf(snapshot).now()).toBe(START + 3_600_000)
  expect(snapshot.tables.users).toHaveLength(20)
})

it('takes a snapshot for a file', () => {
  const snapshot = small().snapshot()
  writeFileSync(path, JSON.stringify(snapshot))
  expect(loaded()).toEqual(snapshot)
})

it.each(['{"half":', '[]', '{"version":3}', '{}'])('refuses %s in one sentence', (text) => {
  writeFileSync(path, text)
  expect(loaded).toThrow(/is not a world of this simulator\. Move it away to start afresh\.$/)
})

it('says once that it cannot write, and writes everything when it can again', async () => {
  const world = small()
  const sentences: string[] = []
  const file = keepState(world, path, (sentence) => sentences.push(sentence), { delay: 1 })
  rmSync(folder, { recursive: true })
  addGuest(world, 'Ann')
  await until(() => sentences.length > 0)
  addGuest(world, 'Ben')
  await new Promise((resolve) => setImmediate(resolve))
  expect(sentences).toEqual([expect.stringMatching(/^The state file .* cannot be written: ENOENT/)])
  mkdirSync(folder)
  await until(() => readdirSync(folder).includes('world.json'))
  expect(loaded().tables.guests?.map((guest) => guest.name)).toEqual(['Ann', 'Ben'])
  file.close()
})
