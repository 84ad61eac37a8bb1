import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { Call } from '../../../../simulator/api/call.ts'
import { readFields } from '../../../../simulator/api/fields.ts'
import { RESOURCES } from '../../../../simulator/api/resources/index.ts'
import { createClock } from '../../../../simulator/world/clock.ts'
import { demoKey, ordinaryKey } from '../../../../simulator/world/keys.ts'
import type { Json, Tables } from '../../../../simulator/world/rows.ts'
import { createWorld, type World } from '../../../../simulator/world/world.ts'
import { WORLD_NAMES, worldOf, type WorldName } from '../../../../simulator/world/worlds.ts'

function made(name: string, seed = 7): World {
  const clock = createClock({ time: () => Date.parse('2026-05-04T08:00:00Z'), timers: false })
  const world = createWorld({ name, seed, clock })
  worldOf(name).fill(world)
  return world
}
const worlds = Object.fromEntries(WORLD_NAMES.map((name) => [name, made(name)])) as Record<WorldName, World>
const textOf = (world: World) => JSON.stringify(world.snapshot())

function groupOf(world: World, name: string) {
  const [place] = world.all('places')
  return world.all('groups').find((group) => group.name === name && group.place_id === place?.id)
}
const doorsOf = (world: World, group: string) =>
  world
    .where('group_locks', 'group_id', groupOf(world, group)?.id ?? 0)
    .map(({ lock_id: id }) => world.get('locks', id)?.name)

it.each([
  ['harbour', 12, 60, 1],
  ['small', 3, 20, 1],
  ['office', 40, 500, 1],
  ['campus', 400, 20_000, 5],
] as const)('makes up %s with %i doors and %i people on %i places', (name, doors, people, places) => {
  const world = worlds[name]
  expect([world.count('locks'), world.count('users'), world.count('places')]).toEqual([doors, people, places])
})

describe.each(WORLD_NAMES)('%s', (name) => {
  const world = worlds[name]

  it('has the doors, groups, hosts, keys and blank cards that the demo of the desk knows by name', () => {
    expect(doorsOf(world, 'Visitors')).toEqual(expect.arrayContaining(['Front entrance', 'Turnstile A']))
    expect(doorsOf(world, 'Contractors')).toContain('Front entrance')
    expect(doorsOf(world, 'All staff')).toContain('Front entrance')
    expect(doorsOf(world, 'Visitors')).not.toContain('Server room')
    expect(doorsOf(world, 'Server room access')).toContain('Server room')
    const [place] = world.all('places')
    expect(doorsOf(world, 'Entire place')).toHaveLength(world.where('locks', 'place_id', place?.id ?? 0).length)
    expect(world.all('locks').slice(0, 2)).toMatchObject([
      { id: 10481, name: 'Front entrance' },
      { id: 10482, name: 'Turnstile A' },
    ])
    const names = new Set(world.all('users').map((user) => user.name))
    for (const host of [
      'Saskia van den Heuvel',
      'Rajesh Subramaniam',
      'Tomasz Wiśniewski',
      'Wisal Haddad',
      'Chiara Lo Presti',
    ])
      expect(names).toContain(host)
    const [owner] = world.where('logins', 'secret', demoKey(7))
    expect(owner?.user_id).toBe(world.all('organizations')[0]?.user_id)
    expect(world.where('logins', 'secret', ordinaryKey(7))).toHaveLength(1)
    expect(new Set(world.blankTags).size).toBe(6)
  })

  it('gives everybody an e-mail address of their own, and every card number once', () => {
    const emails = world.all('users').map((user) => user.email)
    expect(new Set(emails).size).toBe(emails.length)
    for (const email of emails) expect(email).toMatch(/^[a-z0-9.]+@harbour-house\.example$/)
    const cards = world.all('cards')
    const key = ({ type, card_id: id, uid, facility_code: facility, card_number: number }: Tables['cards']) =>
      `${type} ${id} ${uid} ${facility} ${number}`
    expect(new Set(cards.map(key)).size).toBe(cards.length)
    const numbers = new Set(cards.map((card) => card.card_id))
    expect(world.blankTags.some((tag) => numbers.has(Number.parseInt(tag.slice(2), 16)))).toBe(false)
    const free = cards.filter((card) => world.where('card_assignments', 'card_id', card.id).length === 0)
    expect(free.length).toBeGreaterThanOrEqual(12)
  })

  it('wires every door to a relay and a contact of its own, four to a controller, and puts a reader beside it', () => {
    const used = new Set<number>()
    for (const lock of world.all('locks')) {
      const [connection, ...more] = world.where('controller_relay_connections', 'lock_id', lock.id)
      const relay = world.get('controller_relays', connection?.controller_relay_id ?? 0)
      expect([more, relay?.channel]).toEqual([[], expect.toSatisfy((channel: number) => channel >= 1 && channel <= 4)])
      expect(world.get('controllers', relay?.controller_id ?? 0)?.place_id).toBe(lock.place_id)
      used.add(relay?.id ?? 0)
      const inputs = world.where('controller_input_connections', 'lock_id', lock.id)
      expect(inputs.filter((input) => input.type === 'contact_sensor')).toMatchObject([{ enabled: true }])
      expect(world.where('readers', 'lock_id', lock.id).filter((reader) => !reader.checkout)).toHaveLength(1)
    }
    expect(used.size).toBe(world.count('locks'))
    expect(world.count('controllers')).toBeLessThanOrEqual(Math.ceil(world.count('locks') / 4) + world.count('places'))
  })

  it('holds nothing that the API itself would not take', () => {
    const call = { world } as unknown as Call
    const exists = (table: keyof Tables, id: number) => world.get(table, id) !== undefined
    const seen = new Set<string>()
    for (const resource of RESOURCES) {
      // Mailboxes and card numbers are looked up in the whole table by their own check: that is the test above.
      const checked = resource.table !== 'users' && resource.table !== 'cards'
      for (const row of world.all(resource.table).slice(0, 3000)) {
        if (resource.only?.(row) === false) continue
        const columns = row as unknown as Record<string, Json>
        const fields = { ...resource.fields, ...resource.variants?.[String(columns.type)] }
        const { problems } = readFields(fields, columns, true, exists)
        const refusal = checked ? (resource.check?.(row, call, row) ?? null) : null
        expect({ table: resource.table, row, problems, refusal }).toMatchObject({ problems: {}, refusal: null })
        seen.add(resource.table)
      }
      for (const unique of resource.unique ?? []) {
        const keys = world.all(resource.table).map((row) => JSON.stringify(unique.map((column) => row[column as 'id'])))
        expect(new Set(keys).size, `${resource.table} by ${unique.join()}`).toBe(keys.length)
      }
    }
    expect([...seen]).toEqual(
      expect.arrayContaining(['users', 'locks', 'groups', 'role_assignments', 'card_assignments']),
    )
  })

  it('is the same for the same seed, and another for another', () => {
    const again = textOf(made(name))
    expect(again === textOf(world)).toBe(true)
    expect(textOf(made(name, 8)) === again).toBe(false)
  })
})

