import { expect, it } from 'vitest'
import '../../../../../renderer/i18n/doors.ts'
import type { DoorEvent } from '../../../../../electron/contract/doors.ts'
import { eventIcons, sentenceOf, wordsOf } from '../../../../../renderer/reception/doors/event-words.ts'

const event = (change: Partial<DoorEvent>): DoorEvent => ({
  ...{ id: '1', at: '2026-10-14T07:42:00.000Z', kind: 'unlock', doorId: 1, doorName: 'Archive', who: null },
  ...{ visitId: null, reason: null },
  ...change,
})
const said = (change: Partial<DoorEvent>): string => {
  return sentenceOf(event(change))
    .map(({ text, strong }) => (strong ? `*${text}*` : text))
    .join('')
}

it('says who did what where, and what a door did by itself', () => {
  expect(said({ who: 'Aisha' })).toBe('*Aisha* opened Archive')
  expect(said({ who: 'Aisha', kind: 'refused', reason: 'the right has ended' })).toBe(
    '*Aisha* refused at Archive: the right has ended',
  )
  expect(said({ kind: 'forced_open' })).toBe('Archive *forced open*')
  expect(said({ kind: 'forced_open', who: 'Aisha' })).toBe('Archive *forced open*')
  for (const kind of Object.keys(eventIcons) as DoorEvent['kind'][]) expect(said({ kind })).toContain('Archive')
})

it('leaves brackets, braces and dollar signs in names as they are', () => {
  expect(said({ who: '[A] {door} $&', doorName: 'Door [2]' })).toBe('*[A] {door} $&* opened Door [2]')
})

it('takes the beginning of a word for the kinds that are called so, but not two letters', () => {
  expect(wordsOf('Refus')).toEqual([{ text: 'refus', kinds: ['refused'] }])
  expect(wordsOf('re Zoë')).toEqual([
    { text: 're', kinds: [] },
    { text: 'zoe', kinds: [] },
  ])
  expect(wordsOf('  ')).toEqual([])
})
