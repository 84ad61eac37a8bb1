import { describe, expect, it } from 'vitest'
import { limits } from '../../../../../electron/contract/limits.ts'
import { visitsCheckIn } from '../../../../../electron/contract/visits.ts'
import { createTimes } from '../../../../../renderer/i18n/time.ts'
import {
  draftOfVisit,
  emptyDraft,
  endOf,
  problemsOf,
  toInput,
  type Draft,
} from '../../../../../renderer/reception/checkin/draft.ts'
import { makeVisits, morning } from '../../../../fixtures/renderer/people.ts'

const times = createTimes('Europe/Amsterdam')
const requestId = '6f0d9a4e-1c4b-4b0e-9a31-0c6f2f3f4a55'
const filled = (change: Partial<Draft> = {}): Draft => ({
  ...emptyDraft(requestId),
  name: 'Amara Okonkwo',
  visitorTypeId: 'guest',
  host: { id: 102, name: 'Tomasz Wiśniewski' },
  ...change,
})
const wrong = (change: Partial<Draft>): string[] =>
  problemsOf(filled(change), times, morning).map(({ field, key }) => `${field} ${key}`)

describe('what keeps a draft from being checked in', () => {
  it('is nothing once name, type and host are there', () => {
    expect(wrong({})).toEqual([])
  })

  it('is named in the order of the form when the form is empty', () => {
    const problems = problemsOf(emptyDraft(requestId), times, morning)
    expect(problems.map(({ field }) => field)).toEqual(['name', 'visitorTypeId', 'hostId'])
  })

  it.each<[string, Partial<Draft>, string[]]>([
    ['a name of spaces only', { name: ' \u00a0\t ' }, ['name form.nameMissing']],
    ['a name too long', { name: 'x'.repeat(limits.name + 1) }, ['name form.tooLong']],
    ['an e-mail without a domain', { email: 'amara@' }, ['email form.emailShape']],
    ['an e-mail too long', { email: `${'a'.repeat(250)}@b.com` }, ['email form.tooLong']],
    ['a company too long', { company: 'x'.repeat(limits.company + 1) }, ['company form.tooLong']],
    [
      'an end that has passed',
      { end: { kind: 'typed', wall: { date: '2026-10-14', time: '09:42' } } },
      ['until form.untilPast'],
    ],
    [
      'an end that is no time',
      { end: { kind: 'typed', wall: { date: '2026-10-14', time: 'late' } } },
      ['until form.untilMissing'],
    ],
    [
      'an end years away',
      { end: { kind: 'typed', wall: { date: '2029-10-14', time: '09:00' } } },
      ['until form.untilTooFar'],
    ],
    ['a beginning that has passed', { expectedFrom: { date: '2026-10-14', time: '08:00' } }, ['from form.fromPast']],
    [
      'an end before the beginning',
      {
        expectedFrom: { date: '2026-10-14', time: '15:00' },
        end: { kind: 'typed', wall: { date: '2026-10-14', time: '14:00' } },
      },
      ['until form.untilBeforeFrom'],
    ],
  ])('is %s', (_case, change, expected) => {
    expect(wrong(change)).toEqual(expected)
  })

  it.each(['<script>alert(1)</script>', "Robert'); DROP TABLE visit;--", '🧑🏽‍🔧 Ada', 'فاطمة', 'x'.repeat(limits.name)])(
    'is never the name %s',
    (name) => {
      expect(wrong({ name })).toEqual([])
    },
  )
})

describe('a draft on its way to the desk', () => {
  it('fits the contract, trimmed, with what was left empty as null', () => {
    const input = toInput(filled({ name: '  Amara Okonkwo ', company: '  ' }), times, morning)
    expect(visitsCheckIn.input.parse(input)).toMatchObject({
      requestId,
      visitId: null,
      name: 'Amara Okonkwo',
      email: null,
      company: null,
      hostId: 102,
      from: null,
      until: '2026-10-14T10:00:00.000Z',
    })
  })

  it('of an announcement says when the visitor comes, as typed', () => {
    const input = toInput(filled({ expectedFrom: { date: '2026-10-15', time: '5 pm' } }), times, morning)
    expect(input.from).toBe('2026-10-15T15:00:00.000Z')
  })

  it('ends at the time that was typed, read as people type it', () => {
    const end = endOf(filled({ end: { kind: 'typed', wall: { date: '2026-10-14', time: '17' } } }), times, morning)
    expect(end).toBe('2026-10-14T15:00:00.000Z')
  })
})

describe('the draft of an expected visitor', () => {
  const expected = makeVisits().find(({ visitor }) => visitor.name.startsWith('Nguyễn'))!

  it('is filled in and can be checked in as it is', () => {
    const draft = draftOfVisit(expected, requestId, times, morning)
    expect(draft).toMatchObject({ visitId: expected.id, name: 'Nguyễn Thị Minh Khai', host: expected.host })
    expect(problemsOf(draft, times, morning)).toEqual([])
    expect(endOf(draft, times, morning)).toBe(expected.until)
  })

  it('of a no-show does not keep an end that has passed', () => {
    const late = makeVisits().find(({ state }) => state === 'no_show')!
    const draft = draftOfVisit(late, requestId, times, morning)
    expect(draft.visitId).toBe(late.id)
    expect(problemsOf(draft, times, morning)).toEqual([])
  })
})
