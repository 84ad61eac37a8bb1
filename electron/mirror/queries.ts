import type { Database } from 'better-sqlite3'
import type { CardIdentifiers, KisiCard, KisiCardAssignment, KisiFloor, KisiPlace } from '../kisi/types.ts'
import type { KisiController, KisiRoleAssignment, KisiTeam } from '../kisi/types.ts'
import type { PeopleTable } from './people-table.ts'
import { controllerTable } from './tables-hardware.ts'
import { teamTable } from './tables-links.ts'
import * as tables from './tables.ts'
import type { MirrorGroup, MirrorLock, MirrorPerson } from './types.ts'

export interface Queries {
  places(): KisiPlace[]
  floors(placeId?: number): KisiFloor[]
  locks(): MirrorLock[]
  lock(id: number): MirrorLock | null
  groups(): MirrorGroup[]
  group(id: number): MirrorGroup | null
  cardsByIdentifiers(identifiers: CardIdentifiers): KisiCard[]
  card(id: number): KisiCard | null
  cardAssignmentOf(cardId: number): KisiCardAssignment | null
  cardAssignmentsOf(cardId: number): KisiCardAssignment[]
  cardsUnassigned(page: { limit: number; offset: number }): { cards: KisiCard[]; total: number }
  holderOf(cardId: number): MirrorPerson | null
  roleAssignmentsOf(assignee: { type: KisiRoleAssignment['assigneeType']; id: number }): KisiRoleAssignment[]
  cardAssignmentsOfPerson(assignee: { type: KisiCardAssignment['assigneeType']; id: number }): KisiCardAssignment[]
  guestsWithAccess(after: number, limit: number): number[]
  teams(): KisiTeam[]
  controllers(): KisiController[]
}

/** Their uid is a decoded text, in which case matters; everywhere else it is a hexadecimal number. */
const optical = /^third_party_(qr_code|barcode)$/

type AnyIdentifiers = Partial<Pick<KisiCard, 'facilityCode' | 'cardNumber' | 'cardId' | 'oem' | 'length'>> & {
  uid?: string
  token?: string
  dataBlockValue?: string
}

type LockRow = tables.LockRow & {
  place_name: string | null
  place_locked_down: number | null
  floor_name: string | null
}
interface GroupDoorRow {
  id: number
  name: string
  place_id: number | null
  place_name: string | null
  lock_id: number | null
  lock_name: string | null
}

