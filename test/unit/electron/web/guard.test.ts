import { describe, expect, it } from 'vitest'
import { createFailureLimit, isOwnRequest } from '../../../../electron/web/guard.ts'
import { createRateLimit } from '../../../../electron/web/rate.ts'
import { bearerToken, createToken, tokensMatch } from '../../../../electron/web/token.ts'

describe('isOwnRequest', () => {
  it.each([
    { host: '127.0.0.1:4000' },
    { host: 'localhost:4000' },
    { host: '127.0.0.1:4000', origin: 'http://127.0.0.1:4000' },
  ])('accepts %o', (headers) => {
    expect(isOwnRequest(headers, 4000)).toBe(true)
  })

  it.each([
    {},
    { host: '127.0.0.1' },
    { host: '127.0.0.1:4001' },
    { host: 'desk.example:4000' },
    { host: '127.0.0.1:4000', origin: 'null' },
    { host: '127.0.0.1:4000', origin: 'https://127.0.0.1:4000' },
    { host: '127.0.0.1:4000', origin: 'http://127.0.0.1:4001' },
    { host: '127.0.0.1:4000', origin: 'http://localhost:4000' },
    { host: '127.0.0.1:4000', origin: 'https://example.com' },
  ])('refuses %o', (headers) => {
    expect(isOwnRequest(headers, 4000)).toBe(false)
  })
})

describe('tokens', () => {
  it('are 256 bits of base64url, and never the same twice', () => {
    const token = createToken()
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect(createToken()).not.toBe(token)
  })

  it('match only themselves, whatever the length', () => {
    expect(tokensMatch('abc', 'abc')).toBe(true)
    for (const other of ['', 'ab', 'abd', 'abcd']) expect(tokensMatch('abc', other)).toBe(false)
  })

  it('are read from a bearer header and from nothing else', () => {
    expect(bearerToken('Bearer a-b_9')).toBe('a-b_9')
    for (const header of [undefined, '', 'Basic a', 'Bearer ', 'Bearer a b']) expect(bearerToken(header)).toBe('')
  })
})

describe('createFailureLimit', () => {
  it('says when there were too many in a minute, and forgets them after it', () => {
    let now = 0
    const limit = createFailureLimit(() => now, 2)
    expect([limit.failed(), limit.failed(), limit.failed()]).toEqual([false, false, true])
    now = 60_000
    expect(limit.failed()).toBe(false)
  })
})

describe('createRateLimit', () => {
  it('lets a burst through and then so many a second', () => {
    let now = 0
    const rate = createRateLimit(() => now, 10, 3)
    expect([rate.take(), rate.take(), rate.take(), rate.take()]).toEqual([true, true, true, false])
    now = 99
    expect(rate.take()).toBe(false)
    now = 100
    expect([rate.take(), rate.take()]).toEqual([true, false])
    now = 60_000
    expect([rate.take(), rate.take(), rate.take(), rate.take()]).toEqual([true, true, true, false])
  })
})
