import { describe, expect, it } from 'vitest'
import { FAULT_KINDS, faultRequest } from '../../../../simulator/faults/faults.ts'
import { faultRows, KINDS, SECTIONS } from '../../../../simulator/panel/app/faults/catalogue.ts'
import { askedOf, fieldsOf, type FaultForm } from '../../../../simulator/panel/app/faults/form.ts'
import { faultWords, oneIn } from '../../../../simulator/panel/app/faults/words.ts'
import type { Fault } from '../../../../simulator/panel/app/shapes.ts'

const clock = (at: string) => at.slice(11, 16)
const standing = (fault: Partial<Fault>): Fault =>
  ({ id: 1, fired: 0, left: null, until: null, kind: 'reset_half', part: 0.5, ...fault }) as Fault
const form = (change: Partial<FaultForm>): FaultForm => ({
  ...{ kind: 'timeout_after', method: '', path: '', often: '', count: '', seconds: '', values: {} },
  ...change,
})

describe('the list of faults', () => {
  const rows = SECTIONS.flatMap((section) => faultRows(section, []))

  it('has a switch for every kind there is', () => {
    expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS))
  })
  it('has switches that the simulator understands', () => {
    for (const { asked } of rows) expect(faultRequest.safeParse(asked).error).toBeUndefined()
  })
  it('shows a fault that stands in the place of its switch', () => {
    const network = faultRows('Network', [standing({ id: 4 })])
    expect(network.filter(({ kind }) => kind === 'reset_half')).toMatchObject([{ fault: { id: 4 }, figure: '50 %' }])
  })
  it('keeps the switches of other refusals beside one that stands', () => {
    const refusals = faultRows('Refusals', [standing({ kind: 'status', status: 429 } as Partial<Fault>)])
    const labels = refusals.filter(({ kind }) => kind === 'status').map(({ label }) => label)
    expect(labels).toEqual(['429 Too many', '500 Unexpected', '503 Unavailable'])
  })
})

describe('the words of a fault', () => {
  it('say where, how often, how many are left and how often it fired', () => {
    const fault = standing({ method: 'POST', path: '/role_assignments', probability: 1 / 3, left: 4, fired: 1180 })
    expect(faultWords(fault, clock)).toBe('POST /role_assignments, 1 in 3, 4 left. Fired 1,180 times')
  })
  it('say until when', () => {
    const fault = standing({ method: 'GET', path: '/card_assignments', until: '2025-10-14T09:45:00.000Z' })
    expect(faultWords(fault, clock)).toBe('GET /card_assignments, until 09:45.')
  })
  it('say it of webhooks in their own words', () => {
    const fault = standing({ kind: 'webhook_duplicated', probability: 0.2, fired: 1 } as Partial<Fault>)
    expect(faultWords(fault, clock)).toBe('Every hook, 1 in 5. Fired once')
  })
  it('do not round a share away', () => {
    expect(oneIn(0.4)).toBe('40 in 100')
    expect(oneIn(1)).toBe('1 in 1')
  })
})

describe('the dialog', () => {
  it.each(FAULT_KINDS)('asks for %s, as it stands at first, in a way the simulator understands', (kind) => {
    const asked = askedOf(form({ kind, values: fieldsOf(kind) }))
    expect(faultRequest.safeParse(asked).error).toBeUndefined()
  })
  it('turns one in three into a probability, and leaves out what was not said', () => {
    const asked = askedOf(form({ method: 'POST', path: '/guests', often: '3', count: '2' }))
    expect(asked).toEqual({ kind: 'timeout_after', method: 'POST', path: '/guests', probability: 1 / 3, count: 2 })
  })
  it('takes names with commas between them', () => {
    const asked = askedOf(form({ kind: 'missing_fields', values: { fields: 'name, email,' } }))
    expect(asked).toEqual({ kind: 'missing_fields', fields: ['name', 'email'] })
  })
  it('says what is not right, in a sentence', () => {
    expect(askedOf(form({ path: 'guests' }))).toBe('A path begins with a slash, like /users.')
    expect(askedOf(form({ count: 'often' }))).toBe('So many times: “often” is not a number.')
    expect(askedOf(form({ often: '0' }))).toBe('One request in: 1 or more.')
  })
  it('has every field named once a kind', () => {
    for (const { fields } of Object.values(KINDS)) {
      expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length)
    }
  })
})
