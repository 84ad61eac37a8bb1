import { expect, it } from 'vitest'
import { usersWithin } from '../../../../simulator/hardware/reach.ts'
import { createClock } from '../../../../simulator/world/clock.ts'
import { rightsOf } from '../../../../simulator/world/rights.ts'
import { createWorld } from '../../../../simulator/world/world.ts'
import { worldOf } from '../../../../simulator/world/worlds.ts'

it('finds of everybody exactly those who hold a right there, themselves or by a team', () => {
  const world = createWorld({ name: 'office', seed: 7, clock: createClock({ time: () => 0, timers: false }) })
  worldOf('office').fill(world)
  const [group, other] = world.all('groups')
  const [member] = world.all('users').slice(-1)
  const team = world.insert('teams', { name: 'Night shift' })
  world.insert('team_memberships', { team_id: team.id, member_type: 'User', member_id: member?.id ?? 0 })
  world.insert('role_assignments', {
    ...{ role_id: 'group_basic', notify: false, valid_from: null, valid_until: null },
    ...{ applies_to_type: 'Group', applies_to_id: other?.id ?? 0, assignee_type: 'Team', assignee_id: team.id },
    ...{ created_by_type: null, created_by_id: null },
  })
  const rights = (id: number) => rightsOf(world, 'User', id)
  const idsOf = (test: (user: number) => boolean) =>
    new Set(world.all('users').flatMap(({ id }) => (test(id) ? id : [])))
  for (const { id } of [group, other].flatMap((each) => each ?? [])) {
    const holds = (user: number) =>
      rights(user).some((right) => right.applies_to_type === 'Group' && right.applies_to_id === id)
    expect(usersWithin(world, 'group', id)).toEqual(idsOf(holds))
  }
  expect(usersWithin(world, 'group', other?.id ?? 0)).toContain(member?.id)
  for (const { id } of world.all('places')) {
    const holds = (user: number) =>
      rights(user).some((right) => {
        if (right.applies_to_type === 'Place') return right.applies_to_id === id
        return right.applies_to_type !== 'Group' || world.get('groups', right.applies_to_id)?.place_id === id
      })
    expect(usersWithin(world, 'place', id)).toEqual(idsOf(holds))
  }
})
