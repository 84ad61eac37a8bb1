import { expect, it } from 'vitest'
import { createFaults, FAULT_KINDS, faultRequest, type FaultAsked } from '../../../../simulator/faults/faults.ts'
import { withoutSecrets } from '../../../../simulator/faults/request-log.ts'

function open(seed = 7) {
  const clock = {
    at: Date.parse('2027-01-06T11:00:00Z'),
    now: () => clock.at,
    iso: () => new Date(clock.at).toISOString(),
  }
  const faults = createFaults({ seed, clock })
  /** How many faults strike that request, all of them fired. */
  const strike = (method: string, path: string) => faults.meet({ method, path }).filter((each) => each.fire()).length
  return { clock, faults, strike }
}

it('strikes by method and path, as often as asked', () => {
  const { faults, strike } = open()
  faults.add({ kind: 'status', status: 503, method: 'POST', path: '/locks/*/unlock', count: 2 })
  expect(strike('GET', '/locks/1/unlock')).toBe(0)
  expect(strike('POST', '/locks/1/lock_down')).toBe(0)
  expect(strike('POST', '/xlocks/1/unlock')).toBe(0)
  expect([
    strike('POST', '/locks/1/unlock'),
    strike('POST', '/locks/2/unlock'),
    strike('POST', '/locks/3/unlock'),
  ]).toEqual([1, 1, 0])
  expect(faults.all()).toEqual([])
})

it('stands for a time of the simulator’s clock', () => {
  const { clock, faults, strike } = open()
  expect(faults.add({ kind: 'reset_before', seconds: 60 }).until).toBe('2027-01-06T11:01:00.000Z')
  clock.at += 59_999
  expect(strike('GET', '/user')).toBe(1)
  clock.at += 1
  expect(strike('GET', '/user')).toBe(0)
  expect(faults.all()).toEqual([])
})

it('says how often it struck, how often it still will, and what it is with its defaults', () => {
  const { faults, strike } = open()
  faults.add({ kind: 'latency', count: 3 })
  strike('GET', '/user')
  expect(faults.all()).toEqual([
    {
      ...{ kind: 'latency', id: 1, count: 3, fired: 1, left: 2, until: null },
      ...{ milliseconds: 400, spread: 0, distribution: 'uniform' },
    },
  ])
})

it('strikes as likely as asked, and the same ones for the same seed', () => {
  const struck = (seed: number) => {
    const { faults, strike } = open(seed)
    faults.add({ kind: 'reset_before', probability: 0.3 })
    return Array.from({ length: 2000 }, () => strike('GET', '/user'))
  }
  const share = struck(7).reduce((sum, each) => sum + each, 0) / 2000
  expect(share).toBeGreaterThan(0.26)
  expect(share).toBeLessThan(0.34)
  expect(struck(7)).toEqual(struck(7))
  expect(struck(7)).not.toEqual(struck(8))
})

it('repeats a run after the faults were cleared, though ids go on', () => {
  const { faults, strike } = open()
  const run = () => {
    const { id } = faults.add({ kind: 'reset_before', probability: 0.5 })
    const struck = Array.from({ length: 40 }, () => strike('GET', '/user'))
    faults.clear()
    return { id, struck }
  }
  const [first, second] = [run(), run()]
  expect(second.struck).toEqual(first.struck)
  expect(second.id).not.toBe(first.id)
})

it('does not spend what met a request and found nothing to change', () => {
  const { faults } = open()
  faults.add({ kind: 'truncated', count: 1 })
  expect(faults.meet({ method: 'DELETE', path: '/guests/1' })).toHaveLength(1)
  expect(faults.all()).toMatchObject([{ fired: 0, left: 1 }])
  expect(faults.fired()).toEqual([])
})

it('strikes no more often than asked when two requests met it at once', () => {
  const { faults } = open()
  faults.add({ kind: 'truncated', count: 1 })
  const [one, other] = [faults.meet({ method: 'GET', path: '/a' })[0], faults.meet({ method: 'GET', path: '/b' })[0]]
  expect(one?.fire()).toMatchObject({ path: '/a' })
  expect(other?.fire()).toBeNull()
})

it('keeps webhooks and requests apart', () => {
  const { faults } = open()
  faults.add({ kind: 'webhook_lost', event: 'guest.*' })
  faults.add({ kind: 'latency' })
  const kinds = (target: Parameters<typeof faults.meet>[0]) => faults.meet(target).map(({ fault }) => fault.kind)
  expect(kinds({ method: 'POST', path: '/guests' })).toEqual(['latency'])
  expect(kinds({ method: 'POST', path: '/integrations/1', event: 'guest.create' })).toEqual(['webhook_lost'])
  expect(kinds({ method: 'POST', path: '/integrations/1', event: 'lock.unlock' })).toEqual([])
})

it('logs every blow, and keeps the last thousand', () => {
  const { faults, strike } = open()
  faults.add({ kind: 'reset_after' })
  for (let round = 0; round < 2500; round++) strike('GET', `/${round}`)
  const log = faults.fired()
  expect(log).toHaveLength(1000)
  expect(log.at(-1)).toEqual({
    ...{ at: '2027-01-06T11:00:00.000Z', id: 1, kind: 'reset_after' },
    ...{ method: 'GET', path: '/2499', request: null },
  })
  faults.clearFired()
  expect(faults.fired()).toEqual([])
})

it('takes every kind by its name alone', () => {
  for (const kind of FAULT_KINDS) expect(faultRequest.safeParse({ kind }).success, kind).toBe(true)
})

it.each([
  { kind: 'status', status: 200 },
  { kind: 'status', bytes_per_second: 3 },
  { kind: 'latency', milliseconds: -1 },
  { kind: 'latency', distribution: 'odd' },
  { kind: 'slow_drip', bytes_per_second: 0 },
  { kind: 'truncated', part: 1.5 },
  { kind: 'content_type', content_type: 'text/html\r\nSet-Cookie: a=b' },
  { kind: 'reset_before', probability: 0 },
  { kind: 'reset_before', count: 0 },
  { kind: 'reset_before', seconds: -1 },
  { kind: 'reset_before', path: 'locks' },
])('refuses %j', (asked) => {
  expect(() => open().faults.add(asked as FaultAsked)).toThrow()
})

it('blots out what must not be kept, at any depth', () => {
  expect(withoutSecrets({ user: { email: 'a@b.c', password: 'x' }, list: [{ signature_key: 'y', n: 1 }] })).toEqual({
    user: { email: 'a@b.c', password: '•••' },
    list: [{ signature_key: '•••', n: 1 }],
  })
})
