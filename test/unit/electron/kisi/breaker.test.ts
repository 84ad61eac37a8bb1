import { beforeEach, describe, expect, it } from 'vitest'
import { type Breaker, createBreaker } from '../../../../electron/kisi/breaker.ts'
import { KisiError } from '../../../../electron/kisi/error.ts'

let now: number
let jitter: number
let breaker: Breaker

beforeEach(() => {
  now = 1000
  jitter = 1
  breaker = createBreaker({ clock: { monotonic: () => now }, random: () => jitter })
})

const broken = (more: ConstructorParameters<typeof KisiError>[2] = {}): KisiError =>
  new KisiError('unavailable', 'Kisi has trouble.', { status: 503, ...more })
function fail(times: number, error = broken()): void {
  for (let count = 0; count < times; count++) breaker.failed(error)
}

describe('the breaker', () => {
  it('lets two failures pass and opens at the third', () => {
    fail(2)
    expect(breaker.enter()).toBe('free')
    fail(1)
    expect(breaker.enter()).toMatchObject({ kind: 'unavailable', reached: false, status: 503 })
  })

  it('lets one find out after the rest, and nobody else meanwhile', () => {
    fail(3)
    now += 1000
    expect(breaker.enter()).toBe('probe')
    expect(breaker.enter()).toBeInstanceOf(KisiError)
    breaker.failed(broken())
    breaker.leave()
    expect(breaker.enter()).toBeInstanceOf(KisiError)
  })

  it('closes at the first answer, whoever got it', () => {
    fail(5)
    breaker.answered()
    expect(breaker.enter()).toBe('free')
    fail(2)
    expect(breaker.enter()).toBe('free')
  })

  it('rests longer each time, up to a ceiling, with full jitter', () => {
    fail(3)
    const rests: number[] = []
    for (let round = 0; round < 8; round++) {
      const began = now
      while (breaker.enter() instanceof KisiError) now += 100
      rests.push(now - began)
      fail(1)
      breaker.leave()
    }
    expect(rests).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
    jitter = 0
    while (breaker.enter() instanceof KisiError) now += 100
    fail(1)
    breaker.leave()
    expect(breaker.enter()).toBe('probe')
  })

  it('opens at once for a refused key', () => {
    fail(1, new KisiError('unauthorized', 'no', { status: 401 }))
    expect(breaker.enter()).toMatchObject({ kind: 'unauthorized', reached: false })
  })

  it('waits as long as Kisi asks', () => {
    jitter = 0
    fail(3, broken({ retryAfterMs: 20_000 }))
    now += 19_999
    expect(breaker.enter()).toBeInstanceOf(KisiError)
    now += 1
    expect(breaker.enter()).toBe('probe')
  })

  it.each([
    ['a refusal', new KisiError('invalid', 'no', { status: 422 })],
    ['a controller out of reach', broken({ code: 'fac001' })],
    ['a request for a slower pace', new KisiError('rate_limited', 'no', { status: 429 })],
  ])('takes %s for an answer', (_name, error) => {
    fail(2)
    breaker.failed(error)
    fail(2)
    expect(breaker.enter()).toBe('free')
  })

  it('does not count what was given up', () => {
    fail(9, new KisiError('aborted', 'given up'))
    expect(breaker.enter()).toBe('free')
  })
})
