import type { Database } from 'better-sqlite3'
import type { KisiController, KisiRoleAssignment } from '../kisi/types.ts'
import type { Facts } from './decide.ts'
import type { PeopleTable } from './people-table.ts'
import type { Queries } from './queries.ts'
import type { SideName } from './side.ts'
import { controllerTable } from './tables-hardware.ts'
import { scheduleTable } from './tables-links.ts'
import * as tables from './tables.ts'

export type SideFacts = Omit<Facts, 'zoneOf' | 'asOf'>

/** Roles that open doors, for keys that may not read the list of roles. Ids: reference, "Roles". */
const usuallyUnlock = /^group_(basic|manager)$|owner|administrator|access_manager/

/** What decisions are made from, out of one copy. */
export function createFacts(database: Database, side: SideName, queries: Queries, people: PeopleTable): SideFacts {
  function select<Item, Row>(table: tables.Table<Item, Row>, rest: string): (...values: tables.SqlValue[]) => Item[] {
    const columns = table.columns.map((column) => `t.${column}`).join(', ')
    const statement = database.prepare<unknown[], Row>(`SELECT ${columns} FROM mirror_${table.name}_${side} t ${rest}`)
    return (...values) => statement.all(...values).map((row) => table.fromRow(row))
  }
  const ids = (sql: string): ((...values: tables.SqlValue[]) => number[]) => {
    const statement = database.prepare<unknown[], { id: number }>(sql)
    return (...values) => statement.all(...values).map(({ id }) => id)
  }
  const placeById = select(tables.placeTable, 'WHERE t.id = ?')
  const groupsOfLock = select(
    tables.groupTable,
    `WHERE t.id IN (SELECT group_id FROM mirror_group_lock_${side} WHERE lock_id = ?) ORDER BY t.id`,
  )
  const rightsOf = select(
    tables.roleAssignmentTable,
    `WHERE (t.assignee_type = ? AND t.assignee_id = ?) OR (t.assignee_type = 'Team' AND t.assignee_id IN (
       SELECT team_id FROM mirror_team_membership_${side} WHERE member_type = ? AND member_id = ?)) ORDER BY t.id`,
  )
  const schedulesOf = select(scheduleTable, 'WHERE t.target_type = ? AND t.target_id = ? ORDER BY t.id')
  const controllersOf = select(
    controllerTable,
    `WHERE t.id IN (SELECT controller_id FROM mirror_relay_connection_${side} WHERE lock_id = ?
       UNION SELECT controller_id FROM mirror_input_connection_${side} WHERE lock_id = ?) ORDER BY t.id`,
  )
  const allLocks = ids(`SELECT id FROM mirror_lock_${side}`)
  const locksOfPlace = ids(`SELECT id FROM mirror_lock_${side} WHERE place_id = ?`)
  const roleById = database.prepare<[string], { unlocks: number }>(
    `SELECT unlocks FROM mirror_role_${side} WHERE id = ?`,
  )
  return {
    person: people.byId,
    cardsByIdentifiers: queries.cardsByIdentifiers,
    cardAssignmentOf: queries.cardAssignmentOf,
    lock: queries.lock,
    place: (id) => placeById(id)[0] ?? null,
    groupsOfLock: (lockId) => groupsOfLock(lockId),
    locksOfGroup: ids(`SELECT DISTINCT lock_id AS id FROM mirror_group_lock_${side} WHERE group_id = ?`),
    locksOfPlace: (placeId) => (placeId === null ? allLocks() : locksOfPlace(placeId)),
    rightsOf(kind, id): KisiRoleAssignment[] {
      const type = kind === 'user' ? 'User' : 'Guest'
      return rightsOf(type, id, type, id)
    },
    mayUnlock(roleId) {
      const role = roleById.get(roleId)
      return role === undefined ? usuallyUnlock.test(roleId) : role.unlocks === 1
    },
    schedulesOf: (type, id) => schedulesOf(type, id),
    controllersOf: (lockId): KisiController[] => controllersOf(lockId, lockId),
  }
}
