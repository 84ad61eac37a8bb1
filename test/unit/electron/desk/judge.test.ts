import { expect, it } from 'vitest'
import { DeskError } from '../../../../electron/contract/errors.ts'
import { judge } from '../../../../electron/desk/judge.ts'
import { KisiError } from '../../../../electron/kisi/error.ts'

it.each([
  ['no network', new KisiError('network', '', { reached: false }), 'offline'],
  ['a line that broke half-way', new KisiError('network', '', { reached: true }), 'look'],
  ['no answer in time', new KisiError('timeout', ''), 'look'],
  ['a turn that never came', new KisiError('timeout', '', { reached: false }), 'retry'],
  ['an answer that cannot be read', new KisiError('unreadable', ''), 'look'],
  ['a key that is not good any more', new KisiError('unauthorized', '', { status: 401 }), 'paused'],
  ['too many requests', new KisiError('rate_limited', '', { status: 429 }), 'retry'],
  ['trouble at Kisi', new KisiError('unavailable', '', { status: 503 }), 'retry'],
  ['a lockdown', new KisiError('conflict', '', { status: 409, code: 'fad001' }), 'retry'],
  ['no permission', new KisiError('forbidden', '', { status: 403 }), 'refused'],
  ['a wrong field', new KisiError('invalid', '', { status: 422 }), 'refused'],
  ['a full disk', new DeskError('storage', ''), 'retry'],
  ['a defect of ours', new TypeError('x is not a function'), 'look'],
])('takes %s for what it is', (_what, error, kind) => {
  expect(judge(error).kind).toBe(kind)
})

it('says whose card it is not, instead of Kisi’s code', () => {
  const verdict = judge(new KisiError('invalid', 'x', { status: 422, code: 'cabbeb' }))
  expect(verdict.message).toBe('That card already belongs to someone else. Give another card.')
})

it('neither counts a try nor waits beside the shared pace when Kisi only asked to wait', () => {
  expect(judge(new KisiError('rate_limited', '', { status: 429, retryAfterMs: 7000 }))).toMatchObject({
    free: true,
    afterMs: 0,
  })
})

it('tells what Kisi found wrong by the desk’s own fields, each once, and leaves to a person what has none', () => {
  const complaintsOf = (fields: Record<string, string[]>) =>
    judge(new KisiError('invalid', 'x', { status: 422, fields }))
  expect(
    complaintsOf({ 'guest.email': ['has already been taken', 'is odd'], valid_from: ['x'], valid_until: ['y'] }),
  ).toEqual({
    kind: 'refused',
    message: 'Kisi refused it: the e-mail address has already been taken. Kisi refused it: the end of the visit x.',
    complaints: [
      { field: 'email', message: 'Kisi refused it: the e-mail address has already been taken.' },
      { field: 'until', message: 'Kisi refused it: the end of the visit x.' },
    ],
  })
  expect(complaintsOf({ name: ['Names have letters.'] }).message).toBe(
    'Kisi does not accept the name: Names have letters.',
  )
  expect(complaintsOf({ base: ['no more guests'] })).toMatchObject({
    message: 'Kisi refused it: no more guests.',
    complaints: [],
  })
})
