import { describe, expect, it } from 'vitest'
import { DeskError } from '../../../../electron/contract/errors.ts'
import { checkDraft } from '../../../../electron/desk/visits/check.ts'

const now = Date.UTC(2026, 9, 14, 9, 42)
const draft = {
  requestId: '6a4c1d62-6f3c-4d5e-9d0e-3b1c2d3e4f50',
  visitId: null,
  name: 'Amara Okonkwo',
  email: null,
  company: null,
  hostId: 7,
  visitorTypeId: 'guest',
  from: null,
  until: new Date(now + 3_600_000).toISOString(),
}

function refusalOf(change: Partial<typeof draft> | { email: string } | { company: string } | { from: string }) {
  try {
    checkDraft({ ...draft, ...change }, now)
  } catch (error) {
    if (error instanceof DeskError) return { field: error.field, message: error.message }
    throw error
  }
  return null
}

describe('a name', () => {
  it.each([
    ['emoji beside letters', '🎉 Amara 🎉'],
    ['right-to-left script', 'فاطمة الزهراء'],
    ['Chinese', '王小明'],
    ['markup', '<script>alert(1)</script>'],
    ['SQL', `Robert'); DROP TABLE visit;--`],
    ['two hundred characters', 'a'.repeat(200)],
  ])('passes as it was typed: %s', (_what, name) => {
    expect(checkDraft({ ...draft, name }, now).name).toBe(name)
  })

  it.each([
    ['nothing', ''],
    ['only spaces', '  \t\u00a0 '],
    ['nothing that can be seen', '\u202e\u2066'],
  ])('is asked for when it holds %s', (_what, name) => {
    expect(refusalOf({ name })).toEqual({ field: 'name', message: 'Type the visitor’s name.' })
  })

  it('needs at least one letter', () => {
    expect(refusalOf({ name: '🎉🎉' })).toEqual({ field: 'name', message: 'A name has at least one letter.' })
  })

  it('says how long it is when it is too long', () => {
    expect(refusalOf({ name: 'a'.repeat(201) })).toEqual({
      field: 'name',
      message: 'That is 201 characters long. 200 fit.',
    })
  })

  it('loses what cannot be seen and what would turn a line around, and nothing else', () => {
    expect(checkDraft({ ...draft, name: '  Amara\u202e \n Okonkwo\u0000 ' }, now).name).toBe('Amara Okonkwo')
  })
})

describe('an e-mail address', () => {
  it.each(['amara', 'amara@', '@example.com', 'amara@example', 'a b@example.com', 'a@b@example.com'])(
    'is refused when it is %s',
    (email) => {
      expect(refusalOf({ email })?.field).toBe('email')
    },
  )

  it.each(['amara@example.com', 'ämara+1@exämple.co.uk', "o'brien@example.ie"])('passes when it is %s', (email) => {
    expect(checkDraft({ ...draft, email }, now).email).toBe(email)
  })

  it('may be missing', () => {
    expect(checkDraft({ ...draft, email: '   ' }, now).email).toBeNull()
  })
})

describe('the times', () => {
  it.each([
    [
      'an end in the past',
      { until: new Date(now - 60_000).toISOString() },
      'That time has passed. Choose a later one.',
    ],
    ['an end before the start', { from: new Date(now + 7_200_000).toISOString() }, 'The visit ends before it begins.'],
    [
      'an end in two years',
      { until: new Date(now + 2 * 366 * 86_400_000).toISOString() },
      'That is more than a year away. Choose an earlier day.',
    ],
  ])('refuse %s at the field', (_what, change, message) => {
    expect(refusalOf(change)).toEqual({ field: 'until', message })
  })
})

it('asks for a host', () => {
  expect(refusalOf({ hostId: null as unknown as number })).toEqual({
    field: 'hostId',
    message: 'Choose whom they came to see.',
  })
})

it('gives the same request the same digest, and another one another', () => {
  const digest = checkDraft(draft, now).digest
  expect(checkDraft({ ...draft, name: ' Amara  Okonkwo ' }, now).digest).toBe(digest)
  expect(checkDraft({ ...draft, name: 'Amara' }, now).digest).not.toBe(digest)
})
