import { expect, it } from 'vitest'
import type { Run } from '../../../../simulator/scenarios/scenarios.ts'
import type { EventDetails } from '../../../../simulator/world/events.ts'
import type { TableName, Tables } from '../../../../simulator/world/rows.ts'
import type { World } from '../../../../simulator/world/world.ts'
import { openHouse } from './house.ts'

const CAST = { people: 100 }
const wrong = (run: Run) => run.checks.filter(({ ok }) => !ok).map(({ says }) => says.split(' ').slice(0, 3).join(' '))
const RIGHTS = 'Nobody opened a'
const CAUSES = 'Every event has'
const OPENINGS = 'Every door that'
const COUNTS = 'The counts add'
const PRESENCES = 'Presences say who'

/** The world as its hardware sees it when rows of a table look other than they are. */
function seenThrough<Name extends TableName>(table: Name, lens: (row: Tables[Name]) => Tables[Name] | null) {
  return (world: World): World => {
    const look = (name: TableName, row: unknown) => (name === table ? lens(row as Tables[Name]) : row)
    return {
      ...world,
      get: ((name: TableName, id: number) => look(name, world.get(name, id)) ?? undefined) as World['get'],
      where: ((name: TableName, column: never, value: never) =>
        world.where(name, column, value).flatMap((row) => look(name, row) ?? [])) as World['where'],
    }
  }
}

it('finds nothing wrong with a building that works', async () => {
  const run = await openHouse().play('morning-rush', CAST)
  expect(run.checks.map(({ problems }) => problems)).toEqual([[], [], [], [], []])
  expect(run.checks.every(({ looked }) => looked > 50)).toBe(true)
  expect(run.state).toBe('passed')
})

it('complains of readers that let everybody in', async () => {
  const everywhere = { role_id: 'organization_owner', applies_to_type: 'Organization' } as const
  const all = seenThrough('role_assignments', (row) => ({ ...row, ...everywhere, valid_from: null, valid_until: null }))
  const run = await openHouse({ broken: all }).play('morning-rush', CAST)
  expect(run.state).toBe('failed')
  expect(wrong(run)).toContain(RIGHTS)
  expect(run.checks[0]?.problems.join()).toMatch(/was let in by .* but the person had no right on that door/)
})

it.each([
  [
    'do not look at the clock',
    seenThrough('role_assignments', (row) => ({ ...row, valid_until: null })),
    'the right was not valid',
  ],
  [
    'let suspended people in',
    seenThrough('users', (row) => row && { ...row, access_enabled: true }),
    'the person was suspended',
  ],
  [
    'take cards that are switched off',
    seenThrough('card_assignments', (row) => ({ ...row, status: 'activated' })),
    'the card was not activated',
  ],
])('complains of readers that %s', async (_what, broken, because) => {
  const run = await openHouse({ broken }).play('morning-rush', CAST)
  expect(wrong(run)).toEqual(expect.arrayContaining([RIGHTS, COUNTS]))
  expect(run.checks[0]?.problems.join()).toContain(because)
})

it('complains of a lockdown that locks nothing', async () => {
  const broken = seenThrough('places', (row) => row && { ...row, locked_down_since: null })
  const run = await openHouse({ broken }).play('fire-drill', { people: 20 })
  expect(run.checks[0]?.problems.join()).toContain('the place was locked down')
})

it('complains of readers that turn everybody away', async () => {
  const run = await openHouse({ broken: seenThrough('group_locks', () => null) }).play('morning-rush', CAST)
  expect(wrong(run)).toContain(COUNTS)
})

it('complains of a relay that lets go though the reader refuses', async () => {
  const run = await openHouse({
    tamper: (doors, world) => ({
      ...doors,
      tap(lock, card) {
        const outcome = doors.tap(lock, card)
        const until = new Date(world.clock.now() + 5000).toISOString()
        if (!outcome.opened) world.update('locks', lock.id, { unlocked_until: until }, false)
        return outcome
      },
    }),
  }).play('morning-rush', CAST)
  expect(wrong(run)).toContain(OPENINGS)
  expect(run.checks[2]?.problems.join()).toContain('was released and nobody had been let in')
})

it.each([
  ['an unlock', 'morning-rush', (details: EventDetails) => details.type === 'lock.unlock' && !details.refusal, CAUSES],
  ['a refusal', 'morning-rush', (details: EventDetails) => details.type === 'lock.unlock' && details.refusal, CAUSES],
  ['a forced door', 'night', (details: EventDetails) => details.type === 'lock.forced_open', OPENINGS],
  ['a tailgate', 'morning-rush', (details: EventDetails) => details.type === 'lock.tailgate', COUNTS],
])('complains when the event of %s is lost', async (_what, scenario, lost, says) => {
  let left = 1
  const run = await openHouse({
    deaf: (events) => ({
      ...events,
      write(details) {
        if (!lost(details) || left-- <= 0) return events.write(details)
        return events.write({ ...details, type: 'test.lost', authenticatedBy: { type: 'Login', id: 1 } })
      },
    }),
  }).play(scenario, CAST)
  expect(left).toBeLessThanOrEqual(0)
  expect(wrong(run)).toContain(says)
})

it.each(['lock.unlock', 'lock.opened', 'lock.locked', 'lock.held_open', 'reader.access', 'group.destroy'])(
  'complains of a %s that nobody caused',
  async (type) => {
    const run = await openHouse({
      meanwhile(world, events) {
        const [lock] = world.all('locks')
        const object = { type: type.startsWith('reader') ? 'Reader' : 'Lock', id: lock?.id ?? 0, name: 'Ghost' }
        world.clock.at(world.clock.now() + 61_003, () => void events.write({ type, object, placeId: lock?.place_id }))
      },
    }).play('morning-rush', CAST)
    expect(wrong(run)).toContain(CAUSES)
    expect(run.checks[1]?.problems).toEqual([expect.stringContaining(`${type} of Ghost`)])
  },
)

it('complains when nobody is present', async () => {
  const run = await openHouse({ broken: seenThrough('presences', (row) => row) }).play('morning-rush', CAST)
  expect(wrong(run)).toEqual([])
  const forgetful = openHouse({
    broken: (world) => ({
      ...world,
      insert: ((name: TableName, values: never, at?: string) =>
        world.insert(name === 'presences' ? 'mails' : name, values, at)) as World['insert'],
    }),
  })
  expect(wrong(await forgetful.play('morning-rush', CAST))).toEqual([PRESENCES])
})