it('is the same in another process and in other time zones of the machine', () => {
  const script = `
    import { createHash } from 'node:crypto'
    import { createClock } from './simulator/world/clock.ts'
    import { createWorld } from './simulator/world/world.ts'
    import { WORLD_NAMES, worldOf } from './simulator/world/worlds.ts'
    for (const name of WORLD_NAMES) {
      const clock = createClock({ time: () => ${Date.parse('2026-05-04T08:00:00Z')}, timers: false })
      const world = createWorld({ name, seed: 7, clock })
      worldOf(name).fill(world)
      console.log(createHash('sha256').update(JSON.stringify(world.snapshot())).digest('hex'))
    }`
  const digests = (zone: string) =>
    execFileSync(process.execPath, ['--input-type=module-typescript', '--eval', script], {
      cwd: fileURLToPath(new URL('../../../..', import.meta.url)),
      env: { ...process.env, TZ: zone, LANG: 'tr_TR.UTF-8' },
      encoding: 'utf8',
    })
      .trim()
      .split('\n')
  const here = WORLD_NAMES.map((name) => createHash('sha256').update(textOf(worlds[name])).digest('hex'))
  expect(digests('Asia/Kathmandu')).toEqual(here)
  expect(digests('America/St_Johns')).toEqual(here)
}, 30_000)

it('calls the people of the campus what people are called: in many scripts, some at length, some by one name', () => {
  const names = worlds.campus.all('users').map((user) => user.name)
  for (const script of [
    'Latin',
    'Arabic',
    'Hebrew',
    'Greek',
    'Cyrillic',
    'Han',
    'Hangul',
    'Thai',
    'Devanagari',
    'Georgian',
  ])
    expect(
      names.some((each) => new RegExp(`\\p{Script=${script}}`, 'u').test(each)),
      script,
    ).toBe(true)
  expect(names.some((each) => each.length > 35)).toBe(true)
  expect(names.filter((each) => !/[ \p{Script=Han}\p{Script=Hangul}]/u.test(each)).length).toBeGreaterThan(20)
  expect(new Set(names).size).toBeGreaterThan(5000)
})

it('has on the campus whatever a front desk meets: no card, two cards, suspended, over, by team, by place, with hours', () => {
  const world = worlds.campus
  const cards = world.all('users').map((user) => world.where('card_assignments', 'assignee_id', user.id).length)
  expect(new Set(cards)).toEqual(new Set([0, 1, 2]))
  expect(world.count('users', 'access_enabled', false)).toBeGreaterThan(100)
  const rights = world.all('role_assignments')
  const now = world.clock.iso()
  expect(rights.filter((right) => right.valid_until !== null && right.valid_until < now).length).toBeGreaterThan(100)
  expect(rights.filter((right) => right.assignee_type === 'Team').length).toBe(20)
  expect(rights.filter((right) => right.applies_to_type === 'Place').length).toBe(15)
  expect(new Set(world.all('schedules').map((each) => each.consequence))).toEqual(new Set(['allow', 'unlock']))
  expect(new Set(world.all('places').map((place) => place.time_zone)).size).toBe(2)
  expect(world.all('readers').some((reader) => reader.checkout)).toBe(true)
})

it('has an office from the ground floor to the 5th', () => {
  const floors = worlds.office.all('floors').map((floor) => floor.name)
  expect(floors).toEqual(['Ground floor', '1st floor', '2nd floor', '3rd floor', '4th floor', '5th floor'])
})
