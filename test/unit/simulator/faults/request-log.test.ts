import { expect, it } from 'vitest'
import { createRequestLog } from '../../../../simulator/faults/request-log.ts'

const request = (path: string) => ({
  ...{ at: Date.UTC(2027, 0, 6, 6), method: 'GET', path, status: 200, milliseconds: 1, who: null },
  ...{ body: null, answer: null, faults: [] },
})

it('keeps the latest requests, the newest last, and counts them all', () => {
  const log = createRequestLog(3)
  for (const path of ['/a', '/b', '/c', '/d', '/e']) log.add(request(path))
  expect(log.all().map(({ id, path }) => [id, path])).toEqual([
    [3, '/c'],
    [4, '/d'],
    [5, '/e'],
  ])
  expect(log.count()).toBe(5)
})

it('goes on counting when it is cleared', () => {
  const log = createRequestLog(3)
  log.add(request('/a'))
  log.clear()
  expect(log.all()).toEqual([])
  log.add(request('/b'))
  expect(log.all().map(({ id }) => id)).toEqual([2])
})
