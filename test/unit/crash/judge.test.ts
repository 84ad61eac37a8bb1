import { expect, it } from 'vitest'
import type { Click, VisitPromised } from '../../crash/storm/book.ts'
import { complaintsOf, judge, type Evidence, type Records, type Unlock } from '../../crash/storm/judge.ts'

const noon = Date.parse('2026-05-04T12:00:00Z')
const hour = 3_600_000
const iso = (at: number): string => new Date(at).toISOString()

const nothing: Records = { guests: [], role_assignments: [], card_assignments: [], cards: [], group_links: [] }

const visit = (change: Partial<VisitPromised> = {}): VisitPromised => ({
  ...{ name: 'Ivo', email: null, state: 'here', groupId: 7, cardNumber: null },
  ...{ validUntil: noon + hour, validFrom: [noon - hour, noon], promisedAt: noon },
  ...change,
})

const right = (id: number, until: number) => ({
  ...{ id, assignee_type: 'Guest', assignee_id: 1, applies_to_type: 'Group', applies_to_id: 7 },
  ...{ valid_from: iso(noon - hour / 2), valid_until: iso(until) },
})

const found = (change: Partial<Records>): Records => ({ ...nothing, guests: [{ id: 1, name: 'Ivo' }], ...change })

const complaints = (visits: VisitPromised[], after: Records, more: Partial<Evidence> = {}): string[] =>
  complaintsOf(
    judge({
      ...{ before: nothing, after, unlocks: [], openers: new Set(), book: { visits, clicks: [] } },
      ...{ deskLatestSince: () => noon, now: noon, clockErrorMs: 100, stalledBetween: () => 0 },
      ...more,
    }),
  )

const opening = (clicks: Click[], unlocks: Unlock[], stalledMs = 0): string[] =>
  complaints([], nothing, { book: { visits: [], clicks }, unlocks, stalledBetween: () => stalledMs })

it('finds nothing to say of somebody who is here and has what was promised, nor of somebody who left', () => {
  expect(complaints([visit()], found({ role_assignments: [right(1, noon + hour)] }))).toEqual([])
  expect(complaints([visit({ state: 'left' })], found({}))).toEqual([])
})

it('tells a revoke that was dropped from access that belongs to nobody', () => {
  const open = found({ role_assignments: [right(1, noon + hour)] })
  expect(complaints([visit({ state: 'left' })], open)).toEqual([expect.stringMatching(/^dropped: Ivo has right 1/)])
  expect(complaints([], open)).toEqual([
    expect.stringMatching(/^orphaned: right 1 of Guest 1/),
    expect.stringMatching(/^orphaned: guest 1/),
  ])
  expect(complaints([visit()], { ...open, group_links: [{ id: 5 }] })).toEqual(['orphaned: link 5'])
})

it('misses what somebody who is here was promised, but for a window that the desk’s clock has seen the end of', () => {
  expect(complaints([visit()], found({}))).toEqual(['missing: Ivo has 0 rights'])
  expect(complaints([visit()], found({}), { deskLatestSince: () => noon + 3 * hour })).toEqual([])
})

it('does not take the right of another window, or on another group, for the one that was promised', () => {
  const other = found({ role_assignments: [right(1, noon + 2 * hour)] })
  expect(complaints([visit()], other)).toEqual([
    expect.stringMatching(/^orphaned: Ivo has right 1/),
    'missing: Ivo has 0 rights',
  ])
})

it('counts guests, rights and cards', () => {
  const twice = found({
    guests: [1, 2].map((id) => ({ id, name: 'Ivo' })),
    role_assignments: [right(1, noon + hour), right(2, noon + hour)],
    cards: [4, 5].map((id) => ({ id, card_id: 1234 })),
  })
  expect(complaints([visit()], twice)).toEqual([
    'twice: Ivo has 2 rights',
    'twice: Ivo is 2 guests, not 1',
    'twice: card 1234 is enrolled 2 times',
  ])
})

it('has a card be the one that was given, and working', () => {
  const card = (status: string, number: number) =>
    found({
      role_assignments: [right(1, noon + hour)],
      cards: [{ id: 4, card_id: number }],
      card_assignments: [{ id: 9, assignee_type: 'Guest', assignee_id: 1, card_id: 4, status }],
    })
  expect(complaints([visit({ cardNumber: 1234 })], card('activated', 1234))).toEqual([])
  expect(complaints([visit({ cardNumber: 1234 })], card('deactivated', 1234))).toEqual([
    'missing: Ivo’s card does not work',
  ])
  expect(complaints([visit()], card('activated', 1234))).toEqual(['orphaned: Ivo has card 1234'])
})

it('complains of a visitor who opens doors after the end of the window', () => {
  const late = visit({ validUntil: noon - 1 })
  const after = found({ role_assignments: [right(1, noon - 1)] })
  expect(complaints([late], after)).toEqual([])
  expect(complaints([late], after, { openers: new Set([1]) })).toEqual(['orphaned: Ivo still opens doors'])
})

it('wants a click of its own for every door that opened, at most ten seconds before', () => {
  const click = { doorId: 3, at: noon }
  const unlock = (uuid: string, after: number, doorId = 3) => ({ uuid, doorId, at: noon + after })
  expect(opening([click], [unlock('a', 9900)])).toEqual([])
  expect(opening([click], [unlock('a', 11_000)])).toEqual([expect.stringContaining('11 s after the click (a)')])
  expect(opening([click], [unlock('a', 500), unlock('b', 900)])).toEqual([expect.stringContaining('(b)')])
  expect(opening([click], [unlock('a', 500, 4)])).toEqual([expect.stringContaining('door 4')])
  expect(opening([click], [unlock('a', -500)])).toEqual([expect.stringContaining('without a click')])
})

it('leaves out the time for which the machine stood still, and no more', () => {
  const [clicks, unlocks] = [[{ doorId: 3, at: noon }], [{ uuid: 'a', doorId: 3, at: noon + 14_000 }]]
  expect(opening(clicks, unlocks, 5000)).toEqual([])
  expect(opening(clicks, unlocks, 2000)).toHaveLength(1)
})
