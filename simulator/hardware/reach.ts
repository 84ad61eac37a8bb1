import type { RoleAssignmentRow } from '../world/rows.ts'
import type { World } from '../world/world.ts'

/** The users with a right on that group, or on that place or a group of it, now or at any time; also by their teams. */
export function usersWithin(world: World, kind: 'place' | 'group', id: number): ReadonlySet<number> {
  const on = (type: RoleAssignmentRow['applies_to_type'], target: number) =>
    world.where('role_assignments', 'applies_to_id', target).filter((right) => right.applies_to_type === type)
  const rights =
    kind === 'group'
      ? on('Group', id)
      : [
          ...world.where('role_assignments', 'applies_to_type', 'Organization'),
          ...on('Place', id),
          ...world.where('groups', 'place_id', id).flatMap((group) => on('Group', group.id)),
        ]
  const users = new Set<number>()
  for (const { assignee_type: type, assignee_id: assignee } of rights) {
    if (type === 'User') users.add(assignee)
    if (type !== 'Team') continue
    for (const member of world.where('team_memberships', 'team_id', assignee)) {
      if (member.member_type === 'User') users.add(member.member_id)
    }
  }
  return users
}
