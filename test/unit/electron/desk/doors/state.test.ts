import { expect, it } from 'vitest'
import { conditionOf, type DoorNews } from '../../../../../electron/desk/doors/state.ts'
import type { DoorEventKind, DoorEventRow } from '../../../../../electron/desk/doors/table.ts'
import type { MirrorLock } from '../../../../../electron/mirror/types.ts'

const lock = (change: Partial<MirrorLock> = {}): MirrorLock => ({
  ...{ id: 1, name: 'Door', placeId: 7, floorId: null, configured: true, online: true, unlocked: false, open: false },
  ...{ lockedDown: false, onScheduledUnlock: false, unlockedUntil: null, timeRestricted: false, seenAt: 0 },
  ...{ geofenceRestricted: false, readerRestricted: false, placeName: 'House', placeLockedDown: false },
  ...{ floorName: null },
  ...change,
})
const event = (kind: DoorEventKind, at = 1000) => ({ kind, at }) as DoorEventRow
const news = (change: Partial<DoorNews> = {}): DoorNews => ({
  ...{ contact: undefined, lockdown: undefined, offlineSince: null },
  ...change,
})
const stateOf = (change: Partial<MirrorLock>, heard: Partial<DoorNews> = {}): string =>
  conditionOf(lock(change), news(heard)).state

it('is what Kisi says while nothing is wrong', () => {
  expect(stateOf({})).toBe('locked')
  expect(stateOf({ unlocked: true })).toBe('unlocked')
  expect(stateOf({ open: true, unlocked: true })).toBe('open')
  expect(stateOf({ online: null })).toBe('unknown')
})

it('is forced or held only while it is open, as the last word of its contact says', () => {
  expect(conditionOf(lock({ open: true }), news({ contact: event('forced_open') }))).toMatchObject({
    state: 'forced_open',
    since: 1000,
  })
  expect(stateOf({ open: true }, { contact: event('held_open') })).toBe('held_open')
  expect(stateOf({ open: true }, { contact: event('opened') })).toBe('open')
  expect(stateOf({ open: false }, { contact: event('forced_open') })).toBe('locked')
  expect(stateOf({ open: true }, { contact: event('closed') })).toBe('open')
})

it('is locked down before all else, and says whether that is the door or its place', () => {
  const both = { lockedDown: true, placeLockedDown: true, open: true, online: false }
  expect(conditionOf(lock(both), news({ lockdown: event('lock_down') }))).toMatchObject({
    state: 'locked_down',
    lockedDown: 'place',
    since: 1000,
  })
  expect(conditionOf(lock({ lockedDown: true }), news({ lockdown: event('lock_down_over') }))).toMatchObject({
    lockedDown: 'door',
    since: null,
  })
})

it('says since when a controller is away only where that was seen', () => {
  expect(conditionOf(lock({ online: false, open: true }), news())).toMatchObject({ state: 'offline', since: null })
  expect(conditionOf(lock({ online: false }), news({ offlineSince: 5 })).since).toBe(5)
})

it('says until when it is unlocked', () => {
  const until = '2026-10-14T16:00:00Z'
  expect(conditionOf(lock({ unlocked: true, unlockedUntil: until }), news()).unlockedUntil).toBe(until)
  expect(conditionOf(lock({ open: true, unlockedUntil: until }), news()).unlockedUntil).toBeNull()
})
