import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { decide } from '../../../../simulator/hardware/decide.ts'
import { createClock } from '../../../../simulator/world/clock.ts'
import { planFrom } from '../../../../simulator/world/plans/world-file.ts'
import { createWorld } from '../../../../simulator/world/world.ts'
import { worldOf } from '../../../../simulator/world/worlds.ts'

const folder = mkdtempSync(join(tmpdir(), 'simulator-world-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'depot.json')

/** The example of the documentation: whoever reads it may trust that it works. */
const manual = readFileSync(new URL('../../../../docs/simulator-worlds.md', import.meta.url), 'utf8')
const example = /```json\n(.*?)```/s.exec(manual)?.[1] ?? ''

function built(text: string) {
  writeFileSync(path, text)
  const clock = createClock({ time: () => Date.parse('2026-05-04T08:00:00Z'), timers: false })
  const world = createWorld({ name: 'depot', seed: 7, clock })
  const source = worldOf(path)
  source.fill(world)
  return { world, source }
}

it('builds the documented example, whose rights open what they say', () => {
  const { world, source } = built(example)
  expect(source.name).toBe('Depot')
  const named = (name: string) => ({
    type: 'User' as const,
    id: world.all('users').find((each) => each.name === name)?.id ?? 0,
  })
  const opens = (name: string) =>
    world
      .all('locks')
      .filter((lock) => decide(world, named(name), lock).ok)
      .map((lock) => lock.name)
  expect(opens('Inês Araújo')).toEqual(['Front entrance', 'Gate'])
  expect(opens('Þórdís Jónsdóttir')).toEqual(['Front entrance', 'Gate'])
  expect(opens('王小明')).toEqual([])
  world.update('users', named('王小明').id, { access_enabled: true })
  expect(opens('王小明')).toEqual(['Front entrance'])
  expect(world.all('cards').map(({ card_id: id, uid, facility_code: facility }) => [id, uid, facility])).toEqual([
    [0xce754c, null, null],
    [null, '04a1b2c3', null],
    [0xa1b2, null, null],
    [null, null, 12],
  ])
  expect(world.all('schedules')).toMatchObject([{ monday: true, tuesday: false, starts_at_time: '07:00' }])
  expect(world.all('readers').map((reader) => reader.checkout)).toEqual([false, false, true])
  expect(world.blankTags).toEqual(['3C0000FFEE'])
  expect(world.get('organizations', 501)).toMatchObject({ name: 'Quayside Depot', user_id: named('Inês Araújo').id })
})

it('is called by its file when it has no name of its own', () => {
  const { name: _name, ...rest } = JSON.parse(example)
  expect(built(JSON.stringify(rest)).source.name).toBe('depot')
})

type Change = (file: ReturnType<typeof JSON.parse>) => void
const mistakes: [string, Change, string][] = [
  ['a floor that is not there', (file) => (file.doors[1].floor = '5th'), 'doors[1].floor: there is no floor "5th"'],
  [
    'a door that is not there',
    (file) => (file.groups[1].doors = ['Gate', 'Hatch']),
    'groups[1].doors[1]: there is no door "Hatch"',
  ],
  [
    'a door named twice',
    (file) => (file.doors[1].name = 'Front entrance'),
    'doors[1].name: there is another door "Front entrance"',
  ],
  [
    'a group that is not there',
    (file) => (file.people[0].rights = ['Nobody']),
    'people[0].rights[0].on: there is no group "Nobody"',
  ],
  [
    'a role that is not there',
    (file) => (file.people[2].rights[0].role = 'king'),
    'people[2].rights[0].role: there is no role "king"',
  ],
  [
    'a team that is not there',
    (file) => (file.people[1].teams = ['Pilots']),
    'people[1].teams[0]: there is no team "Pilots"',
  ],
  ['a place that is not there', (file) => (file.floors[0].place = 'Moon'), 'floors[0].place: there is no place "Moon"'],
  [
    'several places and none named',
    (file) => file.places.push({ name: 'Yard', address: 'Cais 5' }),
    'floors[0].place: it must name a place, since there are several',
  ],
  [
    'the same e-mail twice',
    (file) => (file.people[1].email = 'INES@quayside.example'),
    'people[1].email: there is another person with the e-mail address "INES@quayside.example"',
  ],
  ['the same card twice', (file) => (file.drawer[0] = '5500CE754C'), 'drawer[0]: there is another card "5500CE754C"'],
  [
    'a card that is none',
    (file) => (file.people[0].cards = ['12']),
    'people[0].cards[0]: must be ten hex digits, e.g. "3C00CE754C"',
  ],
  [
    'a window that ends before it begins',
    (file) => (file.people[2].rights[0].from = '2027-01-01T00:00:00Z'),
    'people[2].rights[0].until: it must be after "from"',
  ],
  [
    'an instant that is none',
    (file) => (file.people[2].rights[0].until = 'tomorrow'),
    'people[2].rights[0].until: must be an instant as in RFC 3339, e.g. "2026-05-04T08:00:00Z"',
  ],
  [
    'a weekday that is none',
    (file) => (file.doors[1].schedules[0].days = ['moonday']),
    'doors[1].schedules[0].days[0]: invalid option: expected one of "sunday"|"monday"|"tuesday"|"wednesday"|"thursday"|"friday"|"saturday"',
  ],
  [
    'an hour that is none',
    (file) => (file.doors[1].schedules[0].from = '25:00'),
    'doors[1].schedules[0].from: must be hh:mm',
  ],
  ['a key that is none', (file) => (file.doors[0].colour = 'red'), 'doors[0]: unrecognized key: "colour"'],
  [
    'a time zone that is none',
    (file) => (file.organization.time_zone = 'Europe/Atlantis'),
    'organization.time_zone: must be an IANA time zone, e.g. "Europe/Amsterdam"',
  ],
  ['nobody', (file) => (file.people = []), 'people: needs somebody: the first one owns the organization'],
  [
    'a relay that opens for an hour',
    (file) => (file.doors[0].relay_seconds = 3600),
    'doors[0].relay_seconds: too big: expected number to be <=600',
  ],
  [
    'a group that unlocks',
    (file) => (file.groups[0].schedules = file.doors[1].schedules),
    'groups[0].schedules[0].consequence: "unlock" is only for doors',
  ],
  [
    'a place role on a group',
    (file) => (file.people[1].rights = [{ role: 'place_administrator', on: 'Visitors' }]),
    'people[1].rights[0].on: there is no place "Visitors"',
  ],
  [
    'no organization',
    (file) => delete file.organization,
    'organization: invalid input: expected object, received undefined',
  ],
]

describe('refuses in one sentence with its place', () => {
  it.each(mistakes)('%s', (_what, change, sentence) => {
    const file = JSON.parse(example)
    change(file)
    expect(() => built(JSON.stringify(file))).toThrow(`The world file ${path} cannot be used. ${sentence}.`)
  })

  it.each([
    ['[]', 'expected object'],
    ['null', 'expected object'],
    ['{"half":', 'is not valid JSON'],
  ])('the text %s', (text, sentence) => {
    expect(() => built(text)).toThrow(sentence)
  })

  it('a file that is not there, naming what there is', () => {
    expect(() => worldOf('moon')).toThrow(
      'There is no world "moon": there are harbour, small, office, campus, or the path of a world file.',
    )
  })
})

it('never fails in another way, whatever is torn out of the example or put into it', () => {
  const odd = [null, -1, '', [], {}, 'x'.repeat(300), true, 1e300]
  const paths: (string | number)[][] = []
  const walk = (value: unknown, at: (string | number)[]) => {
    paths.push(at)
    if (typeof value !== 'object' || value === null) return
    for (const [key, each] of Object.entries(value)) walk(each, [...at, Array.isArray(value) ? Number(key) : key])
  }
  walk(JSON.parse(example), [])
  for (const at of paths.filter((each) => each.length > 0)) {
    for (const value of [undefined, ...odd]) {
      const file = JSON.parse(example)
      const parent = at.slice(0, -1).reduce((each, key) => each[key], file)
      const key = at.at(-1) ?? ''
      if (value === undefined) delete parent[key]
      else parent[key] = value
      try {
        planFrom(JSON.parse(JSON.stringify(file)), 'x')
      } catch (error) {
        expect((error as Error).constructor.name, `${at.join('.')} = ${JSON.stringify(value)}: ${error}`).toBe(
          'Misplaced',
        )
      }
    }
  }
})
