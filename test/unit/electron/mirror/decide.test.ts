import type { Database } from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { KisiSchedule } from '../../../../electron/kisi/types.ts'
import { createMirror } from '../../../../electron/mirror/mirror.ts'
import type { Mirror } from '../../../../electron/mirror/types.ts'
import { openDatabase } from './drivers.ts'
import { createFakeKisi, type FakeKisi, makeGroup, makeLock, makeRight, makeUser } from './fake-kisi.ts'

/** A Wednesday, nine in the morning in Berlin. */
const now = Date.parse('2026-10-14T07:00:00Z')
const zoe = { kind: 'guest', id: 1 } as const
const lobby = 1
const serverRoom = 2

let database: Database
let kisi: FakeKisi
let mirror: Mirror

beforeEach(() => {
  database = openDatabase('better-sqlite3')
  kisi = createFakeKisi()
  const log = { info: () => undefined, warn: () => undefined }
  mirror = createMirror({ database, kisi, clock: { now: () => now }, log, restsMs: [] })
})
afterEach(() => {
  mirror.close()
  database.close()
})

function hours(id: number, more: Partial<KisiSchedule> = {}): KisiSchedule {
  return {
    id,
    name: null,
    enabled: true,
    override: false,
    consequence: 'allow',
    targetType: 'Group',
    targetId: 1,
    placeId: 1,
    when: { kind: 'recurring', weekdays: ['monday', 'wednesday'], startsAt: '08:00', endsAt: '18:00' },
    ...more,
  }
}

