import type { EventDetails } from '../world/events.ts'
import type { Refusal } from '../world/refusals.ts'
import type { Json, TableName, Tables } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import type { Answer, Call, Scope } from './call.ts'
import type { Problems } from './errors.ts'
import type { Fields } from './fields.ts'
import type { PageSize } from './pagination.ts'

export type Operation = 'list' | 'fetch' | 'create' | 'update' | 'delete'

type FilterValue = string | number | boolean

/** A query parameter of a list: how its text is read, and which rows it keeps. */
export type Filter<Stored> = {
  kind: 'integer' | 'boolean' | 'text'
  required?: boolean
  /** The id must be of a row there; 404 otherwise. */
  of?: TableName
} & (
  | { /** The rows with this value in that column: an index answers. */ column: string }
  | { /** The rows with these ids. */ among(value: FilterValue, call: Call): ReadonlySet<number> }
  | { /** Is asked of every row. */ keep(row: Stored, value: FilterValue, call: Call): boolean }
)

/** An embedded short object: `place` beside `place_id`, `assignee` beside `assignee_type` and `assignee_id`. */
export interface Link {
  /** The key of the embedded object. */
  as: string
  column: string
  /** The table, or the column that names the type of a polymorphic link. */
  to: TableName | { typeColumn: string }
}

export type Action<Stored> = (row: Stored, call: Call) => Answer

/** A family of Kisi's resources, described. The engine serves it; what is special is a small function beside it. */
export interface Resource<Name extends TableName = TableName> {
  table: Name
  /** The first part of the path; the table's name when nothing is said. */
  path?: string
  /** What a second view of a table adds to its ids, so that they differ from the first one's. */
  idShift?: number
  /** Which rows of the table are of this family. */
  only?(row: Tables[Name]): boolean
  /** The whole family answers with `Deprecation` and `Sunset`. */
  deprecated?: true
  /** The root of request bodies, and the object part of the events' names. */
  root: string
  /** `resource_type` and the events' object type; a few families show none. */
  type: string
  showsType?: boolean
  /** Stem of `…_read` and `…_write`; "own" families are the caller's business alone. */
  permission: string
  operations: readonly Operation[]
  /** Null for lists that are not paginated. */
  page: PageSize | null
  fields: Fields
  /** Further fields by the row's `type`; the others' fields are not stored and not shown. */
  variants?: Record<string, Fields>
  /** Columns that never leave the simulator. */
  hidden?: readonly string[]
  /** Keys that a list leaves out. */
  brief?: readonly string[]
  links?: readonly Link[]
  filters?: Record<string, Filter<Tables[Name]>>
  /** The texts that `query` searches. */
  search?(row: Tables[Name], world: World): readonly (string | null | undefined)[]
  sort?: Record<string, (row: Tables[Name], world: World) => string | number | boolean | null>
  /** Takes the query into account at creation and brings older spellings of a body into the present one. */
  prepare?(body: Record<string, Json>, call: Call, creating: boolean): Record<string, Json>
  /** After a creation or an update: what else the change brings with it. */
  after?(row: Tables[Name], call: Call, body: Record<string, Json>, creating: boolean): void
  /** What the fields' own rules cannot say. `before` is null at creation. */
  check?(values: Tables[Name], call: Call, before: Tables[Name] | null): Problems | Refusal | null
  /** Sets of columns that no two rows may share; the problem is told under the first. */
  unique?: readonly (readonly string[])[]
  /** Columns that no request sets, at creation. */
  columns?(values: Record<string, Json>, call: Call): Record<string, Json>
  /** Columns drawn from the seed: only once nothing is wrong, for a refusal must leave no trace. */
  drawn?(values: Record<string, Json>, call: Call): Record<string, Json>
  /** Keys that are worked out when shown. */
  view?(row: Tables[Name], call: Call): Record<string, Json>
  /**
   * Of a view that looks at the clock: until when (milliseconds since the epoch) it shows the same if nothing but time
   * passes from `now` on.
   */
  steady?(row: Tables[Name], world: World, now: number): number
  /** Keys that only the answer to the creation has. */
  once?(row: Tables[Name], call: Call): Record<string, Json>
  /** Which right of lesser reach than the organization's is enough. */
  scope?(row: Tables[Name], world: World): Scope
  /** What somebody without the reading permission may see all the same. */
  own?(row: Tables[Name], call: Call): boolean
  /** Rows that go with this one. */
  dependents?(row: Tables[Name], world: World): readonly (readonly [TableName, number])[]
  /** What a deletion leaves behind: references that others keep are let go. */
  release?(row: Tables[Name], world: World): void
  /** After a deletion: what else it brings with it. */
  gone?(row: Tables[Name], call: Call): void
  /** Changes here are no events. */
  silent?: true
  /** Why a row may not be deleted. */
  keep?(row: Tables[Name], call: Call): Problems | null
  /** The refusal for an id that names nothing. */
  missing?: Refusal
  /** Event names other than `<root>.create|update|destroy`. */
  events?: Partial<Record<'create' | 'update' | 'delete', string>>
  /** What an event is about, when it is not the row itself. */
  about?(row: Tables[Name], world: World): EventDetails['object']
  /** POST /<table>/{id}/<name>. */
  actions?: Record<string, Action<Tables[Name]>>
}

/** The usual page of most lists. */
export const TEN: PageSize = { usual: 10, most: 250 }

export const EVERYTHING: readonly Operation[] = ['list', 'fetch', 'create', 'update', 'delete']

/** The row's place with its short object, as most things in a place show it. */
export const IN_PLACE: Link = { as: 'place', column: 'place_id', to: 'places' }

/** A filter on a column of the same name. */
export function byColumn<Column extends string>(
  column: Column,
  kind: 'integer' | 'boolean' | 'text' = 'integer',
  required = false,
  of?: TableName,
): Filter<object> {
  return { kind, required, of, column }
}
