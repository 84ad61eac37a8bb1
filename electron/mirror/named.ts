import type { Database } from 'better-sqlite3'
import type { ListFilter } from '../kisi/types.ts'
import type { SideName } from './side.ts'

/** Who and what the other lists of a copy point at: how objects are found that a list is too long to show. */
export interface Named {
  users(): number[]
  guests(): number[]
  cards(): number[]
  /** One filter for each card that no known assignment is of. */
  assignmentsOfCards(): ListFilter[]
}

export function createNamed(database: Database, side: SideName): Named {
  const holders = (type: 'User' | 'Guest'): string => `
    SELECT assignee_id AS id FROM mirror_role_assignment_${side} WHERE assignee_type = '${type}'
    UNION SELECT assignee_id FROM mirror_card_assignment_${side} WHERE assignee_type = '${type}'
    UNION SELECT member_id FROM mirror_team_membership_${side} WHERE member_type = '${type}'`
  const ids = (sql: string): number[] => {
    const rows = database.prepare<[], { id: number }>(sql).all()
    return rows.map(({ id }) => id)
  }
  return {
    users: () => ids(holders('User')),
    guests: () => ids(holders('Guest')),
    cards: () => ids(`SELECT DISTINCT card_id AS id FROM mirror_card_assignment_${side}`),
    assignmentsOfCards: () =>
      ids(`SELECT id FROM mirror_card_${side} card WHERE NOT EXISTS (
        SELECT 1 FROM mirror_card_assignment_${side} held WHERE held.card_id = card.id)`).map((id) => ({
        card_id: id,
      })),
  }
}

/** Free texts of which nearly every name or e-mail holds one, the rare ones first: they cut best. */
export const letters: readonly ListFilter[] = [...'qxjz7986543210wkvfybghpucdmlrtnsioae'].map((query) => ({ query }))
