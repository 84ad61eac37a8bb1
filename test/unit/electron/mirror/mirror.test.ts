import type { Database } from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KisiError } from '../../../../electron/kisi/error.ts'
import { createMirror } from '../../../../electron/mirror/mirror.ts'
import type { Mirror } from '../../../../electron/mirror/types.ts'
import { drivers, openDatabase } from './drivers.ts'
import {
  createFakeKisi,
  type FakeKisi,
  makeCard,
  makeGuest,
  makeLock,
  makeRight,
  makeUser,
  makeWorld,
} from './fake-kisi.ts'

describe.each(drivers)('the mirror with %s', (driver) => {
  let database: Database
  let kisi: FakeKisi
  let mirror: Mirror
  let now: number
  let room: boolean

  function open(): Mirror {
    const log = { info: () => undefined, warn: () => undefined }
    return createMirror({ database, kisi, clock: { now: () => now }, log, restsMs: [0, 0], mayWrite: () => room })
  }

  beforeEach(() => {
    now = Date.parse('2026-10-14T07:00:00Z')
    room = true
    database = openDatabase(driver)
    kisi = createFakeKisi()
    mirror = open()
  })
  afterEach(() => {
    mirror.close()
    database.close()
  })

  const names = (query: string): string[] =>
    mirror.searchPeople({ query, kind: 'any', limit: 20 }).map(({ name }) => name)

  describe('on a full disk', () => {
    it('asks for nothing that it would have to write, and goes on when there is room again', async () => {
      await mirror.sync()
      room = false
      kisi.world.locks[0]!.lockedDown = true
      const asked = kisi.calls.length
      expect(await mirror.refreshLocks()).toEqual([])
      const run = mirror.sync()
      for (let turns = 0; turns < 200; turns++) await new Promise((resolve) => setImmediate(resolve))
      expect(kisi.calls.length).toBe(asked)
      room = true
      await run
      expect(kisi.calls.length).toBeGreaterThan(asked)
      expect(mirror.locks().some(({ lockedDown }) => lockedDown)).toBe(true)
    })
  })

  describe('a run', () => {
    it('copies everything that the desk asks about', async () => {
      expect(mirror.status).toEqual({
        state: 'empty',
        people: 0,
        completeAt: null,
        asOf: null,
        progress: null,
        message: null,
      })
      await mirror.sync()
      expect(mirror.status).toEqual({
        state: 'ready',
        people: 231,
        completeAt: now,
        asOf: now,
        progress: null,
        message: null,
      })
      expect(mirror.organization).toEqual({ id: 1, name: 'Haus am Kanal' })
      expect(mirror.places()).toEqual(kisi.world.places)
      expect(mirror.floors()).toEqual(kisi.world.floors)
      expect(mirror.locks()).toEqual([
        { ...kisi.world.locks[1], placeName: 'Kanal 12', placeLockedDown: false, floorName: null, seenAt: now },
        {
          ...kisi.world.locks[0],
          placeName: 'Kanal 12',
          placeLockedDown: false,
          floorName: 'Ground floor',
          seenAt: now,
        },
      ])
      expect(mirror.lock(1)?.name).toBe('Lobby')
      expect(mirror.groups()).toEqual([
        { id: 2, name: 'Everything', placeId: null, placeName: null, doors: ['Lobby', 'Server room'], lockIds: [1, 2] },
        { id: 1, name: 'Visitors', placeId: 1, placeName: 'Kanal 12', doors: ['Lobby'], lockIds: [1] },
      ])
      expect(mirror.group(1)?.doors).toEqual(['Lobby'])
      expect(mirror.person('user', 230)).toMatchObject({ name: 'User Number230', kind: 'user' })
      expect(mirror.roleAssignmentsOf({ type: 'Guest', id: 1 })).toEqual(kisi.world.roleAssignments)
      expect(mirror.cardAssignmentOf(1)).toEqual(kisi.world.cardAssignments[0])
      expect(mirror.holderOf(1)?.name).toBe('Zoë Quist')
      expect(mirror.cardsUnassigned()).toEqual({ cards: [kisi.world.cards[1]], total: 1 })
      expect(names('quist')).toEqual(['Zoë Quist'])
    })

    it('asks one request a page and no more', async () => {
      await mirror.sync()
      expect([...kisi.calls].sort()).toEqual(
        [
          'organization 0',
          'places 0',
          'floors 0',
          'locks 0',
          'groups 0',
          'groupLocks 0',
          'groupLocks 0',
          'users 0',
          'users 99',
          'users 198',
          'guests 0',
          'roleAssignments 0',
          'cards 0',
          'cardAssignments 0',
          'teams 0',
          'teamMemberships 0',
          'groupLinks 0',
          'schedules 0',
          'controllers 0',
        ].sort(),
      )
    })

    it('manages without totals', async () => {
      kisi.totals = false
      await mirror.sync()
      expect(mirror.status).toMatchObject({ state: 'ready', people: 231 })
    })

    it('tells an honest progress that only grows', async () => {
      const seen: number[] = []
      mirror.onChange(() => {
        const { state, progress } = mirror.status
        if (state === 'filling' && progress !== null) seen.push(progress)
      })
      await mirror.sync()
      expect(seen).toEqual([...seen].sort((one, other) => one - other))
      expect(seen.at(-1)).toBe(1)
      expect(seen.filter((fraction) => fraction < 1).length).toBeGreaterThan(5)
    })

    it('is joined by whoever asks for another meanwhile', async () => {
      await Promise.all([mirror.sync(), mirror.sync(), mirror.sync()])
      expect(kisi.calls.filter((call) => call === 'organization 0')).toHaveLength(1)
    })

    it('never shows half of itself', async () => {
      await mirror.sync()
      kisi.world = { ...makeWorld(), users: [makeUser(1, 'Renamed Person')], guests: [], cards: [makeCard(9, 9009)] }
      const during: unknown[] = []
      kisi.before(() => {
        during.push([
          mirror.status.people,
          names('number230'),
          names('renamed'),
          mirror.card(1)?.id,
          mirror.card(9)?.id,
        ])
      })
      await mirror.sync()
      expect(new Set(during.map((one) => JSON.stringify(one)))).toEqual(
        new Set([JSON.stringify([231, ['User Number230'], [], 1, undefined])]),
      )
      expect(mirror.status.people).toBe(1)
      expect(names('renamed')).toEqual(['Renamed Person'])
      expect(names('number')).toEqual([])
    })

    it('leaves the old copy readable when it fails, says why, and mends at the next', async () => {
      await mirror.sync()
      kisi.before((call) => {
        if (call === 'users 99') throw new KisiError('network', 'Kisi can’t be reached.', { reached: false })
      })
      await expect(mirror.sync()).rejects.toThrow('Kisi can’t be reached.')
      expect(mirror.status).toMatchObject({ state: 'ready', people: 231, message: 'Kisi can’t be reached.' })
      expect(names('quist')).toEqual(['Zoë Quist'])
      kisi.before(() => undefined)
      await mirror.sync()
      expect(mirror.status).toMatchObject({ state: 'ready', message: null })
    })

    it('asks again after a failure that passes, and not after a refused key', async () => {
      let failures = 0
      kisi.before((call) => {
        if (call === 'users 99' && failures++ < 2) throw new KisiError('timeout', 'too slow')
      })
      await mirror.sync()
      expect(mirror.status.people).toBe(231)
      kisi.calls.length = 0
      kisi.before(() => {
        throw new KisiError('unauthorized', 'Kisi does not accept the API key.', { status: 401 })
      })
      await expect(mirror.sync()).rejects.toMatchObject({ kind: 'unauthorized' })
      expect(kisi.calls).toEqual(['organization 0'])
    })

    it('goes on without a list that the key may not read, and says so', async () => {
      kisi.before((call) => {
        if (call.startsWith('cards ')) throw new KisiError('forbidden', 'no', { status: 403 })
      })
      await mirror.sync()
      expect(mirror.status).toMatchObject({
        state: 'ready',
        people: 231,
        message: 'The API key may not read the cards.',
      })
    })

    it('reads a list again that shifted while it was read', async () => {
      kisi.before((call) => {
        if (call === 'users 99' && kisi.world.users.length === 230) {
          kisi.world.users = kisi.world.users.filter((user) => user.id !== 50)
        }
      })
      await mirror.sync()
      expect(kisi.calls.filter((call) => call.startsWith('users'))).toEqual([
        'users 0',
        'users 99',
        'users 198', // asked for ahead, in vain
        'users 0',
        'users 99',
        'users 198',
      ])
      expect(mirror.person('user', 50)).toBeNull()
      expect(mirror.person('user', 101)).not.toBeNull()
      expect(mirror.status.people).toBe(230)
    })

    it('notices a duplicate although the total stays', async () => {
      let swapped = false
      kisi.before((call) => {
        if (call !== 'users 99' || swapped) return
        swapped = true
        kisi.world.users = [makeUser(1000, 'New First'), ...kisi.world.users.slice(0, -1)]
      })
      await mirror.sync()
      expect(mirror.person('user', 1000)?.name).toBe('New First')
      expect(mirror.person('user', 230)).toBeNull()
      expect(mirror.status.people).toBe(231)
    })

    it('reads a list that grows at every request to its end, not for ever', async () => {
      let id = 5000
      kisi.before((call) => {
        if (call.startsWith('users')) kisi.world.users = [...kisi.world.users, makeUser(++id, 'Latecomer')]
      })
      await mirror.sync()
      expect(kisi.calls.filter((call) => call.startsWith('users'))).toHaveLength(3)
      expect(mirror.status.people).toBe(kisi.world.users.length + 1)
      expect(mirror.status.state).toBe('ready')
    })

    it('reads on where the offset ends, and says how many people Kisi does not list', async () => {
      kisi.world.users = Array.from({ length: 20_150 }, (_, index) => makeUser(index + 1, `U ${index}`))
      await mirror.sync()
      expect(mirror.status).toMatchObject({ people: 20_151, message: null })
      kisi.sorts = false
      await mirror.sync()
      expect(mirror.status.message).toBe('Kisi does not list 50 of the users: there are too many.')
    }, 60_000)

    it('is given up by close, after which the database is not touched', async () => {
      let release = (): void => undefined
      const held = new Promise<void>((resolve) => (release = resolve))
      kisi.before((call) => (call === 'users 99' ? held : undefined))
      const run = mirror.sync()
      while (!kisi.calls.includes('users 99')) await new Promise((resolve) => setImmediate(resolve))
      mirror.close()
      database.close()
      release()
      await expect(run).rejects.toMatchObject({ kind: 'aborted' })
      database = openDatabase(driver)
    })

    it('shows nothing of another organization', async () => {
      await mirror.sync()
      kisi.world = {
        ...makeWorld(),
        organization: { id: 2, name: 'Other', domain: 'other', timeZone: null, ownerId: null },
        guests: [],
      }
      kisi.before((call) => {
        if (call === 'users 0') expect(mirror.status).toMatchObject({ state: 'filling', people: 0 })
      })
      await mirror.sync()
      expect(mirror.organization?.name).toBe('Other')
      expect(names('quist')).toEqual([])
    })
  })

  it('is there again after a restart', async () => {
    await mirror.sync()
    mirror.close()
    mirror = open()
    expect(mirror.status).toMatchObject({ state: 'ready', people: 231, completeAt: now })
    expect(names('quist')).toEqual(['Zoë Quist'])
  })

  it('forgets everything when told, also what a run under way would bring', async () => {
    await mirror.sync()
    kisi.before((call) => {
      if (call === 'cards 0') mirror.forget()
    })
    await expect(mirror.sync()).rejects.toMatchObject({ kind: 'aborted' })
    expect(mirror.status).toEqual({
      state: 'empty',
      people: 0,
      completeAt: null,
      asOf: null,
      progress: null,
      message: null,
    })
    expect(names('quist')).toEqual([])
    expect(mirror.cardsUnassigned().total).toBe(0)
    kisi.before(() => undefined)
    await mirror.sync()
    expect(mirror.status.state).toBe('ready')
  })

  describe('doors', () => {
    it('are refreshed by one request, which tells what changed', async () => {
      await mirror.sync()
      kisi.calls.length = 0
      now += 5000
      kisi.world.locks = [makeLock(1, 'Lobby', { unlocked: true }), kisi.world.locks[1]!, makeLock(3, 'Garage')]
      const changed = await mirror.refreshLocks()
      expect(changed.map(({ id, unlocked }) => [id, unlocked])).toEqual([
        [3, false],
        [1, true],
      ])
      expect(kisi.calls).toEqual(['locks 0'])
      expect(mirror.lock(2)?.seenAt).toBe(now)
      expect(await mirror.refreshLocks()).toEqual([])
      kisi.world.locks = [makeLock(1, 'Lobby')]
      expect((await mirror.refreshLocks()).map(({ id }) => id)).toEqual([1])
      expect(mirror.lock(3)).toBeNull()
    })

    it('refreshed while a run reads are not set back by it', async () => {
      await mirror.sync()
      kisi.before(async (call) => {
        if (call !== 'cards 0') return
        now += 1000
        kisi.world.locks = [makeLock(1, 'Lobby', { open: true }), makeLock(2, 'Server room', { floorId: null })]
        await mirror.refreshLocks()
      })
      await mirror.sync()
      expect(mirror.lock(1)).toMatchObject({ open: true, seenAt: now })
    })
  })

  describe('what the queue read back', () => {
    it('shows at once', async () => {
      await mirror.sync()
      mirror.putGuest(makeGuest(7, 'Ada Visitor'))
      mirror.putCard(makeCard(5, 5005))
      mirror.putCardAssignment({ id: 70, cardId: 5, assigneeType: 'Guest', assigneeId: 7, status: 'activated' })
      mirror.putRoleAssignment(makeRight(71, 7, 1))
      expect(names('visitor')).toEqual(['Ada Visitor'])
      expect(mirror.status.people).toBe(232)
      expect(mirror.holderOf(5)?.name).toBe('Ada Visitor')
      expect(mirror.roleAssignmentsOf({ type: 'Guest', id: 7 })).toEqual([makeRight(71, 7, 1)])
      mirror.removeCardAssignment(70)
      mirror.removeRoleAssignment(71)
      expect(mirror.holderOf(5)).toBeNull()
      expect(mirror.roleAssignmentsOf({ type: 'Guest', id: 7 })).toEqual([])
    })

    it('survives a run that had read the lists before', async () => {
      await mirror.sync()
      let done = false
      kisi.before((call) => {
        if (call !== 'users 198' || done) return
        done = true
        mirror.putGuest(makeGuest(7, 'Ada Visitor'))
        mirror.putRoleAssignment(makeRight(71, 7, 1))
        mirror.removeRoleAssignment(1)
        mirror.removeCardAssignment(1)
      })
      await mirror.sync()
      expect(names('visitor')).toEqual(['Ada Visitor'])
      expect(mirror.roleAssignmentsOf({ type: 'Guest', id: 7 })).toHaveLength(1)
      expect(mirror.roleAssignmentsOf({ type: 'Guest', id: 1 })).toEqual([])
      expect(mirror.cardAssignmentOf(1)).toBeNull()
      await mirror.sync()
      expect(names('visitor')).toEqual([])
    })

    it('goes away with the transaction it was part of', async () => {
      await mirror.sync()
      const failing = database.transaction(() => {
        mirror.putGuest(makeGuest(7, 'Ada Visitor'))
        throw new Error('rolled back')
      })
      expect(() => failing()).toThrow('rolled back')
      expect(names('visitor')).toEqual([])
    })
  })

  describe('cards', () => {
    beforeEach(async () => {
      const raw = {
        uid: null,
        token: null,
        dataBlockValue: null,
        facilityCode: null,
        cardNumber: null,
        cardId: null,
        oem: null,
        length: null,
      }
      kisi.world.cards = [
        makeCard(1, 1001),
        { ...raw, id: 2, type: 'third_party_hf', uid: '04A1B2C3' },
        { ...raw, id: 3, type: 'third_party_lf_hid_h10301', facilityCode: 10, cardNumber: 77, uid: 'AA' },
        { ...raw, id: 4, type: 'third_party_lf_hid_h10301', facilityCode: 11, cardNumber: 77, uid: 'AB' },
        { ...raw, id: 5, type: 'third_party_qr_code', uid: 'aBc' },
        { ...raw, id: 6, type: 'third_party_lf', uid: 'C0FFEE' },
        { ...raw, id: 7, type: 'mifare_desfire', token: 'AbC123', uid: '0455' },
        { ...raw, id: 8, type: 'third_party_hf_mifare_classic', dataBlockValue: '00ff17' },
        { ...raw, id: 9, type: 'third_party_lf_keyscan_c15001', facilityCode: 5, cardNumber: 900, oem: 3 },
        { ...raw, id: 10, type: 'third_party_lf_keyscan_c15001', facilityCode: 5, cardNumber: 900, oem: 4 },
      ]
      await mirror.sync()
    })

    it.each([
      [{ type: 'third_party_lf_em_410x_32_34', cardId: 1001 }, [1]],
      [{ type: 'third_party_lf_em_410x_32_34', cardId: 1002 }, []],
      [{ type: 'third_party_hf', uid: '04a1b2c3' }, [2]],
      [{ type: 'third_party_lf_hid_h10301', facilityCode: 11, cardNumber: 77 }, [4]],
      [{ type: 'third_party_qr_code', uid: 'abc' }, []],
      [{ type: 'third_party_qr_code', uid: 'aBc' }, [5]],
      [{ type: 'third_party_lf', uid: 'c0ffee', length: 26 }, [6]],
      [{ type: 'third_party_hf', uid: 'C0FFEE' }, []],
      [{ type: 'third_party_hf' }, []],
      [{ type: 'mifare_desfire', token: 'AbC123' }, [7]],
      [{ type: 'mifare_desfire', token: 'abc123' }, []],
      [{ type: 'third_party_hf_mifare_classic', dataBlockValue: '00ff17' }, [8]],
      [{ type: 'third_party_lf_keyscan_c15001', facilityCode: 5, cardNumber: 900, oem: 4 }, [10]],
    ])('are found by %j', (identifiers, ids) => {
      expect(mirror.cardsByIdentifiers(identifiers).map(({ id }) => id)).toEqual(ids)
    })
  })
})