describe('why can’t they get in', () => {
  it('finds nothing in the way of somebody with a valid right, and says from when it knows', async () => {
    await mirror.sync()
    expect(mirror.whyNot(zoe, lobby, now)).toEqual({ opens: true, roleAssignmentId: 1, reasons: [], asOf: now })
  })

  it('says that no right is on any group with this door, and which groups those are', async () => {
    await mirror.sync()
    expect(mirror.whyNot(zoe, serverRoom, now)).toMatchObject({
      opens: false,
      roleAssignmentId: null,
      reasons: [{ code: 'no_right', lockId: serverRoom, groupIds: [2] }],
    })
  })

  it('says when a right begins, and when the last one ended', async () => {
    kisi.world.roleAssignments = [
      { ...makeRight(5, 1, 1), validFrom: null, validUntil: '2026-10-13T15:00:00Z' },
      { ...makeRight(6, 1, 1), validFrom: '2026-10-16T08:00:00Z', validUntil: null },
      { ...makeRight(7, 1, 1), validFrom: '2026-10-15T08:00:00Z', validUntil: null },
    ]
    await mirror.sync()
    expect(mirror.whyNot(zoe, lobby, now).reasons).toEqual([
      { code: 'not_yet', roleAssignmentId: 7, validFrom: '2026-10-15T08:00:00Z' },
    ])
    kisi.world.roleAssignments = [
      { ...makeRight(5, 1, 1), validUntil: '2026-10-13T15:00:00Z' },
      { ...makeRight(8, 1, 1), validUntil: '2026-10-14T07:00:00Z' },
    ]
    await mirror.sync()
    expect(mirror.whyNot(zoe, lobby, now).reasons).toEqual([
      { code: 'ended', roleAssignmentId: 8, validUntil: '2026-10-14T07:00:00Z' },
    ])
    expect(mirror.whyNot(zoe, lobby, now - 1).opens).toBe(true)
  })

  it('says that a person is suspended', async () => {
    kisi.world.users = [makeUser(3, 'Sam Suspended', { accessEnabled: false })]
    kisi.world.roleAssignments = [{ ...makeRight(5, 3, 1), assigneeType: 'User' }]
    await mirror.sync()
    expect(mirror.whyNot({ kind: 'user', id: 3 }, lobby, now)).toMatchObject({
      roleAssignmentId: 5,
      reasons: [{ code: 'suspended', userId: 3 }],
    })
  })

  it('counts the rights of teams, places and the organization, and only roles that open doors', async () => {
    kisi.world.users = [makeUser(3, 'Tia Team'), makeUser(4, 'Pia Place'), makeUser(5, 'Olga Observer')]
    kisi.world.teams = [{ id: 9, name: 'Cleaners' }]
    kisi.world.teamMemberships = [{ id: 1, teamId: 9, memberType: 'User', memberId: 3 }]
    kisi.world.roleAssignments = [
      { ...makeRight(5, 9, 2), assigneeType: 'Team', validUntil: null },
      {
        ...makeRight(6, 4, 1),
        assigneeType: 'User',
        appliesToType: 'Place',
        appliesToId: 1,
        roleId: 'place_administrator',
        validUntil: null,
      },
      {
        ...makeRight(7, 5, 1),
        assigneeType: 'User',
        appliesToType: 'Organization',
        appliesToId: 1,
        roleId: 'organization_observer',
        validUntil: null,
      },
    ]
    await mirror.sync()
    expect(mirror.whyNot({ kind: 'user', id: 3 }, serverRoom, now)).toMatchObject({ opens: true, roleAssignmentId: 5 })
    expect(mirror.whyNot({ kind: 'user', id: 4 }, serverRoom, now)).toMatchObject({ opens: true, roleAssignmentId: 6 })
    expect(mirror.whyNot({ kind: 'user', id: 5 }, serverRoom, now).reasons).toMatchObject([{ code: 'no_right' }])
    expect(mirror.doorsOf({ kind: 'user', id: 3 }, now)).toEqual([1, 2])
    expect(mirror.doorsOf({ kind: 'user', id: 4 }, now)).toEqual([1, 2])
    expect(mirror.doorsOf({ kind: 'user', id: 5 }, now)).toEqual([])
    expect([3, 4, 5].map((id) => mirror.hasWayIn({ kind: 'user', id }, now))).toEqual([true, true, false])
    expect(mirror.doorsOf(zoe, now)).toEqual([])
  })

  it('says that it is not the hour, by the clock of the place', async () => {
    kisi.world.groups[0] = makeGroup(1, 'Visitors', { placeId: 1, timeRestricted: true })
    kisi.world.schedules = [hours(20)]
    await mirror.sync()
    expect(mirror.whyNot(zoe, lobby, now).opens).toBe(true)
    const early = Date.parse('2026-10-14T05:59:00Z')
    expect(mirror.whyNot(zoe, lobby, early).reasons).toEqual([
      { code: 'hours', on: 'Group', targetId: 1, scheduleIds: [20] },
    ])
    expect(mirror.whyNot(zoe, lobby, early + 60_000).opens).toBe(true)
  })

  it('takes another right that is within its hours', async () => {
    kisi.world.groups[0] = makeGroup(1, 'Visitors', { placeId: 1, timeRestricted: true })
    kisi.world.schedules = [hours(20, { when: { kind: 'all_day', startsOn: '2026-10-20', endsOn: '2026-10-21' } })]
    kisi.world.roleAssignments = [makeRight(1, 1, 1), makeRight(2, 1, 2)]
    await mirror.sync()
    expect(mirror.whyNot(zoe, lobby, now)).toMatchObject({ opens: true, roleAssignmentId: 2 })
  })

  it.each<[string, Partial<KisiSchedule>[], boolean]>([
    [
      'an exception that runs',
      [{}, { override: true, when: { kind: 'holidays', region: 'de_be', dates: ['2026-10-14'] } }],
      false,
    ],
    [
      'an exception of another day',
      [{}, { override: true, when: { kind: 'holidays', region: 'de_be', dates: ['2026-10-15'] } }],
      true,
    ],
    ['hours that are switched off', [{ enabled: false }], true],
    ['hours of another consequence', [{ consequence: 'unlock' }], true],
    [
      'hours over midnight, before',
      [{ when: { kind: 'recurring', weekdays: ['tuesday'], startsAt: '22:00', endsAt: '09:01' } }],
      true,
    ],
    [
      'hours over midnight, after',
      [{ when: { kind: 'recurring', weekdays: ['tuesday'], startsAt: '22:00', endsAt: '09:00' } }],
      false,
    ],
    [
      'a single span',
      [{ when: { kind: 'single', startsAt: '2026-10-14T07:00:00Z', endsAt: '2026-10-14T08:00:00Z' } }],
      true,
    ],
    [
      'a single span that is over',
      [{ when: { kind: 'single', startsAt: '2026-10-14T06:00:00Z', endsAt: '2026-10-14T07:00:00Z' } }],
      false,
    ],
  ])('reads %s', async (_name, schedules, opens) => {
    kisi.world.locks = [makeLock(1, 'Lobby', { timeRestricted: true })]
    kisi.world.schedules = schedules.map((one, index) =>
      hours(20 + index, { ...one, targetType: 'Lock', targetId: lobby }),
    )
    await mirror.sync()
    expect(mirror.whyNot(zoe, lobby, now).opens).toBe(opens)
  })

  it('says that door and place are locked down, not set up, and out of reach, with the controller', async () => {
    kisi.world.locks = [makeLock(1, 'Lobby', { lockedDown: true, configured: false, online: false })]
    kisi.world.places = [{ id: 1, name: 'Kanal 12', timeZone: 'Europe/Berlin', lockedDown: true }]
    kisi.world.controllers = [
      { id: 4, name: 'Riser', placeId: 1, online: false, configured: true },
      { id: 5, name: 'Roof', placeId: 1, online: true, configured: true },
    ]
    kisi.world.relayConnections = [{ id: 8, controllerId: 4, channelId: 80, type: 'lock', lockId: 1 }]
    kisi.world.inputConnections = [{ id: 9, controllerId: 5, channelId: 81, type: 'contact_sensor', lockId: 1 }]
    await mirror.sync()
    expect(mirror.whyNot(zoe, lobby, now)).toMatchObject({
      opens: false,
      roleAssignmentId: 1,
      reasons: [
        { code: 'door_locked_down', lockId: 1 },
        { code: 'place_locked_down', placeId: 1 },
        { code: 'not_configured', lockId: 1 },
        { code: 'controller_offline', lockId: 1, controllerIds: [4] },
      ],
    })
  })

  it('asks of a phone what it does not ask of a card', async () => {
    kisi.world.groups[0] = makeGroup(1, 'Visitors', { loginEnabled: false, tapRestricted: true })
    kisi.world.locks = [makeLock(1, 'Lobby', { geofenceRestricted: true })]
    await mirror.sync()
    expect(mirror.whyNot(zoe, lobby, now, 'card').opens).toBe(true)
    expect(mirror.whyNot(zoe, lobby, now, 'phone').reasons).toEqual([
      { code: 'phone_restricted', on: 'Group', targetId: 1, restriction: 'login' },
      { code: 'phone_restricted', on: 'Group', targetId: 1, restriction: 'tap' },
      { code: 'phone_restricted', on: 'Lock', targetId: 1, restriction: 'geofence' },
    ])
  })

  it('says that it does not know the person or the door', async () => {
    await mirror.sync()
    expect(mirror.whyNot({ kind: 'user', id: 9999 }, lobby, now).reasons).toEqual([
      { code: 'person_unknown', kind: 'user', personId: 9999 },
    ])
    expect(mirror.whyNot(zoe, 77, now).reasons).toEqual([{ code: 'door_unknown', lockId: 77 }])
  })
})

