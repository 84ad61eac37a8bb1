import { describe, expect, it } from 'vitest'
import { parseCollectionRange } from '../../../../electron/kisi/range.ts'

describe('X-Collection-Range', () => {
  it('reads start, end and total', () => {
    expect(parseCollectionRange('10-19/15')).toEqual({ start: 10, end: 19, total: 15 })
  })

  it('reads the form of an empty collection', () => {
    expect(parseCollectionRange('*/0')).toEqual({ start: null, end: null, total: 0 })
  })

  it.each([
    null,
    '',
    '10-19',
    '10-19/',
    'a-b/c',
    '19-10/30',
    '-1-9/10',
    '0-9/*',
    'items 0-9/10',
    '0-9/1e3',
    '9'.repeat(400),
  ])('takes %j for no range at all', (header) => {
    expect(parseCollectionRange(header)).toBeNull()
  })
})
