import type { Database } from 'better-sqlite3'
import { createPeopleTable, type PeopleTable } from './people-table.ts'
import { createQueries, type Queries } from './queries.ts'
import { createSearch } from './search.ts'
import * as tables from './tables.ts'
import type { MirrorPerson, PeopleQuery } from './types.ts'

export type SideName = 'a' | 'b'

export interface Writer<Item> {
  put(item: Item): void
  remove(id: number): void
}

/** One of the two copies, with everything that is written to and asked of it. */
export interface Side {
  name: SideName
  people: PeopleTable
  search(query: PeopleQuery): MirrorPerson[]
  places: Writer<Parameters<typeof tables.placeTable.toRow>[0]>
  floors: Writer<Parameters<typeof tables.floorTable.toRow>[0]>
  locks: Writer<tables.SeenLock>
  groups: Writer<Parameters<typeof tables.groupTable.toRow>[0]>
  groupLocks: Writer<Parameters<typeof tables.groupLockTable.toRow>[0]>
  roleAssignments: Writer<Parameters<typeof tables.roleAssignmentTable.toRow>[0]>
  cards: Writer<Parameters<typeof tables.cardTable.toRow>[0]>
  cardAssignments: Writer<Parameters<typeof tables.cardAssignmentTable.toRow>[0]>
  queries: Queries
  /** The statements that empty it, to be run one by one so that none blocks for long. */
  clearing: readonly (() => void)[]
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

export function createSide(database: Database, name: SideName): Side {
  const people = createPeopleTable(database, name)
  const ofIds = [
    tables.placeTable,
    tables.floorTable,
    tables.lockTable,
    tables.groupTable,
    tables.groupLockTable,
    tables.roleAssignmentTable,
    tables.cardTable,
    tables.cardAssignmentTable,
  ].map((table) => table.name)
  const text = `mirror_person_text_${name}`
  const statements = [
    `INSERT INTO ${text} (${text}) VALUES ('delete-all')`,
    ...['person', ...ofIds].map((table) => `DELETE FROM mirror_${table}_${name}`),
  ].map((sql) => database.prepare(sql))
  return {
    name,
    people,
    search: createSearch(database, name, people),
    places: createWriter(database, name, tables.placeTable),
    floors: createWriter(database, name, tables.floorTable),
    locks: createWriter(database, name, tables.lockTable),
    groups: createWriter(database, name, tables.groupTable),
    groupLocks: createWriter(database, name, tables.groupLockTable),
    roleAssignments: createWriter(database, name, tables.roleAssignmentTable),
    cards: createWriter(database, name, tables.cardTable),
    cardAssignments: createWriter(database, name, tables.cardAssignmentTable),
    queries: createQueries(database, name, people),
    clearing: statements.map((statement) => () => void statement.run()),
  }
}
