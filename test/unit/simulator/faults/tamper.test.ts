import { expect, it } from 'vitest'
import { shiftInstants, withoutFields, withUnknownFields } from '../../../../simulator/faults/tamper.ts'

const half = { draw: () => 0.5 }

it('moves the instants the cloud stamps and leaves those that others said', () => {
  const guest = { created_at: '2027-01-06T11:00:00.000Z', valid_until: '2027-01-06T12:00:00.000Z', name: 'Ann' }
  expect(shiftInstants([{ guest, updated_at: null }], 3_600_000)).toEqual([
    { guest: { ...guest, created_at: '2027-01-06T12:00:00.000Z' }, updated_at: null },
  ])
})

it('adds unknown fields to every object, of more than one type, and not to what people wrote', () => {
  const value = [{ id: 1, place: { id: 2 }, metadata: { note: 'x' } }] as const
  const [changed] = withUnknownFields(value, 2, half) as { place: object; metadata: object }[]
  expect(Object.keys(changed ?? {})).toEqual([
    ...['id', 'place', 'metadata'],
    ...[expect.stringMatching(/^x_/), expect.stringMatching(/^x_/)],
  ])
  expect(Object.keys(changed?.place ?? {})).toHaveLength(3)
  expect(changed?.metadata).toEqual({ note: 'x' })
})

it('leaves out the named fields, or one that is drawn and is not the id', () => {
  expect(withoutFields([{ id: 1, name: 'a', note: 'b' }], ['id', 'note'], half)).toEqual([{ name: 'a' }])
  expect(withoutFields({ id: 1, name: 'a', note: 'b' }, undefined, half)).toEqual({ id: 1, name: 'a' })
  expect(withoutFields([], undefined, half)).toEqual([])
})