/** Everything the desk asks of one copy besides the search for people. */
export function createQueries(database: Database, side: 'a' | 'b', people: PeopleTable): Queries {
  function select<Item, Row>(table: tables.Table<Item, Row>, rest: string): (...values: tables.SqlValue[]) => Item[] {
    const sql = `SELECT ${table.columns.join(', ')} FROM mirror_${table.name}_${side} ${rest}`
    const statement = database.prepare<unknown[], Row>(sql)
    return (...values) => statement.all(...values).map((row) => table.fromRow(row))
  }
  const places = select(tables.placeTable, 'ORDER BY name, id')
  const floors = select(tables.floorTable, 'ORDER BY place_id, number, id')
  const floorsOf = select(tables.floorTable, 'WHERE place_id = ? ORDER BY number, id')
  const cardById = select(tables.cardTable, 'WHERE id = ?')
  const cardByUid = select(tables.cardTable, 'WHERE uid IN (?, ?, ?) ORDER BY id')
  const cardByNumber = select(tables.cardTable, 'WHERE card_number = ? ORDER BY id')
  const cardByToken = select(tables.cardTable, 'WHERE token = ? ORDER BY id')
  const cardByBlock = select(tables.cardTable, 'WHERE data_block_value = ? ORDER BY id')
  const cardByCardId = select(tables.cardTable, 'WHERE card_id = ? ORDER BY id')
  const assignmentsOfCard = select(tables.cardAssignmentTable, 'WHERE card_id = ? ORDER BY status, id DESC')
  const free = `WHERE NOT EXISTS (
    SELECT 1 FROM mirror_card_assignment_${side} held WHERE held.card_id = mirror_card_${side}.id)`
  const freeCards = select(tables.cardTable, `${free} ORDER BY id LIMIT ? OFFSET ?`)
  const freeCount = database.prepare<[], { total: number }>(`SELECT count(*) AS total FROM mirror_card_${side} ${free}`)
  const rightsOf = select(tables.roleAssignmentTable, 'WHERE assignee_id = ? AND assignee_type = ? ORDER BY id')

  const heldBy = select(tables.cardAssignmentTable, 'WHERE assignee_id = ? AND assignee_type = ? ORDER BY id')
  const guestsAfter = (table: string): string =>
    `SELECT DISTINCT assignee_id AS id FROM mirror_${table}_${side} WHERE assignee_type = 'Guest' AND assignee_id > @after`
  const guests = database.prepare<[{ after: number; limit: number }], { id: number }>(
    `${guestsAfter('role_assignment')} UNION ${guestsAfter('card_assignment')} ORDER BY id LIMIT @limit`,
  )

  const teams = select(teamTable, 'ORDER BY name, id')
  const controllers = select(controllerTable, 'ORDER BY name, id')

  const lockSql = `SELECT ${tables.lockTable.columns.map((column) => `l.${column}`).join(', ')},
      p.name AS place_name, p.locked_down AS place_locked_down, f.name AS floor_name
    FROM mirror_lock_${side} l
    LEFT JOIN mirror_place_${side} p ON p.id = l.place_id
    LEFT JOIN mirror_floor_${side} f ON f.id = l.floor_id`
  const allLocks = database.prepare<[], LockRow>(`${lockSql} ORDER BY place_name, f.number, l.name, l.id`)
  const lockById = database.prepare<[number], LockRow>(`${lockSql} WHERE l.id = ?`)

  const groupSql = `SELECT g.id, g.name, g.place_id, coalesce(g.place_name, p.name) AS place_name,
      l.id AS lock_id, l.name AS lock_name
    FROM mirror_group_${side} g
    LEFT JOIN mirror_place_${side} p ON p.id = g.place_id
    LEFT JOIN mirror_group_lock_${side} gl ON gl.group_id = g.id
    LEFT JOIN mirror_lock_${side} l ON l.id = gl.lock_id`
  const allGroups = database.prepare<[], GroupDoorRow>(`${groupSql} ORDER BY g.name, g.id, l.name, l.id`)
  const groupById = database.prepare<[number], GroupDoorRow>(`${groupSql} WHERE g.id = ? ORDER BY l.name, l.id`)

  function toLock(row: LockRow): MirrorLock {
    return Object.assign(tables.lockTable.fromRow(row), {
      placeName: row.place_name ?? '',
      placeLockedDown: row.place_locked_down === 1,
      floorName: row.floor_name,
    })
  }

  function toGroups(rows: readonly GroupDoorRow[]): MirrorGroup[] {
    const groups = new Map<number, MirrorGroup>()
    for (const row of rows) {
      const group = groups.get(row.id) ?? {
        id: row.id,
        name: row.name,
        placeId: row.place_id,
        placeName: row.place_name,
        doors: [],
        lockIds: [],
      }
      groups.set(row.id, group)
      if (row.lock_id === null || row.lock_name === null || group.lockIds.includes(row.lock_id)) continue
      group.doors.push(row.lock_name)
      group.lockIds.push(row.lock_id)
    }
    return [...groups.values()]
  }

  function candidates(wanted: AnyIdentifiers): KisiCard[] {
    if (typeof wanted.cardId === 'number') return cardByCardId(wanted.cardId)
    if (typeof wanted.cardNumber === 'number') return cardByNumber(wanted.cardNumber)
    if (wanted.token !== undefined) return cardByToken(wanted.token)
    if (wanted.dataBlockValue !== undefined) return cardByBlock(wanted.dataBlockValue)
    if (wanted.uid === undefined) return []
    return cardByUid(wanted.uid, wanted.uid.toUpperCase(), wanted.uid.toLowerCase())
  }

  function cardsByIdentifiers(identifiers: CardIdentifiers): KisiCard[] {
    const wanted: AnyIdentifiers = identifiers
    return candidates(wanted).filter(
      (card) =>
        card.type === identifiers.type &&
        (wanted.uid === undefined || card.uid === wanted.uid || !optical.test(card.type)) &&
        (wanted.facilityCode === undefined || card.facilityCode === wanted.facilityCode) &&
        (wanted.oem === undefined || card.oem === wanted.oem) &&
        // Kisi does not give a raw card's length back.
        (wanted.length === undefined || card.length === null || card.length === wanted.length),
    )
  }

  const cardAssignmentOf = (cardId: number): KisiCardAssignment | null => assignmentsOfCard(cardId)[0] ?? null

  return {
    places,
    floors: (placeId) => (placeId === undefined ? floors() : floorsOf(placeId)),
    locks: () => allLocks.all().map(toLock),
    lock(id) {
      const row = lockById.get(id)
      return row === undefined ? null : toLock(row)
    },
    groups: () => toGroups(allGroups.all()),
    group: (id) => toGroups(groupById.all(id))[0] ?? null,
    cardsByIdentifiers,
    card: (id) => cardById(id)[0] ?? null,
    cardAssignmentOf,
    cardAssignmentsOf: (cardId) => assignmentsOfCard(cardId),
    cardsUnassigned: ({ limit, offset }) => ({ cards: freeCards(limit, offset), total: freeCount.get()?.total ?? 0 }),
    holderOf(cardId) {
      const assignment = cardAssignmentOf(cardId)
      if (assignment === null) return null
      return people.byId(assignment.assigneeType === 'User' ? 'user' : 'guest', assignment.assigneeId)
    },
    roleAssignmentsOf: ({ type, id }) => rightsOf(id, type),
    cardAssignmentsOfPerson: ({ type, id }) => heldBy(id, type),
    guestsWithAccess: (after, limit) => guests.all({ after, limit }).map(({ id }) => id),
    teams: () => teams(),
    controllers: () => controllers(),
  }
}
