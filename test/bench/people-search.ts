import { createRequire } from 'node:module'
import { performance } from 'node:perf_hooks'
import type { Database } from 'better-sqlite3'
import { mirrorMigrations } from '../../electron/mirror/migrations.ts'
import { createSide } from '../../electron/mirror/side.ts'
import type { MirrorPerson } from '../../electron/mirror/types.ts'
import { createRandom } from '../fixtures/random.ts'
import { percentile, type Figure } from './figure.ts'
import { ownTime } from './own-work.ts'

const peopleCount = 100_000
/** The mirror writes a page in parts of so many. */
const writtenAtOnce = 25
const firstNames =
  'Anna Åsa Amélie Anton Beatriz Björn Carlos Chloé Daniel Diego Elif Émile Fatima Freya Gözde Hannah Hiroshi Ingrid ' +
  'Ivan Jan Jana Johanna José Jürgen Karolína Kim Łukasz Lena Lukas Maria Marie Mario Mark Martin Mehmet Mia Mohammed ' +
  'Nadia Noah Olga Óscar Paul Petra Quentin Rafael Rosa Sarah Søren Sofia Tomáš Ursula Víctor Wei Xenia Yusuf Zoë Þórunn'
const lastNames =
  'Anderson Álvarez Bauer Becker Bjørnsson Brown Castro Chen Costa Çelik Dąbrowski Diaz Dubois Eriksson Fernández Fischer ' +
  'Fontaine García Gonzalez Green Hansen Hernández Hoffmann Horvat Ivanov Jansen Jensen Johnson Jones Kaya Kim Kowalski ' +
  'Kováč Larsen Lee Li López Marković Martínez Meyer Miller Moreau Müller Nguyen Nielsen Novák O’Brien Öztürk Papadopoulos ' +
  'Pérez Petrov Popescu Ramos Rossi Sánchez Santos Schmidt Schneider Silva Smith Sørensen Svensson Szabó Tanaka Taylor ' +
  'Thompson Tóth Van Vermeulen Virtanen Vogel Wagner Wang Weber Williams Wiśniewski Wójcik Wolf Yılmaz Young Zhang Zimmermann'

function makePeople(random: () => number): MirrorPerson[] {
  const first = firstNames.split(' ')
  const last = lastNames.split(' ')
  const pick = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? ''
  return Array.from({ length: peopleCount }, (_, index) => {
    const name = [pick(first), random() < 0.3 ? pick(first) : '', pick(last), random() < 0.15 ? pick(last) : '']
      .filter((part) => part !== '')
      .join(' ')
    const mailbox = name
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z ]/g, '')
      .replaceAll(' ', '.')
    return {
      kind: random() < 0.7 ? 'user' : 'guest',
      id: index + 1,
      name,
      email: `${mailbox}.${index}@example.com`,
      role: null,
      accessEnabled: true,
    }
  })
}

/** What is typed while looking for people, one entry a keystroke: names forwards and backwards, middles, e-mails, nonsense. */
function makeKeystrokes(people: readonly MirrorPerson[], random: () => number): string[] {
  const typed: string[] = []
  for (let round = 0; round < 200; round++) {
    const person = people[Math.floor(random() * people.length)]
    if (person === undefined) continue
    const words = person.name.split(' ')
    const texts = [
      person.name,
      words.toReversed().join(' '),
      person.name.slice(2),
      person.email ?? '',
      'zq xv',
      'a m z',
    ]
    const text = (texts[round % texts.length] ?? '').slice(0, 24)
    for (let length = 1; length <= text.length; length++) typed.push(text.slice(0, length))
  }
  return typed
}

/**
 * Searches among 100,000 people as someone types, in the database the desk uses. A single worst time by the clock holds
 * whatever else the machine did; those are judged by the process's own work. `open` gives the database; another
 * driver with the same interface may be measured too.
 */
export function run(open = openBetterSqlite): Figure[] {
  const { next: random } = createRandom(20_261_014)
  const database = open()
  for (const { sql } of mirrorMigrations) database.exec(sql)
  const side = createSide(database, 'a')
  const people = makePeople(random)
  /**
   * How long each of these takes by the clock, and how much of that is this process's own work. `after` is called, and
   * measured, after each of them until it answers false.
   */
  function measure(works: readonly (() => unknown)[], after?: () => boolean): { wall: number[]; own: number[] } {
    const wall: number[] = []
    const own: number[] = []
    function timed(work: () => unknown): unknown {
      const spent = ownTime()
      const startedAt = performance.now()
      const result = work()
      wall.push(performance.now() - startedAt)
      own.push(ownTime() - spent)
      return result
    }
    for (const work of works) {
      timed(work)
      while (after !== undefined && timed(after) === true);
    }
    return { wall, own }
  }
  const parts: MirrorPerson[][] = []
  for (let from = 0; from < people.length; from += writtenAtOnce) parts.push(people.slice(from, from + writtenAtOnce))
  side.people.mergeByHand(true)
  const writes = measure(
    parts.map((part) => () => database.transaction(() => side.people.put(part))()),
    () => database.transaction(side.people.mergeSome)(),
  )
  const keystrokes = measure(
    makeKeystrokes(people, random).map((query) => () => side.search({ query, kind: 'user', limit: 8 })),
  )
  const clearing = measure(side.clearing)
  database.close()
  return [
    { name: 'people-search.keystroke.p95', value: percentile(keystrokes.wall, 0.95), unit: 'ms', bar: 5 },
    { name: 'people-search.keystroke.own-work.worst', value: Math.max(...keystrokes.own), unit: 'ms', bar: 30 },
    { name: 'people-search.write-of-25.own-work.worst', value: Math.max(...writes.own), unit: 'ms', bar: 30 },
    { name: 'people-search.clearing.own-work.worst', value: Math.max(...clearing.own), unit: 'ms', bar: 30 },
    { name: 'people-search.write-of-25.p99', value: percentile(writes.wall, 0.99), unit: 'ms', bar: 30 },
    { name: 'people-search.keystroke.worst', value: Math.max(...keystrokes.wall), unit: 'ms', bar: Infinity },
    { name: 'people-search.write-of-25.worst', value: Math.max(...writes.wall), unit: 'ms', bar: Infinity },
  ]
}

function openBetterSqlite(): Database {
  const Driver = createRequire(import.meta.url)('better-sqlite3') as new (path: string) => Database
  return new Driver(':memory:')
}
