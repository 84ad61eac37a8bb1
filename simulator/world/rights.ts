import type { RoleAssignmentRow } from './rows.ts'
import type { World } from './world.ts'

/** The role assignments somebody holds: their own and those of their teams. */
export function rightsOf(world: World, type: 'User' | 'Guest', id: number): RoleAssignmentRow[] {
  const own = world.where('role_assignments', 'assignee_id', id).filter((right) => right.assignee_type === type)
  const memberships = world.where('team_memberships', 'member_id', id).filter((each) => each.member_type === type)
  const teams = memberships.flatMap(({ team_id: team }) =>
    world.where('role_assignments', 'assignee_id', team).filter((right) => right.assignee_type === 'Team'),
  )
  return [...own, ...teams]
}
