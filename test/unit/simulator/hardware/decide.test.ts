import { beforeEach, expect, it } from 'vitest'
import { decideCard } from '../../../../simulator/hardware/decide.ts'
import { createClock } from '../../../../simulator/world/clock.ts'
import { worldOf } from '../../../../simulator/world/worlds.ts'
import type { LockRow } from '../../../../simulator/world/rows.ts'
import { createWorld, type World } from '../../../../simulator/world/world.ts'

const NOON = Date.parse('2026-05-04T12:00:00Z')
let now: number
let world: World
let visitor: number
let right: number
let card: number
let assignment: number

beforeEach(() => {
  now = NOON
  world = createWorld({ name: 'office', seed: 7, clock: createClock({ time: () => now, timers: false }) })
  worldOf('office').fill(world)
  const maker = { created_by_type: null, created_by_id: null }
  const group = world.all('groups').find((each) => each.name === 'Visitors')
  visitor = world.insert('guests', { name: 'Ann', email: null, phone_number: null }).id
  right = world.insert('role_assignments', {
    ...maker,
    role_id: 'group_basic',
    notify: false,
    applies_to_type: 'Group',
    applies_to_id: group?.id ?? 0,
    assignee_type: 'Guest',
    assignee_id: visitor,
    valid_from: '2026-05-04T11:00:00.000Z',
    valid_until: '2026-05-04T17:00:00.000Z',
  }).id
  card = world.all('cards').at(-1)?.id ?? 0
  assignment = world.insert('card_assignments', {
    ...maker,
    status: 'activated',
    two_factor_pin: null,
    send_two_factor_pin_notification: false,
    assignee_type: 'Guest',
    assignee_id: visitor,
    card_id: card,
    activated_at: null,
  }).id
})

const door = (name: string) => world.all('locks').find((lock) => lock.name === name) as LockRow
const codeAt = (name: string, cardId: number | null = card) => {
  const decision = decideCard(world, cardId, door(name))
  return decision.ok ? 'open' : decision.refusal.code
}

it('opens the doors of the group, and no others', () => {
  expect(codeAt('Front entrance')).toBe('open')
  expect(codeAt('Server room')).toBe('afc496')
})

it('opens from valid_from on and not at valid_until any more', () => {
  now = Date.parse('2026-05-04T10:59:59.999Z')
  expect(codeAt('Front entrance')).toBe('f358de')
  now += 1
  expect(codeAt('Front entrance')).toBe('open')
  now = Date.parse('2026-05-04T16:59:59.999Z')
  expect(codeAt('Front entrance')).toBe('open')
  now += 1
  expect(codeAt('Front entrance')).toBe('f35ade')
})

it('knows cards that are unknown, nobody’s, and not activated', () => {
  expect(codeAt('Front entrance', null)).toBe('faa9ef')
  world.update('card_assignments', assignment, { status: 'deactivated' })
  expect(codeAt('Front entrance')).toBe('faa9ff')
  world.remove('card_assignments', assignment)
  expect(codeAt('Front entrance')).toBe('faa9ef')
})

it('does not mix up a guest and a user of the same id', () => {
  world.update('role_assignments', right, { assignee_type: 'User' })
  expect(codeAt('Front entrance')).toBe('afc496')
})

it('lets lockdown of the door and of the place beat the right, and refuses those without one as before', () => {
  world.update('places', door('Front entrance').place_id, { locked_down_since: '2026-05-04T11:59:00.000Z' })
  expect([codeAt('Front entrance'), codeAt('Server room')]).toEqual(['fad002', 'afc496'])
  world.update('locks', door('Front entrance').id, { locked_down_since: '2026-05-04T11:59:00.000Z' })
  expect(codeAt('Front entrance')).toBe('fad001')
})

it('keeps out a colleague whose access is switched off', () => {
  const [badge] = world.where('card_assignments', 'assignee_type', 'User')
  expect(codeAt('Front entrance', badge?.card_id)).toBe('open')
  world.update('users', badge?.assignee_id ?? 0, { access_enabled: false })
  expect(codeAt('Front entrance', badge?.card_id)).toBe('fcd8ff')
})
