import type { Database } from 'better-sqlite3'
import type { KisiChannelConnection, KisiControllerInput, KisiRole } from '../kisi/types.ts'
import { createFacts, type SideFacts } from './facts.ts'
import { createForget, type ObjectKind } from './forget.ts'
import { createPeopleTable, type PeopleTable } from './people-table.ts'
import { createQueries, type Queries } from './queries.ts'
import { createSearch } from './search.ts'
import { controllerInputTable, controllerTable, inputConnectionTable, relayConnectionTable } from './tables-hardware.ts'
import { groupLinkTable, scheduleTable, teamMembershipTable, teamTable } from './tables-links.ts'
import * as tables from './tables.ts'
import type { MirrorPerson, PeopleQuery } from './types.ts'

export type SideName = 'a' | 'b'

export interface Writer<Item> {
  put(item: Item): void
  remove(id: number): void
}

/** The tables that are keyed by Kisi's ids: all but the people's. */
const tablesById = {
  places: tables.placeTable,
  floors: tables.floorTable,
  locks: tables.lockTable,
  groups: tables.groupTable,
  groupLocks: tables.groupLockTable,
  roleAssignments: tables.roleAssignmentTable,
  cards: tables.cardTable,
  cardAssignments: tables.cardAssignmentTable,
  teams: teamTable,
  teamMemberships: teamMembershipTable,
  groupLinks: groupLinkTable,
  schedules: scheduleTable,
  controllers: controllerTable,
  controllerInputs: controllerInputTable,
  inputConnections: inputConnectionTable,
  relayConnections: relayConnectionTable,
}
type TablesById = typeof tablesById
export type TableName = keyof TablesById
export type ItemOf<Name extends TableName> =
  TablesById[Name] extends tables.Table<infer Item extends { id: number }, infer _Row> ? Item : never
type Writers = { [Name in TableName]: Writer<ItemOf<Name>> }

/** One of the two copies, with everything that is written to and asked of it. */
export interface Side extends Writers {
  name: SideName
  people: PeopleTable
  search(query: PeopleQuery): MirrorPerson[]
  queries: Queries
  facts: SideFacts
  putRoles(roles: readonly KisiRole[]): void
  /** Puts what hangs on one controller in place of what was known of it. */
  putHardware(
    controllerId: number,
    inputs: readonly KisiControllerInput[],
    inputConnections: readonly KisiChannelConnection[],
    relayConnections: readonly KisiChannelConnection[],
  ): void
  /** Removes an object with everything that is its own: a person's rights and cards, a group's doors. */
  forget(kind: ObjectKind, id: number): void
  /** The statements that empty it, to be run one by one so that none blocks for long. */
  clearing: readonly (() => void)[]
  /** For each list of a run, what removes up to so many of its objects and answers whether any are left. */
  clearingByPart: ReadonlyMap<string, (limit: number) => boolean>
}

function createWriter<Item, Row>(database: Database, side: SideName, table: tables.Table<Item, Row>): Writer<Item> {
  const name = `mirror_${table.name}_${side}`
  const marks = table.columns.map(() => '?').join(', ')
  const insert = database.prepare(`INSERT OR REPLACE INTO ${name} (${table.columns.join(', ')}) VALUES (${marks})`)
  const remove = database.prepare<[number]>(`DELETE FROM ${name} WHERE id = ?`)
  return {
    put: (item) => void insert.run(...table.toRow(item)),
    remove: (id) => void remove.run(id),
  }
}

/** The lists that a run reads as one; what hangs on a place, group or controller is replaced together with it. */
const wholeLists = [
  'places',
  'locks',
  'groups',
  'teams',
  'schedules',
  'controllers',
  'roleAssignments',
  'cards',
  'cardAssignments',
  'teamMemberships',
  'groupLinks',
] as const

function clearingOf(database: Database, side: SideName, table: string): (limit: number) => boolean {
  const name = `mirror_${table}_${side}`
  const remove = database.prepare<[number]>(`DELETE FROM ${name} WHERE id IN (SELECT id FROM ${name} LIMIT ?)`)
  return (limit) => remove.run(limit).changes === limit
}

export function createSide(database: Database, name: SideName): Side {
  const people = createPeopleTable(database, name)
  const text = `mirror_person_text_${name}`
  const names = ['person', 'role', ...Object.values(tablesById).map((table) => table.name)]
  const statements = [
    `INSERT INTO ${text} (${text}) VALUES ('delete-all')`,
    ...names.map((table) => `DELETE FROM mirror_${table}_${name}`),
  ].map((sql) => database.prepare(sql))
  const writer = <Item, Row>(table: tables.Table<Item, Row>): Writer<Item> => createWriter(database, name, table)
  const queries = createQueries(database, name, people)
  const putRole = database.prepare(`INSERT OR REPLACE INTO mirror_role_${name} (id, unlocks) VALUES (?, ?)`)
  const inputs = writer(tablesById.controllerInputs)
  const wires = [writer(tablesById.inputConnections), writer(tablesById.relayConnections)] as const
  const unwire = ['controller_input', 'input_connection', 'relay_connection'].map((table) =>
    database.prepare<[number]>(`DELETE FROM mirror_${table}_${name} WHERE controller_id = ?`),
  )
  return {
    name,
    people,
    search: createSearch(database, name, people),
    places: writer(tablesById.places),
    floors: writer(tablesById.floors),
    locks: writer(tablesById.locks),
    groups: writer(tablesById.groups),
    groupLocks: writer(tablesById.groupLocks),
    roleAssignments: writer(tablesById.roleAssignments),
    cards: writer(tablesById.cards),
    cardAssignments: writer(tablesById.cardAssignments),
    teams: writer(tablesById.teams),
    teamMemberships: writer(tablesById.teamMemberships),
    groupLinks: writer(tablesById.groupLinks),
    schedules: writer(tablesById.schedules),
    controllers: writer(tablesById.controllers),
    controllerInputs: inputs,
    inputConnections: wires[0],
    relayConnections: wires[1],
    putHardware(controllerId, all, ...connections) {
      for (const statement of unwire) statement.run(controllerId)
      for (const input of all) inputs.put(input)
      for (const [index, wire] of wires.entries()) {
        for (const connection of connections[index] ?? []) wire.put({ ...connection, controllerId })
      }
    },
    forget: createForget(database, name, people),
    queries,
    facts: createFacts(database, name, queries, people),
    putRoles: (roles) => roles.forEach(({ id, unlocks }) => putRole.run(id, Number(unlocks))),
    clearingByPart: new Map([
      ['users', (limit: number) => people.clear('user', limit)],
      ['guests', (limit: number) => people.clear('guest', limit)],
      ...wholeLists.map((key) => [key, clearingOf(database, name, tablesById[key].name)] as const),
    ]),
    clearing: statements.map((statement) => () => void statement.run()),
  }
}
