import { describe, expect, it } from 'vitest'
import { errorFromAnswer, parseRetryAfter } from '../../../../electron/kisi/errors.ts'

const request = {
  endpoint: 'POST /guests',
  sent: { guest: { name: 'Zoë Quist', email: 'zoe@example.com' } },
  key: 'k3y',
}

function read(status: number, json: unknown, html = false) {
  return errorFromAnswer({ status, json, html }, request)
}

describe('a refusal by Kisi', () => {
  it.each([
    [400, 'invalid'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'not_found'],
    [409, 'conflict'],
    [422, 'invalid'],
    [429, 'rate_limited'],
    [500, 'unavailable'],
    [503, 'unavailable'],
    [418, 'unreadable'],
  ])('with status %i and no body is of kind %s', (status, kind) => {
    const error = read(status, undefined)
    expect(error).toMatchObject({ kind, status, reached: true, code: undefined })
    expect(error.message).toMatch(/^POST \/guests was refused: .+\.$/)
  })

  it('carries Kisi’s code and says it in words', () => {
    const error = read(409, { error: 'Place locked down', code: 'fad002' })
    expect(error.code).toBe('fad002')
    expect(error.message).toBe('POST /guests was refused: the whole place is locked down (409, fad002).')
  })

  it('names the fields that Kisi complains about', () => {
    const error = read(422, { errors: { email: ['is invalid'], 'phone<b>': 'is too short' } })
    expect(error.fields).toEqual({ email: ['is invalid'], phoneb: ['is too short'] })
    expect(error.message).toContain('Fields: email, phoneb.')
  })

  it('blots out what a visitor typed, and the key, where Kisi repeats them', () => {
    const error = read(422, { errors: { email: ['zoe@example.com of Zoë Quist is taken (k3y)'] } })
    expect(JSON.stringify([error.fields, error.message])).not.toMatch(/zoe|Zoë|k3y/)
  })

  it('understands the OAuth form', () => {
    expect(read(401, { error: 'invalid_client', error_description: 'no' })).toMatchObject({ kind: 'unauthorized' })
  })

  it.each([null, [], 'text', 7, { code: 12 }, { errors: [] }, { code: '<script>' }])('survives the body %j', (json) => {
    expect(read(422, json)).toMatchObject({ kind: 'invalid', code: undefined })
  })

  it.each([403, 404, 422])('with a web page in place of Kisi’s data (%i) is not taken for Kisi’s word', (status) => {
    expect(read(status, undefined, true).kind).toBe('unreadable')
  })
})

describe('Retry-After', () => {
  it('is read as seconds or as a date', () => {
    expect(parseRetryAfter('3', 0)).toBe(3000)
    expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 4000)).toBe(6000)
    expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 40_000)).toBe(0)
  })

  it('is as good as absent when it makes no sense', () => {
    expect(parseRetryAfter(null, 0)).toBeUndefined()
    expect(parseRetryAfter('soon', 0)).toBeUndefined()
  })
})
