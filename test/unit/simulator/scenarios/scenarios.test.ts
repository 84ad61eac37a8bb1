import { describe, expect, it } from 'vitest'
import { report } from '../../../../simulator/scenarios/report.ts'
import { SCENARIO_NAMES, scenarioOf } from '../../../../simulator/scenarios/scenarios.ts'
import { openHouse } from './house.ts'

describe.each(SCENARIO_NAMES)('%s', (name) => {
  it('leaves nothing wrong behind in any of the smaller worlds, whatever the seed', async () => {
    for (const world of ['small', 'harbour', 'office']) {
      for (const seed of [7, 1, 20_260_504]) {
        const run = await openHouse({ world }).play(name, { seed })
        expect([world, seed, run.error, run.checks.flatMap(({ problems }) => problems)]).toEqual([
          world,
          seed,
          null,
          [],
        ])
      }
    }
  }, 60_000)

  it('goes the same way with the same seed, event by event, and another way with another', async () => {
    const eventsOf = async (seed: number) => {
      const house = openHouse()
      await house.play(name, { seed })
      return JSON.stringify(house.world.events)
    }
    const first = await eventsOf(3)
    expect(await eventsOf(3)).toBe(first)
    expect(await eventsOf(4)).not.toBe(first)
  }, 30_000)
})

it('has in a morning rush everything that a morning has', async () => {
  const run = await openHouse({ world: 'office' }).play('morning-rush')
  const { counts } = run
  expect(counts).toMatchObject({ people: 300, doors: 6, minutes: 30 })
  for (const what of ['refused', 'went_out', 'slipped_in', 'opened_by_desk', 'held_open']) {
    expect([what, counts[what]]).toEqual([what, expect.any(Number)])
    expect(counts[what]).toBeGreaterThan(2)
  }
  const [started, ended] = [run.started_at, run.ended_at ?? ''].map((instant) => Date.parse(instant))
  expect(((ended ?? 0) - (started ?? 0)) / 60_000).toBeLessThanOrEqual(30)
})

it('does not play two at a time', async () => {
  const house = openHouse()
  const night = scenarioOf('night')
  if (!night) throw new Error('There is no night.')
  const first = house.scenarios.start(night, { people: 2 })
  expect(first?.run.state).toBe('running')
  expect(house.scenarios.start(night)).toBeNull()
  await first?.ended
  const second = house.scenarios.start(night, { people: 2 })
  expect(second?.run.id).toBe(2)
  await second?.ended
  expect(house.scenarios.all().map(({ id, state }) => [id, state])).toEqual([
    [2, 'passed'],
    [1, 'passed'],
  ])
})

it('reports in plain words, a line for each thing that must hold', async () => {
  const text = report(await openHouse().play('fire-drill', { people: 5 }))
  expect(text.split('\n')).toHaveLength(8)
  expect(text).toMatch(/^fire-drill, seed 7: 5 people and 0 visitors at 4 doors, 2026-05-04 06:10 to /)
  expect(text.match(/^ok {5}/gm)).toHaveLength(5)
  expect(text).toMatch(/Passed\.$/)
})

it('ends one whose world is put back to a snapshot meanwhile, also while it waits for the clock', async () => {
  const house = openHouse()
  const before = house.world.snapshot()
  house.world.clock.set('real')
  const started = house.scenarios.start(scenarioOf('morning-rush')!, { people: 2, visitors: 0 })
  house.world.restore(before)
  const run = await started!.ended
  expect(run).toMatchObject({ state: 'failed', error: expect.stringContaining('put back to a snapshot') })
})
