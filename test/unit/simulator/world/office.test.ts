import { expect, it } from 'vitest'
import { createClock } from '../../../../simulator/world/clock.ts'
import { buildOffice } from '../../../../simulator/world/office.ts'
import { createWorld } from '../../../../simulator/world/world.ts'

const world = createWorld({ name: 'office', seed: 7, clock: createClock({ time: () => 0, timers: false }) })
buildOffice(world, 'Europe/Amsterdam')

const doorsOf = (name: string) => {
  const group = world.all('groups').find((each) => each.name === name)
  return world.where('group_locks', 'group_id', group?.id ?? 0).map((join) => world.get('locks', join.lock_id)?.name)
}

it('gives visitors the front entrance and never the server room', () => {
  expect(doorsOf('Visitors')).toContain('Front entrance')
  expect(doorsOf('Visitors')).not.toContain('Server room')
  expect(doorsOf('Entire place')).toHaveLength(world.all('locks').length)
})

it('gives everybody a name, an e-mail of their own, a department, a floor and an activated card', () => {
  const users = world.all('users')
  expect(users.length).toBeGreaterThanOrEqual(60)
  expect(new Set(users.map((user) => user.email)).size).toBe(users.length)
  for (const user of users) {
    expect(user.metadata).toEqual({ department: expect.any(String), floor: expect.any(String) })
    expect(world.where('card_assignments', 'assignee_id', user.id)).toMatchObject([{ status: 'activated' }])
  }
})

it('keeps unassigned cards in the drawer, every number once', () => {
  const cards = world.all('cards')
  const free = cards.filter((card) => world.where('card_assignments', 'card_id', card.id).length === 0)
  expect(free.length).toBeGreaterThanOrEqual(12)
  expect(new Set(cards.map((card) => card.card_id)).size).toBe(cards.length)
  const blanks = world.blankTags.map((tag) => Number.parseInt(tag.slice(2), 16))
  expect(cards.some((card) => blanks.includes(card.card_id ?? -1))).toBe(false)
})

it('wires every door to a relay and a contact', () => {
  for (const lock of world.all('locks')) {
    expect(world.where('controller_relay_connections', 'lock_id', lock.id)).toMatchObject([{ duration: 5 }])
    expect(world.where('controller_input_connections', 'lock_id', lock.id)).toMatchObject([{ enabled: true }])
  }
})
