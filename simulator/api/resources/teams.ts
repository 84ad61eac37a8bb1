import type { TableName } from '../../world/rows.ts'
import { byColumn, EVERYTHING, TEN, type Resource } from '../description.ts'
import { TABLE_OF_TYPE } from '../references.ts'

export const teams: Resource<'teams'> = {
  table: 'teams',
  root: 'team',
  type: 'Team',
  permission: 'teams',
  operations: EVERYTHING,
  page: TEN,
  fields: { name: { kind: 'text', required: true } },
  filters: {
    // Whether a team is of the organization or of a place follows from its rights.
    scope: {
      kind: 'text',
      keep: (row, value, { world }) => {
        const rights = world.where('role_assignments', 'assignee_id', row.id)
        const mine = rights.filter((right) => right.assignee_type === 'Team')
        return (value === 'place') === mine.some((right) => right.applies_to_type === 'Place')
      },
    },
  },
  search: (row) => [row.name],
  sort: { name: (row) => row.name },
  dependents: (row, world) => [
    ...world.where('team_memberships', 'team_id', row.id).map(({ id }) => ['team_memberships', id] as const),
    ...world
      .where('role_assignments', 'assignee_id', row.id)
      .filter((right) => right.assignee_type === 'Team')
      .map(({ id }): readonly [TableName, number] => ['role_assignments', id]),
  ],
}

export const teamMemberships: Resource<'team_memberships'> = {
  table: 'team_memberships',
  root: 'team_membership',
  type: 'TeamMembership',
  permission: 'team_memberships',
  operations: ['list', 'fetch', 'create', 'delete'],
  page: TEN,
  fields: {
    team_id: { kind: 'integer', required: true, to: 'teams' },
    member_type: { kind: 'choice', values: ['User', 'Guest'], required: true },
    member_id: { kind: 'integer', required: true },
  },
  links: [
    { as: 'team', column: 'team_id', to: 'teams' },
    { as: 'member', column: 'member_id', to: { typeColumn: 'member_type' } },
  ],
  filters: {
    member_type: byColumn('member_type', 'text'),
    member_id: byColumn('member_id'),
    team_id: byColumn('team_id'),
  },
  unique: [['member_id', 'member_type', 'team_id']],
  check(row, { world }) {
    const table = TABLE_OF_TYPE[row.member_type]
    return table && world.get(table, row.member_id) ? null : { member_id: ['must exist'] }
  },
}
