import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readQuery } from '../../../../simulator/api/query.ts'

it.each([
  ['', {}],
  ['limit=10&offset=', { limit: '10', offset: '' }],
  ['query=Jos%C3%A9+d%27Or', { query: "José d'Or" }],
  ['a=1&a=2', { a: '1' }],
  ['a&&=b&c=d=e', { a: '', '': 'b', c: 'd=e' }],
  ['a=%E0&%zz=1', { a: '%E0', '%zz': '1' }],
])('reads %j', (text, expected) => expect(readQuery(text)).toEqual(expected))

it('reads whatever a form writes', () => {
  const names = fc.string({ unit: 'grapheme' }).filter((name) => name !== '__proto__')
  fc.assert(
    fc.property(fc.dictionary(names, fc.string({ unit: 'grapheme' })), (query) => {
      expect(readQuery(new URLSearchParams(query).toString())).toEqual({ ...query })
    }),
  )
})
