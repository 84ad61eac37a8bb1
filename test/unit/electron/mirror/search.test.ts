import type { Database } from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fold } from '../../../../electron/contract/fold.ts'
import { createSide, type Side } from '../../../../electron/mirror/side.ts'
import type { MirrorPerson, PersonKind } from '../../../../electron/mirror/types.ts'
import { drivers, openDatabase } from './drivers.ts'

function person(id: number, name: string, email: string | null = null, kind: PersonKind = 'user'): MirrorPerson {
  return { kind, id, name, email, role: null, accessEnabled: true }
}

describe.each(drivers)('searching people with %s', (driver) => {
  let database: Database
  let side: Side

  beforeEach(() => {
    database = openDatabase(driver)
    side = createSide(database, 'a')
  })
  afterEach(() => database.close())

  function put(...people: MirrorPerson[]): void {
    database.transaction(() => side.people.put(people))()
  }
  function names(query: string, kind: PersonKind | 'any' = 'any', limit = 8): string[] {
    return side.search({ query, kind, limit }).map((found) => found.name)
  }

  it('finds any part of a name, with or without accents and case', () => {
    put(person(1, 'Þórunn Wiśniewski'), person(2, 'Beatriz Ñuñez'), person(3, 'Gözde Öztürk'))
    expect(names('thorunn')).toEqual(['Þórunn Wiśniewski'])
    expect(names('NIEWSKI')).toEqual(['Þórunn Wiśniewski'])
    expect(names('ÑUÑ')).toEqual(['Beatriz Ñuñez'])
    expect(names('nun')).toEqual(['Beatriz Ñuñez'])
    expect(names('oz')).toEqual(['Gözde Öztürk'])
    expect(names('zd')).toEqual(['Gözde Öztürk'])
    expect(names('gö', 'guest')).toEqual([])
  })

  it('finds everyone in an index that is rewritten by hand, a little at a time', () => {
    const many = Array.from({ length: 1200 }, (_, index) => person(index + 1, `Amara Number${index} Okonkwo`))
    const parts = (): number =>
      database
        .prepare<[], { parts: number }>('SELECT count(DISTINCT segid) AS parts FROM mirror_person_text_a_idx')
        .get()!.parts
    side.people.mergeByHand(true)
    let steps = 0
    let most = 0
    for (let from = 0; from < many.length; from += 25) {
      put(...many.slice(from, from + 25))
      while (database.transaction(side.people.mergeSome)()) steps += 1
      most = Math.max(most, parts())
    }
    side.people.mergeByHand(false)
    expect(steps).toBeGreaterThan(10)
    expect(most).toBeLessThan(16) // of so many SQLite makes one by itself, in one go
    for (const index of [0, 17, 613, 1199]) expect(names(`number${index} amara`, 'any', 1)).toEqual([many[index]!.name])
    expect(side.search({ query: 'okon', kind: 'user', limit: 64 })).toHaveLength(64)
  })

  it('finds parts of e-mail addresses, punctuation and all', () => {
    put(person(1, 'Anna Smith', 'a.smith-jones@kanal.example'))
    for (const query of ['smith-jones', 'a.smith', 'jones@kanal', 'KANAL.EX', 'nal'])
      expect(names(query)).toHaveLength(1)
    expect(names('kanal.org')).toEqual([])
  })

  it('takes several words in any order and wants every one of them', () => {
    put(person(1, 'Anna Maria Smith'), person(2, 'Anna Jones'))
    expect(names('smi an')).toEqual(['Anna Maria Smith'])
    expect(names('an ma sm')).toEqual(['Anna Maria Smith'])
    expect(names('anna')).toHaveLength(2)
    expect(names('anna smith jones')).toEqual([])
  })

  it('puts starts of words before middles, names before e-mails, and shorter names first', () => {
    put(
      person(1, 'Johanna'),
      person(2, 'Annabelle Winterbottom'),
      person(3, 'Bo', 'anna@kanal.example'),
      person(4, 'Anna Lee'),
      person(5, 'Lee Anna Fox'),
    )
    expect(names('anna')).toEqual(['Anna Lee', 'Lee Anna Fox', 'Annabelle Winterbottom', 'Bo', 'Johanna'])
  })

  it('finds one and two letters at the starts of words, and elsewhere when little is found', () => {
    put(person(1, 'Carlo Diaz'), person(2, 'Lola Berg'), person(3, 'Li Wei'))
    expect(names('l')).toEqual(['Li Wei', 'Lola Berg', 'Carlo Diaz'])
    expect(names('lo')).toEqual(['Lola Berg', 'Carlo Diaz'])
    expect(names('rl')).toEqual(['Carlo Diaz'])
    expect(names('carlo ia')).toEqual(['Carlo Diaz'])
  })

  it('finds names of scripts that do not part words', () => {
    put(person(1, '王小明'), person(2, 'Ольга Иванова'), person(3, 'محمد علي'))
    for (const query of ['王', '小明', '明', '王小明']) expect(names(query)).toEqual(['王小明'])
    expect(names('иван')).toEqual(['Ольга Иванова'])
    expect(names('علي')).toEqual(['محمد علي'])
  })

  it('keeps to the kind and the limit asked for', () => {
    put(
      ...Array.from({ length: 200 }, (_, index) =>
        person(index + 1, `Anna ${index}`, null, index % 2 ? 'guest' : 'user'),
      ),
    )
    expect(names('anna', 'any', 10)).toHaveLength(10)
    expect(side.search({ query: 'anna', kind: 'guest', limit: 50 }).every((found) => found.kind === 'guest')).toBe(true)
    expect(names('anna', 'user', 0)).toEqual([])
    expect(new Set(side.search({ query: 'anna', kind: 'any', limit: 5 }).map((found) => found.name.length)).size).toBe(
      1,
    )
  })

  it('has the best first even when hundreds fit', () => {
    put(...Array.from({ length: 300 }, (_, index) => person(index + 1, `Bo ${index}`, `anna${index}@kanal.example`)))
    put(person(900, 'Maximiliane-Annegret von Annaberg zu Annaburg'))
    expect(names('anna', 'any', 3)[0]).toBe('Maximiliane-Annegret von Annaberg zu Annaburg')
    expect(names('anna', 'any', 3)).toHaveLength(3)
  })

  it.each([
    '"',
    "'",
    '""',
    '%',
    '_',
    '*',
    'anna*',
    'NEAR',
    'NEAR(anna bo)',
    'anna OR bo',
    'anna AND',
    'NOT anna',
    '-anna',
    'name_words:anna',
    '{name_words} : "x"',
    '^anna',
    '(',
    '\\',
    ';--',
    "'; DROP TABLE mirror_person_a; --",
    '<script>alert(1)</script>',
    '😀',
    '👩‍👩‍👧 anna',
    '\u202eanna',
    '\u0000',
    '\u0002',
    '\u0002\u0002a',
    '\ud800',
    'a'.repeat(5000),
    'anna '.repeat(500),
    '   ',
    '',
  ])('survives %j', (query) => {
    put(person(1, 'Anna Bo', 'anna@kanal.example'))
    expect(side.search({ query, kind: 'any', limit: 8 }).length).toBeLessThanOrEqual(1)
    expect(names('anna')).toEqual(['Anna Bo'])
  })

  it('forgets the old name of someone who was renamed, and those who were removed', () => {
    put(person(1, 'Anna Maiden'))
    put(person(1, 'Anna Married'))
    expect(names('maiden')).toEqual([])
    expect(names('married')).toEqual(['Anna Married'])
    database.transaction(() => side.people.remove('user', 1))()
    expect(names('married')).toEqual([])
    expect(side.people.count()).toBe(0)
  })

  it('agrees with a plain look at every name', () => {
    const seed = Math.floor(Math.random() * 2 ** 31)
    let state = seed
    const random = (below: number): number => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
      return Math.floor((state / 0x80000000) * below)
    }
    const letters = 'abcé'
    const word = (): string => Array.from({ length: 1 + random(5) }, () => letters[random(4)]).join('')
    const people = Array.from({ length: 60 }, (_, index) => person(index + 1, `${word()} ${word()}`))
    put(...people)
    for (let round = 0; round < 100; round++) {
      const words = Array.from({ length: 1 + random(2) }, word)
      const expected = people.filter(({ name }) =>
        words.every((one) =>
          fold(name)
            .split(' ')
            .some((part) => part.includes(fold(one))),
        ),
      )
      const found = side.search({ query: words.join(' '), kind: 'any', limit: 60 })
      expect(found.map(({ id }) => id).sort(), `seed ${seed}: ${words.join(' ')}`).toEqual(
        expected.map(({ id }) => id).sort(),
      )
    }
  })
})
