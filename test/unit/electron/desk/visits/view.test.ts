import { expect, it } from 'vitest'
import type { KeyRow } from '../../../../../electron/desk/keys/table.ts'
import { accessOf, keyOf } from '../../../../../electron/desk/visits/view.ts'

const now = 1_000_000

function key(more: Partial<KeyRow>): KeyRow {
  return {
    id: 'k',
    visit_id: 'v',
    kind: 'right',
    label: 'Visitors',
    group_id: 1,
    identity: null,
    kisi_id: null,
    card_id: null,
    valid_from: 0,
    valid_until: now + 1,
    state: 'open',
    asked_open_at: 1,
    opened_at: 2,
    opened_quote: 'Right on Visitors',
    asked_close_at: null,
    closed_at: null,
    closed_quote: null,
    close_refused_at: null,
    damaged: false,
    ...more,
  }
}

const dropped = key({ state: 'closed', closed_at: 5, opened_at: null, opened_quote: null })

it.each([
  ['is open while every key is', 'on_site', [key({}), key({ kind: 'card' })], 'open'],
  ['waits while one key is on its way', 'on_site', [key({}), key({ state: 'pending' })], 'waiting'],
  [
    'is closed when the right has run out, though nobody took it back',
    'on_site',
    [key({ valid_until: now })],
    'closed',
  ],
  ['is closed when the keys ran out before they were sent', 'on_site', [key({ state: 'expired' })], 'closed'],
  ['needs a person when a grant was refused', 'on_site', [key({}), key({ state: 'failed' })], 'failed'],
  ['is none when everything was dropped', 'on_site', [dropped], 'none'],
  ['is what is left when one key was dropped', 'on_site', [key({}), dropped], 'open'],
  ['is closing while a revoke is on its way', 'left', [key({ state: 'closing' }), dropped], 'closing'],
  ['needs a person when a revoke was refused', 'left', [key({ state: 'closing', close_refused_at: 9 })], 'failed'],
  ['is closed when every key is', 'left', [key({ state: 'closed', closed_at: 7 })], 'closed'],
  ['is none while the visitor is expected', 'expected', [], 'none'],
] as const)('a visitor’s way in %s', (_what, state, keys, access) => {
  expect(accessOf(state, keys, now).state).toBe(access)
})

it('says that a key whose revoke was refused needs a person', () => {
  expect(keyOf(key({ state: 'closing', close_refused_at: 9 }), [], now).progress).toBe('needs_person')
  expect(keyOf(key({ state: 'closing' }), [], now).progress).toBe('waiting')
})

it('shows a receipt only for what was read back', () => {
  expect(keyOf(key({ state: 'pending', opened_at: null, opened_quote: null }), [], now).receipt).toBeNull()
  expect(keyOf(key({ state: 'closing' }), [], now).receipt).toBeNull()
  expect(keyOf(dropped, [], now).receipt).toBeNull()
  expect(keyOf(key({}), [], now).receipt?.says).toBe('open')
})
