import { z } from 'zod'
import type { KisiRole, KisiTeam, KisiTeamMembership } from '../types.ts'
import { id } from './fields.ts'

export const team = z.object({ id, name: z.string() }).transform((raw): KisiTeam => ({ id: raw.id, name: raw.name }))

export const teamMembership = z
  .object({ id, team_id: id, member_type: z.enum(['User', 'Guest']), member_id: id })
  .transform((raw): KisiTeamMembership => ({
    id: raw.id,
    teamId: raw.team_id,
    memberType: raw.member_type,
    memberId: raw.member_id,
  }))

export const role = z
  .object({ id: z.string(), permissions: z.record(z.string(), z.unknown()).nullish() })
  .transform((raw): KisiRole => ({ id: raw.id, unlocks: raw.permissions?.['locks_unlock'] === true }))
