import type { KisiGroupLink, KisiSchedule, KisiTeam, KisiTeamMembership } from '../kisi/types.ts'
import type { Table } from './tables.ts'

/** The tables of teams, access links and hours. */

interface TeamRow {
  id: number
  name: string
}
export const teamTable: Table<KisiTeam, TeamRow> = {
  name: 'team',
  columns: ['id', 'name'],
  toRow: (team) => [team.id, team.name],
  fromRow: (row) => ({ id: row.id, name: row.name }),
}

interface TeamMembershipRow {
  id: number
  team_id: number
  member_type: KisiTeamMembership['memberType']
  member_id: number
}
export const teamMembershipTable: Table<KisiTeamMembership, TeamMembershipRow> = {
  name: 'team_membership',
  columns: ['id', 'team_id', 'member_type', 'member_id'],
  toRow: (one) => [one.id, one.teamId, one.memberType, one.memberId],
  fromRow: (row) => ({ id: row.id, teamId: row.team_id, memberType: row.member_type, memberId: row.member_id }),
}

interface GroupLinkRow {
  id: number
  name: string
  group_id: number
  valid_from: string | null
  valid_until: string | null
}
export const groupLinkTable: Table<KisiGroupLink, GroupLinkRow> = {
  name: 'group_link',
  columns: ['id', 'name', 'group_id', 'valid_from', 'valid_until'],
  toRow: (link) => [link.id, link.name, link.groupId, link.validFrom, link.validUntil],
  fromRow: (row) => ({
    id: row.id,
    name: row.name,
    groupId: row.group_id,
    validFrom: row.valid_from,
    validUntil: row.valid_until,
  }),
}

interface ScheduleRow {
  id: number
  name: string | null
  enabled: number
  override: number
  consequence: KisiSchedule['consequence']
  target_type: KisiSchedule['targetType']
  target_id: number
  place_id: number | null
  hours: string
}
export const scheduleTable: Table<KisiSchedule, ScheduleRow> = {
  name: 'schedule',
  columns: ['id', 'name', 'enabled', 'override', 'consequence', 'target_type', 'target_id', 'place_id', 'hours'],
  toRow: (one) => [
    one.id,
    one.name,
    Number(one.enabled),
    Number(one.override),
    one.consequence,
    one.targetType,
    one.targetId,
    one.placeId,
    JSON.stringify(one.when),
  ],
  fromRow: (row) => ({
    id: row.id,
    name: row.name,
    enabled: row.enabled === 1,
    override: row.override === 1,
    consequence: row.consequence,
    targetType: row.target_type,
    targetId: row.target_id,
    placeId: row.place_id,
    // Only this table writes it.
    when: JSON.parse(row.hours) as KisiSchedule['when'],
  }),
}
