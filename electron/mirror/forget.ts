import type { Database } from 'better-sqlite3'
import type { KisiObjects } from '../kisi/types.ts'
import type { PeopleTable } from './people-table.ts'
import type { SideName } from './side.ts'

/** Everything that is mirrored one by one. */
export type ObjectKind = keyof KisiObjects | 'group_link'

/** What goes with an object, as table and condition; `?` is its id. Kisi does not say so, but nothing else makes sense. */
const belongings: Partial<Record<ObjectKind, readonly (readonly [table: string, condition: string])[]>> = {
  user: [
    ['role_assignment', `assignee_type = 'User' AND assignee_id = ?`],
    ['card_assignment', `assignee_type = 'User' AND assignee_id = ?`],
    ['team_membership', `member_type = 'User' AND member_id = ?`],
  ],
  guest: [
    ['role_assignment', `assignee_type = 'Guest' AND assignee_id = ?`],
    ['card_assignment', `assignee_type = 'Guest' AND assignee_id = ?`],
    ['team_membership', `member_type = 'Guest' AND member_id = ?`],
  ],
  team: [
    ['team_membership', 'team_id = ?'],
    ['role_assignment', `assignee_type = 'Team' AND assignee_id = ?`],
  ],
  group: [
    ['group_lock', 'group_id = ?'],
    ['group_link', 'group_id = ?'],
    ['role_assignment', `applies_to_type = 'Group' AND applies_to_id = ?`],
    ['schedule', `target_type = 'Group' AND target_id = ?`],
  ],
  lock: [
    ['group_lock', 'lock_id = ?'],
    ['schedule', `target_type = 'Lock' AND target_id = ?`],
  ],
  card: [['card_assignment', 'card_id = ?']],
  controller: [
    ['controller_input', 'controller_id = ?'],
    ['input_connection', 'controller_id = ?'],
    ['relay_connection', 'controller_id = ?'],
  ],
}

/** Removes an object of one copy together with what cannot outlive it. Belongs into a transaction. */
export function createForget(
  database: Database,
  side: SideName,
  people: PeopleTable,
): (kind: ObjectKind, id: number) => void {
  return (kind, id) => {
    for (const [table, condition] of belongings[kind] ?? []) {
      database.prepare(`DELETE FROM mirror_${table}_${side} WHERE ${condition}`).run(id)
    }
    if (kind === 'user' || kind === 'guest') people.remove(kind, id)
    else database.prepare(`DELETE FROM mirror_${kind}_${side} WHERE id = ?`).run(id)
  }
}
