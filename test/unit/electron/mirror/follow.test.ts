import type { Database } from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { KisiError } from '../../../../electron/kisi/error.ts'
import type { KisiEvent } from '../../../../electron/kisi/types.ts'
import { mirrorEventTypes } from '../../../../electron/mirror/heard.ts'
import { createMirror } from '../../../../electron/mirror/mirror.ts'
import type { Mirror } from '../../../../electron/mirror/types.ts'
import { openDatabase } from './drivers.ts'
import { createFakeKisi, type FakeKisi, makeCard, makeGroup, makeGuest, makeRight, makeUser } from './fake-kisi.ts'

let database: Database
let kisi: FakeKisi
let mirror: Mirror
let now = Date.parse('2026-10-14T07:00:00Z')
let count = 0

beforeEach(async () => {
  now = Date.parse('2026-10-14T07:00:00Z')
  database = openDatabase('better-sqlite3')
  kisi = createFakeKisi()
  mirror = open()
  await mirror.sync()
  kisi.calls.length = 0
})
afterEach(() => {
  mirror.close()
  database.close()
})

function open(): Mirror {
  const log = { info: () => undefined, warn: () => undefined }
  return createMirror({ database, kisi, clock: { now: () => now }, log, restsMs: [], random: () => 0 })
}

function event(
  type: string,
  objectType: string | null,
  objectId: number | null,
  more: Partial<KisiEvent> = {},
): KisiEvent {
  const nobody = { actorType: null, actorId: null, actorName: null, authenticatedByType: null, authenticatedById: null }
  return {
    uuid: `event-${(count += 1)}`,
    type,
    createdAt: new Date(now).toISOString(),
    success: true,
    errorCode: null,
    errorMessage: null,
    objectType,
    objectId,
    objectName: null,
    placeId: null,
    ...nobody,
    ...more,
  }
}
const names = (query: string): string[] =>
  mirror.searchPeople({ query, kind: 'any', limit: 20 }).map(({ name }) => name)

