import { describe, expect, it } from 'vitest'
import { readFields, type Fields } from '../../../../simulator/api/fields.ts'
import type { Json } from '../../../../simulator/world/rows.ts'

const fields: Fields = {
  name: { kind: 'text', required: true },
  email: { kind: 'email', nullable: true },
  until: { kind: 'instant', nullable: true },
  enabled: { kind: 'boolean', default: true },
  place_id: { kind: 'integer', required: true, to: 'places', editable: false },
}
const read = (body: Record<string, Json>, creating = true) =>
  readFields(fields, body, creating, (_table, id) => id === 1)

describe('at creation', () => {
  it('fills in what is missing and drops what it does not know', () => {
    const { values, problems } = read({ name: 'Ann', place_id: 1, admin: true })
    expect(problems).toEqual({})
    expect(values).toEqual({ name: 'Ann', email: null, until: null, enabled: true, place_id: 1 })
  })

  it.each([
    [{ place_id: 1 }, 'name'],
    [{ name: ' ', place_id: 1 }, 'name'],
    [{ name: 7, place_id: 1 }, 'name'],
    [{ name: 'Ann', place_id: 2 }, 'place_id'],
    [{ name: 'Ann', place_id: 1.5 }, 'place_id'],
    [{ name: 'Ann', place_id: 1, email: 'ann@' }, 'email'],
    [{ name: 'Ann', place_id: 1, until: '17:00' }, 'until'],
    [{ name: 'Ann', place_id: 1, until: '2026-02-30T00:00:00' }, 'until'],
    [{ name: 'Ann', place_id: 1, enabled: 'perhaps' }, 'enabled'],
  ])('objects to %o', (body, field) => {
    expect(Object.keys(read(body).problems)).toEqual([field])
  })
})

it('brings instants of any zone to UTC', () => {
  expect(read({ name: 'Ann', place_id: 1, until: '2026-03-01T17:00:00+02:00' }).values.until).toBe(
    '2026-03-01T15:00:00.000Z',
  )
})

it('leaves alone in an update what is not mentioned, and what may not be changed', () => {
  expect(read({ email: null, place_id: 5 }, false)).toEqual({ values: { email: null }, problems: {} })
})
