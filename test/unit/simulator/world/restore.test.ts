import { expect, it } from 'vitest'
import { createClock } from '../../../../simulator/world/clock.ts'
import { createRolls } from '../../../../simulator/world/derive.ts'
import { createEvents } from '../../../../simulator/world/events.ts'
import { createWorld, type World } from '../../../../simulator/world/world.ts'
import { worldOf } from '../../../../simulator/world/worlds.ts'

const START = Date.parse('2026-05-04T08:00:00Z')
const clock = () => createClock({ time: () => START, timers: false })

function small(): World {
  const world = createWorld({ name: 'small', seed: 7, clock: clock() })
  worldOf('small').fill(world)
  return world
}

/** So many changes of every kind, the same for the same seed. */
function live(world: World, seed: number) {
  const rolls = createRolls(seed, 'life')
  const events = createEvents(world)
  for (let step = 0; step < 40; step++) {
    const what = rolls.below(5)
    if (what === 0) world.remove('role_assignments', rolls.pick(world.all('role_assignments')).id)
    else if (what === 1) world.update('users', rolls.pick(world.all('users')).id, { notes: `${step}` })
    else if (what === 2) world.clock.advance(1000)
    else if (what === 3) world.insert('guests', { name: world.nextHex('name'), email: null, phone_number: null })
    else events.write({ type: 'guest.create', object: { type: 'Guest', id: 1, name: 'Ann' } })
  }
}

it('puts everything back, however much happened, and then lives the same life again', () => {
  const world = small()
  live(world, 1)
  const snapshot = world.snapshot()
  const before = JSON.stringify(snapshot)
  live(world, 2)
  const after = JSON.stringify(world.snapshot())
  expect(after === before).toBe(false)
  for (let round = 0; round < 3; round++) {
    world.restore(snapshot)
    expect(JSON.stringify(world.snapshot()) === before).toBe(true)
    live(world, 2)
    expect(JSON.stringify(world.snapshot()) === after).toBe(true)
    expect(JSON.stringify(snapshot) === before).toBe(true)
  }
})

it('finds by any column what is there after it was put back, and nothing that is gone', () => {
  const world = small()
  const [first] = world.all('users')
  const id = first?.id ?? 0
  expect(world.where('users', 'name', 'Somebody else')).toEqual([])
  const snapshot = world.snapshot()
  world.update('users', id, { name: 'Somebody else' })
  expect(world.where('users', 'name', 'Somebody else')).toHaveLength(1)
  world.restore(snapshot)
  expect(world.where('users', 'name', 'Somebody else')).toEqual([])
  expect(world.where('users', 'name', first?.name ?? '')).toEqual([first])
})

it('shares the rows that did not change with a snapshot', () => {
  const world = small()
  const snapshot = world.snapshot()
  expect(snapshot.tables.users?.[3]).toBe(world.all('users')[3])
})

it('tells those who keep something beside the world, after everything is back', () => {
  const world = small()
  const snapshot = world.snapshot()
  world.insert('guests', { name: 'Ann', email: null, phone_number: null })
  world.clock.at(START + 1000, () => expect.unreachable())
  const seen: unknown[] = []
  world.onRestore(() => seen.push([world.count('guests'), world.clock.next()]))
  world.restore(snapshot)
  expect(seen).toEqual([[0, null]])
})
