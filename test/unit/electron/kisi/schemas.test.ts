import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readAnswer } from '../../../../electron/kisi/answer.ts'
import { card, cardAssignment } from '../../../../electron/kisi/schemas/cards.ts'
import { user } from '../../../../electron/kisi/schemas/people.ts'
import { group, groupLock, roleAssignment } from '../../../../electron/kisi/schemas/rights.ts'
import { lock } from '../../../../electron/kisi/schemas/sites.ts'

function read<Schema extends z.ZodType>(schema: Schema, json: unknown): z.output<Schema> {
  return readAnswer(schema, { json, total: null, endpoint: 'GET /things' })
}

describe('answers of Kisi', () => {
  it('may lack whatever is optional', () => {
    expect(read(lock, { id: 1, name: 'Lobby', place_id: 2 })).toEqual({
      id: 1,
      name: 'Lobby',
      placeId: 2,
      floorId: null,
      configured: false,
      online: null,
      unlocked: false,
      open: false,
      lockedDown: false,
      onScheduledUnlock: false,
      unlockedUntil: null,
      timeRestricted: false,
      geofenceRestricted: false,
      readerRestricted: false,
    })
    expect(read(user, { id: 4, email: 'a@b.c' })).toMatchObject({ name: 'a@b.c', accessEnabled: true, metadata: {} })
    expect(read(card, { id: 3, type: 'third_party_hf', uid: 'AB' })).toMatchObject({ uid: 'AB', cardId: null })
    expect(read(group, { id: 1, name: 'Staff', place_id: null })).toMatchObject({ placeId: null, placeName: null })
  })

  it('may carry keys that nobody has heard of', () => {
    expect(
      read(groupLock, { id: 1, group_id: 2, lock_id: 3, colour: 'red', lock: { id: 3, name: 'x', y: 1 } }),
    ).toEqual({
      id: 1,
      groupId: 2,
      lockId: 3,
    })
  })

  it('keep short texts of metadata and leave the rest out', () => {
    expect(
      read(user, { id: 1, name: 'A', metadata: { floor: 4, team: 'B', nested: {}, none: null } }).metadata,
    ).toEqual({
      floor: '4',
      team: 'B',
    })
    expect(read(user, { id: 1, name: 'A', metadata: 'text' }).metadata).toEqual({})
  })

  it('say which field is missing and where', () => {
    expect(() => read(z.array(lock), [{ name: 'Lobby', place_id: 2 }])).toThrow(
      'GET /things answered without “id” (field 0.id).',
    )
  })

  it('say which field does not fit', () => {
    expect(() => read(z.array(lock), [{ id: 1, name: 'Lobby', place_id: 2, online: 'yes' }])).toThrow(
      'GET /things answered with an unfit “online” (field 0.online).',
    )
  })

  it('say so when the whole is of another shape', () => {
    expect(() => read(z.array(lock), { id: 1 })).toThrow('GET /things was answered with something of another shape.')
    expect(() => read(lock, undefined)).toThrow('GET /things was answered with an empty body.')
  })
})

describe('role assignments', () => {
  const expected = { id: 1, roleId: 'group_basic', appliesToType: 'Group', appliesToId: 9 }

  it('are read by the names of the published schema', () => {
    const raw = {
      id: 1,
      role_id: 'group_basic',
      assignee_type: 'Guest',
      assignee_id: 5,
      applies_to_type: 'Group',
      applies_to_id: 9,
    }
    expect(read(roleAssignment, raw)).toMatchObject({ ...expected, assigneeType: 'Guest', assigneeId: 5 })
  })

  it.each([
    [{ user_id: 5, group_id: 9, scope: 'group' }, 'User'],
    [{ guest_id: 5, user_id: null, group_id: 9, place_id: 3, type: 'group' }, 'Guest'],
    [{ assignee_team_id: 5, group_id: 9 }, 'Team'],
  ])('are read by the older names %j', (old, assigneeType) => {
    expect(read(roleAssignment, { id: 1, role_id: 'group_basic', ...old })).toMatchObject({
      ...expected,
      assigneeType,
      assigneeId: 5,
    })
  })

  it('of a place or the organization are read by the older names too', () => {
    const raw = { id: 1, role_id: 'x', user_id: 5 }
    expect(read(roleAssignment, { ...raw, place_id: 3 })).toMatchObject({ appliesToType: 'Place', appliesToId: 3 })
    expect(read(roleAssignment, { ...raw, organization_id: 2 })).toMatchObject({ appliesToType: 'Organization' })
  })

  it('tell a window that is not said from one without a limit', () => {
    const right = { id: 1, role_id: 'group_basic', assignee_type: 'Guest', assignee_id: 2 }
    const onGroup = { ...right, applies_to_type: 'Group', applies_to_id: 3 }
    const read = (raw: object): unknown[] => {
      const { validFrom, validUntil } = roleAssignment.parse(raw)
      return [validFrom, validUntil]
    }
    expect(read({ ...onGroup, valid_from: null, valid_until: null })).toEqual([null, null])
    expect(read({ ...onGroup, valid_from: '2026-10-14T07:00:00Z' })).toEqual(['2026-10-14T07:00:00Z', undefined])
    // A right on a place or the organization never has a window.
    expect(read({ ...right, applies_to_type: 'Place', applies_to_id: 3 })).toEqual([null, null])
  })

  it('that name nobody are refused with the field', () => {
    expect(() => read(roleAssignment, { id: 1, role_id: 'x', group_id: 9 })).toThrow('without “assignee_id”')
    expect(() => read(roleAssignment, { id: 1, role_id: 'x', user_id: 9 })).toThrow('without “applies_to_id”')
  })
})

describe('card assignments', () => {
  it('are read by old and new names', () => {
    const raw = { id: 1, card_id: 2, status: 'activated' }
    expect(read(cardAssignment, { ...raw, assignee_type: 'User', assignee_id: 3 })).toMatchObject({ assigneeId: 3 })
    expect(read(cardAssignment, { ...raw, guest_id: 4 })).toMatchObject({ assigneeType: 'Guest', assigneeId: 4 })
  })
})