describe('following events', () => {
  it('asks for exactly the objects that they name', async () => {
    kisi.world.users = [...kisi.world.users, makeUser(500, 'Nora New')]
    kisi.world.users[6] = makeUser(7, 'Ruth Renamed', { accessEnabled: false })
    kisi.world.roleAssignments = [...kisi.world.roleAssignments, makeRight(90, 1, 2)]
    await mirror.hear(
      [
        event('user.create', 'User', 500),
        event('user.update', 'User', 7),
        event('role_assignment.create', 'RoleAssignment', 90),
        event('lock.unlock', 'Lock', 1),
      ],
      now,
    )
    expect(kisi.calls).toEqual(['user 500', 'user 7', 'role_assignment 90'])
    expect(names('nora')).toEqual(['Nora New'])
    expect(mirror.person('user', 7)).toMatchObject({ name: 'Ruth Renamed', accessEnabled: false })
    expect(mirror.roleAssignmentsOf({ type: 'Guest', id: 1 }).map(({ id }) => id)).toEqual([1, 90])
    expect(mirror.status.people).toBe(232)
  })

  it('removes what was deleted with all that was its own, and asks nothing', async () => {
    await mirror.hear([event('guest.destroy', 'Guest', 1), event('group.destroy', 'Group', 2)], now)
    expect(kisi.calls).toEqual([])
    expect(mirror.person('guest', 1)).toBeNull()
    expect(mirror.roleAssignmentsOf({ type: 'Guest', id: 1 })).toEqual([])
    expect(mirror.cardAssignmentOf(1)).toBeNull()
    expect(mirror.groups().map(({ id }) => id)).toEqual([1])
  })

  it('takes an object that is gone when it is asked for as deleted', async () => {
    kisi.world.users = kisi.world.users.filter(({ id }) => id !== 9)
    await mirror.hear([event('user.update', 'User', 9)], now)
    expect(mirror.person('user', 9)).toBeNull()
  })

  it('asks for many of one kind together, and for each that the answer left out', async () => {
    const ids = Array.from({ length: 150 }, (_, index) => 1000 + index)
    kisi.world.users = [...kisi.world.users, ...ids.map((id) => makeUser(id, `Import ${id}`))]
    await mirror.hear(
      [...ids, 2000].map((id) => event('user.create', 'User', id)),
      now,
    )
    expect(kisi.calls).toEqual(['users 0', 'users 0', 'user 2000'])
    expect(mirror.status.people).toBe(381)
  })

  it('looks at a card’s holder when it is given out or taken back', async () => {
    kisi.world.cardAssignments = [{ id: 2, cardId: 2, assigneeType: 'User', assigneeId: 3, status: 'activated' }]
    await mirror.hear([event('card.deassign', 'Card', 1), event('card.assign', 'Card', 2)], now)
    expect(mirror.cardAssignmentOf(1)).toBeNull()
    expect(mirror.holderOf(2)).toMatchObject({ kind: 'user', id: 3 })
  })

  it('hears an event once, however often it comes', async () => {
    const once = event('user.update', 'User', 7)
    await mirror.hear([once], now)
    await mirror.hear([once], now)
    await mirror.hear([once], null)
    expect(kisi.calls).toEqual(['user 7'])
  })

  it('hears an event again when Kisi could not be asked', async () => {
    const lost = event('user.update', 'User', 7)
    kisi.world.users[6] = makeUser(7, 'Ruth Renamed')
    kisi.before(() => {
      throw new KisiError('network', 'no', { reached: false })
    })
    const until = mirror.eventsUntil
    now += 60_000
    await expect(mirror.hear([lost], now)).rejects.toThrow('no')
    expect(mirror.eventsUntil).toBe(until)
    kisi.before(() => undefined)
    await mirror.hear([lost], now)
    expect(names('renamed')).toEqual(['Ruth Renamed'])
    expect(mirror.eventsUntil).toBe(now)
    expect(mirror.status.asOf).toBe(now)
  })

  it('changes what a run under way brings, too', async () => {
    kisi.before(async (call) => {
      if (call !== 'groupLinks 0') return
      kisi.before(() => undefined)
      kisi.world.groups = [...kisi.world.groups, makeGroup(9, 'Night shift')]
      kisi.world.guests = [makeGuest(5, 'Gil Guest')]
      await mirror.hear(
        [event('group.create', 'Group', 9), event('guest.create', 'Guest', 5), event('guest.destroy', 'Guest', 1)],
        now,
      )
    })
    await mirror.sync()
    expect(mirror.group(9)?.name).toBe('Night shift')
    expect(names('quist')).toEqual([])
    expect(names('gil')).toEqual(['Gil Guest'])
  })

  it.each([
    ['an import', event('csv_user_import.create', 'CsvUserImport', 3)],
    ['a right of the older form', event('share.create', 'Share', 3)],
    ['an event that names another object', event('role_assignment.create', 'User', 3)],
    ['an event that names none', event('user.update', null, null)],
  ])('wants a whole run after %s', async (_name, one) => {
    await mirror.hear([one], now)
    expect(mirror.needsRun).toBe(true)
    expect(mirror.eventsUntil).toBeNull()
    await mirror.sync()
    expect(mirror.needsRun).toBe(false)
  })

  it('wants a whole run when nobody followed for a week', () => {
    now += 8 * 24 * 3_600_000
    expect(mirror.needsRun).toBe(true)
  })

  it('goes by Kisi’s clock, however far this computer’s is off, and wants a whole run when the track was lost', async () => {
    const log = { info: () => undefined, warn: () => undefined }
    const kisiTime = { now: () => now, learn: () => Promise.resolve() }
    const years = 3 * 365 * 86_400_000
    const off = createMirror({ database, kisi, clock: { now: () => now + years }, kisiTime, log, restsMs: [] })
    off.forget()
    await off.sync()
    expect(off.eventsUntil).toBe(now - 5 * 60_000)
    expect(off.needsRun).toBe(false)
    now += 8 * 86_400_000
    expect(off.needsRun).toBe(true)
    now -= 8 * 86_400_000
    off.lostTrack()
    expect(off.needsRun).toBe(true)
    off.close()
  })

  it('ignores what failed: a refused change changed nothing', async () => {
    await mirror.hear([event('user.update', 'User', 7, { success: false })], now)
    expect(kisi.calls).toEqual([])
  })

  it('reads the hardware again when a controller changed', async () => {
    kisi.world.controllers = [{ id: 4, name: 'Riser', placeId: 1, online: true, configured: true }]
    kisi.world.relayConnections = [{ id: 8, controllerId: 4, channelId: 80, type: 'lock', lockId: 1 }]
    await mirror.hear([event('controller.assign', 'Controller', 4)], now)
    expect(kisi.calls).toEqual(['controllers 0'])
    await mirror.hear([event('controller.update', 'Controller', 4)], now)
    expect(kisi.calls).toHaveLength(2)
  })

  it('names only types that Kisi has, each once', () => {
    expect(new Set(mirrorEventTypes).size).toBe(mirrorEventTypes.length)
    for (const type of mirrorEventTypes) expect(type).toMatch(/^[a-z_]+\.[a-z_]+$/)
  })
})

describe('a run that was stopped', () => {
  it('goes on with the list it stopped at, in another life of the desk', async () => {
    kisi.before((call) => {
      if (call === 'users 99') throw new KisiError('network', 'no', { reached: false })
    })
    await expect(mirror.sync()).rejects.toThrow('no')
    expect(mirror.sweepPending).toBe(true)
    mirror.close()
    mirror = open()
    kisi.before(() => undefined)
    // Changed after its list was read, by the queue and by others; deleted after its half list was read.
    mirror.putCard(makeCard(77, 7007))
    kisi.world.users = kisi.world.users.filter(({ id }) => id !== 20)
    kisi.calls.length = 0
    await mirror.sync()
    expect(kisi.calls).toContain('users 0')
    expect(kisi.calls).not.toContain('roleAssignments 0')
    expect(kisi.calls).not.toContain('places 0')
    expect(mirror.card(77)?.cardId).toBe(7007)
    expect(mirror.person('user', 20)).toBeNull()
    expect(mirror.status.people).toBe(230)
    expect(mirror.groups()).toHaveLength(2)
    expect(mirror.floors()).toHaveLength(1)
    expect(mirror.sweepPending).toBe(false)
  })

  it('begins anew when it stopped more than a day ago', async () => {
    kisi.before((call) => {
      if (call === 'users 99') throw new KisiError('network', 'no', { reached: false })
    })
    await expect(mirror.sync()).rejects.toThrow('no')
    kisi.before(() => undefined)
    now += 25 * 3_600_000
    kisi.calls.length = 0
    await mirror.sync()
    expect(kisi.calls).toContain('places 0')
  })

  it('is hurried along by whoever needs it now', async () => {
    const sweep = mirror.sweep({ pauseMs: 1_000_000 })
    await mirror.sync()
    await sweep
    expect(kisi.calls.filter((call) => call === 'organization 0')).toHaveLength(1)
    expect(mirror.status.completeAt).toBe(now)
  })
})
