import { describe, expect, it } from 'vitest'
import type { KisiCardAssignment, KisiRoleAssignment } from '../../../../../electron/kisi/types.ts'
import type { KeyRow } from '../../../../../electron/desk/keys/table.ts'
import { compare } from '../../../../../electron/desk/matters/compare.ts'

const now = Date.UTC(2026, 9, 14, 9)
const hour = 3_600_000
const iso = (at: number): string => new Date(at).toISOString()
const window = { valid_from: now - hour, valid_until: now + hour }

function key(change: Partial<KeyRow>): KeyRow {
  return {
    ...{ id: 'k', visit_id: 'v', kind: 'right', label: 'Visitors', group_id: 7, identity: null, kisi_id: 11 },
    ...{ card_id: null, state: 'open', asked_open_at: 1, opened_at: 1, opened_quote: null, asked_close_at: null },
    ...{ closed_at: null, closed_quote: null, close_refused_at: null, damaged: false },
    ...window,
    ...change,
  } as KeyRow
}
const closed = (change: Partial<KeyRow> = {}): KeyRow => key({ state: 'closed', closed_at: now, ...change })
const right = (id: number, change: Partial<KisiRoleAssignment> = {}): KisiRoleAssignment => ({
  ...{ id, roleId: 'group_basic', assigneeType: 'Guest', assigneeId: 5, appliesToType: 'Group', appliesToId: 7 },
  ...{ validFrom: null, validUntil: null, createdAt: iso(now) },
  ...change,
})
/** The right of `key({})`, as it was given. */
const given = right(11, { validFrom: iso(window.valid_from), validUntil: iso(window.valid_until) })
const card = (id: number, change: Partial<KisiCardAssignment> = {}): KisiCardAssignment => ({
  ...{ id, cardId: 3, assigneeType: 'Guest', assigneeId: 5, status: 'activated' },
  ...change,
})
const see = (
  keys: KeyRow[],
  rights: KisiRoleAssignment[],
  cards: KisiCardAssignment[] = [],
  gap: Parameters<typeof compare>[3] = null,
) => {
  const { extra, missing, changed } = compare(keys, { rights, cards }, now, gap)
  return {
    extra: extra.map((one) => `${one.wrong} ${one.what} ${one.kisiId}`),
    missing: missing.map(({ id }) => id),
    changed: changed.map(({ right: { id } }) => id),
  }
}
const agreed = { extra: [], missing: [], changed: [] }

describe('what Kisi shows of a guest', () => {
  it('is accounted for by keys that are open, on their way in, or on their way out', () => {
    for (const state of ['pending', 'open', 'closing', 'failed'] as const) {
      expect(see([key({ state })], [given])).toEqual(agreed)
    }
    expect(see([key({ kind: 'card', card_id: 3 })], [], [card(11)])).toEqual(agreed)
  })

  it('is put back when it looks like a closed key, and left over when it looks like none', () => {
    const same = right(12, { validFrom: iso(window.valid_from), validUntil: iso(window.valid_until) })
    expect(see([closed()], [same]).extra).toEqual(['restored right 12'])
    expect(see([closed()], [right(13, { appliesToType: 'Place', appliesToId: 1 })]).extra).toEqual([
      'restored right 13',
    ])
    expect(see([closed({ kind: 'card', card_id: 3 })], [], [card(12)]).extra).toEqual(['restored card 12'])
  })

  it('is changed when an open key has other hours in Kisi, and not while they are on their way or unsaid', () => {
    const other = right(11, { validFrom: iso(window.valid_from), validUntil: iso(now + 9 * hour) })
    expect(see([key({})], [other])).toEqual({ ...agreed, changed: [11] })
    expect(see([key({})], [right(11, { validFrom: iso(window.valid_from), validUntil: null })]).changed).toEqual([11])
    // Made so short that it opens nothing any more: that is a change too.
    expect(see([key({})], [right(11, { validUntil: iso(now - 1) })])).toEqual({ ...agreed, changed: [11] })
    expect(see([key({})], [right(11, { validFrom: undefined, validUntil: undefined })])).toEqual(agreed)
    expect(see([key({ state: 'closing' })], [other])).toEqual(agreed)
    expect(see([key({ state: 'pending' })], [other])).toEqual(agreed)
  })

  it('is taken for the key of its group where Kisi does not say its hours', () => {
    const unsaid = right(12, { validFrom: undefined, validUntil: undefined })
    expect(see([key({})], [unsaid])).toEqual(agreed)
    expect(see([closed()], [unsaid]).extra).toEqual(['restored right 12'])
  })

  it('is somebody’s own doing while the guest is here with another key, but not what a closed key was', () => {
    expect(see([key({})], [given, right(12, { appliesToId: 8 })])).toEqual(agreed)
    const old = closed({ id: 'old', group_id: 8, kisi_id: 12 })
    expect(see([old, key({})], [given, right(12, { appliesToId: 8 })]).extra).toEqual(['restored right 12'])
  })

  it('is no difference where it opens nothing', () => {
    expect(see([closed()], [right(12, { validUntil: iso(now - 1) })], [card(13, { status: 'deactivated' })])).toEqual(
      agreed,
    )
  })

  it('outlives the window of a key that was never closed', () => {
    expect(see([key({ valid_until: now - 1 })], [right(11)]).extra).toEqual(['restored right 11'])
  })

  it('lacks what the records have open, until its window is over', () => {
    expect(see([key({})], []).missing).toEqual(['k'])
    expect(see([key({ kind: 'card', card_id: 3 })], [], [card(11, { status: 'deactivated' })]).missing).toEqual(['k'])
    expect(see([key({ valid_until: now })], [])).toEqual(agreed)
  })

  it('is none of the desk’s business for strangers, but for what its own user made in a time that the records lost', () => {
    const gap = { from: now - hour, until: now + hour, userId: 1 }
    expect(see([], [right(12)])).toEqual(agreed)
    expect(see([], [right(12, { createdById: 1 })], [], gap).extra).toEqual(['unexplained right 12'])
    expect(see([], [right(12, { createdById: 2 })], [], gap)).toEqual(agreed)
    expect(see([], [right(12, { createdById: 1, createdAt: iso(now - 2 * hour) })], [], gap)).toEqual(agreed)
    expect(see([key({})], [right(11), right(12, { appliesToId: 8, createdById: 1 })], [], gap).extra).toHaveLength(1)
  })

  it('is not judged by a key that the disk changed', () => {
    expect(see([key({ damaged: true, state: 'failed' })], [])).toEqual(agreed)
  })
})
