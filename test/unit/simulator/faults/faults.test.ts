import { expect, it } from 'vitest'
import { createFaults } from '../../../../simulator/faults/faults.ts'
import { withoutSecrets } from '../../../../simulator/faults/request-log.ts'

it('strikes by method and path, as often as asked', () => {
  const faults = createFaults()
  faults.add({ kind: 'status', status: 503, method: 'POST', path: '/locks/*/unlock', count: 2 })
  const strike = (method: string, path: string) => faults.strike(method, path).length
  expect(strike('GET', '/locks/1/unlock')).toBe(0)
  expect(strike('POST', '/locks/1/lock_down')).toBe(0)
  expect(strike('POST', '/xlocks/1/unlock')).toBe(0)
  expect([
    strike('POST', '/locks/1/unlock'),
    strike('POST', '/locks/2/unlock'),
    strike('POST', '/locks/3/unlock'),
  ]).toEqual([1, 1, 0])
})

it('takes a path’s dots and brackets as they are', () => {
  const faults = createFaults()
  faults.add({ kind: 'latency', path: '/a.b(c)*' })
  expect(faults.strike('GET', '/a.b(c)/d')).toHaveLength(1)
  expect(faults.strike('GET', '/aXb(c)')).toHaveLength(0)
})

it('blots out what must not be kept, at any depth', () => {
  expect(withoutSecrets({ user: { email: 'a@b.c', password: 'x' }, list: [{ signature_key: 'y', n: 1 }] })).toEqual({
    user: { email: 'a@b.c', password: '•••' },
    list: [{ signature_key: '•••', n: 1 }],
  })
})
