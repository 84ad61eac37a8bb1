import { expect, it } from 'vitest'
import { compare, type Fields } from '../../conformance/shape.ts'

const fields: Fields = {
  id: 'integer',
  'name?': 'string',
  'at~': 'string(date-time)',
  kind: 'enum(a|b)',
  'length~': 'number(3..600) or number(0.5..600)',
  'tags~': 'array<string>',
  'flags~': 'map<string,boolean>',
  'place~': { type: 'object<PlaceRef>', fields: { id: 'integer', resource_type: 'const(Place)' } },
}
const sound = { id: 1, name: null, kind: 'a' }

it.each([
  ['the least', sound],
  [
    'everything',
    {
      ...{ ...sound, at: '2031-01-01T00:00:00.000Z', length: 0.5, tags: ['x'], flags: { x: true } },
      place: { id: 2, resource_type: 'Place' },
    },
  ],
])('finds nothing wrong with %s', (_what, value) => {
  expect(compare(value, fields)).toEqual([])
})

it.each([
  ['a missing key', { id: 1, kind: 'a' }, 'name is missing'],
  ['null where none is allowed', { ...sound, id: null }, 'id is null'],
  ['a wrong type', { ...sound, id: '1' }, 'id is "1", not integer'],
  ['a value that is not in the list', { ...sound, kind: 'c' }, 'kind is "c", not enum(a|b)'],
  ['an instant without a zone', { ...sound, at: '2031-01-01' }, 'at is "2031-01-01", not string(date-time)'],
  ['a number out of bounds', { ...sound, length: 0.1 }, 'length is 0.1, not number(3..600) or number(0.5..600)'],
  ['a list of the wrong things', { ...sound, tags: [1] }, 'tags is [1], not array<string>'],
  ['a map of the wrong things', { ...sound, flags: { x: 1 } }, 'flags is {"x":1}, not map<string,boolean>'],
  [
    'something wrong within',
    { ...sound, place: { id: 2, resource_type: 'Door' } },
    'place.resource_type is "Door", not const(Place)',
  ],
  ['a key too many', { ...sound, secret: 'x' }, 'secret is not documented'],
  ['a list instead of an object', [], 'the answer is no object'],
])('tells %s', (_what, value, problem) => {
  expect(compare(value, fields)).toContain(problem)
})