describe('a card at a door', () => {
  const em = (cardId: number) => ({ type: 'third_party_lf_em_410x_32_34', cardId })

  it('opens for who holds it', async () => {
    await mirror.sync()
    expect(mirror.whoHolds(em(1001))).toMatchObject({ card: { id: 1 }, person: { name: 'Zoë Quist' }, asOf: now })
    expect(mirror.whyNotByCard(em(1001), lobby, now)).toMatchObject({ opens: true, person: { id: 1 } })
  })

  it('is unknown, or nobody’s, or not activated', async () => {
    await mirror.sync()
    expect(mirror.whyNotByCard(em(4711), lobby, now)).toMatchObject({
      opens: false,
      reasons: [{ code: 'card_unknown' }],
    })
    expect(mirror.whyNotByCard(em(1002), lobby, now).reasons).toEqual([{ code: 'card_unassigned', cardIds: [2] }])
    kisi.world.cardAssignments = [{ id: 1, cardId: 1, assigneeType: 'Guest', assigneeId: 1, status: 'deactivated' }]
    await mirror.sync()
    expect(mirror.whyNotByCard(em(1001), serverRoom, now)).toMatchObject({
      person: { name: 'Zoë Quist' },
      reasons: [{ code: 'card_inactive', cardId: 1, cardAssignmentId: 1 }, { code: 'no_right' }],
    })
  })
})
