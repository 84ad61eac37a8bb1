import { expect, it } from 'vitest'
import { Refused } from '../../../../simulator/api/errors.ts'
import { collectionRange, readPage } from '../../../../simulator/api/pagination.ts'

const size = { usual: 10, most: 250 }

it('takes the usual page when nothing is asked and brings a limit down to the largest', () => {
  expect(readPage({}, size)).toEqual({ limit: 10, offset: 0 })
  expect(readPage({ limit: '9999', offset: '20000' }, size)).toEqual({ limit: 250, offset: 20_000 })
})

it.each<Record<string, string>>([
  { limit: '0' },
  { limit: '-1' },
  { limit: '1e3' },
  { limit: '٣' },
  { offset: '20001' },
  { offset: '1.5' },
])('refuses %o', (query) => {
  expect(() => readPage(query, size)).toThrow(Refused)
})

it('says the range that was asked for, and of nothing that it is nothing', () => {
  expect(collectionRange({ limit: 10, offset: 10 }, 15)).toBe('10-19/15')
  expect(collectionRange({ limit: 10, offset: 0 }, 0)).toBe('*/0')
})
