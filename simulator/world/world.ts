import type { Clock, ClockState } from './clock.ts'
import { deriveHex, deriveUuid } from './derive.ts'
import type { EventRecord } from './events.ts'
import { FIRST_IDS, type Row, type TableName, type Tables } from './rows.ts'
import { createTable, type Changes, type Table } from './table.ts'

/** The whole world as it is written to a file. Its rows and events are the world's own: they are never changed in place. */
export interface Snapshot {
  version: 2
  name: string
  seed: number
  clock: ClockState
  counts: Record<string, number>
  tables: Partial<Record<TableName, Row[]>>
  events: EventRecord[]
  /** Number of events ever written; those no longer kept are counted too. */
  eventCount: number
  /** Ten-digit hex numbers of blank EM4100 cards that Kisi has never heard of. */
  blankTags: string[]
}

type Fresh<Name extends TableName> = Omit<Tables[Name], 'id' | 'created_at' | 'updated_at'>

export interface World {
  readonly name: string
  readonly seed: number
  readonly clock: Clock
  readonly blankTags: string[]
  get<Name extends TableName>(table: Name, id: number): Tables[Name] | undefined
  all<Name extends TableName>(table: Name): Tables[Name][]
  /** The rows with that value in that column, or of those a part as of `slice`. */
  where<Name extends TableName, Column extends keyof Tables[Name] & string>(
    table: Name,
    column: Column,
    value: Tables[Name][Column],
    from?: number,
    to?: number,
  ): Tables[Name][]
  /** How many rows there are in all, or with that value in that column. */
  count<Name extends TableName, Column extends keyof Tables[Name] & string>(
    table: Name,
    column?: Column,
    value?: Tables[Name][Column],
  ): number
  /** The rows from the `from`th up to, not including, the `to`th, in the order of their ids. */
  slice<Name extends TableName>(table: Name, from: number, to: number): Tables[Name][]
  /**
   * Changes with every change of a row: of any, of one of the table, or of one with that value in that column. No stamp
   * comes twice, except that nothing at all has 0.
   */
  stamp<Name extends TableName, Column extends keyof Tables[Name] & string>(
    table?: Name,
    column?: Column,
    value?: Tables[Name][Column],
  ): number
  insert<Name extends TableName>(table: Name, values: Fresh<Name>, at?: string): Tables[Name]
  /** `touch` false leaves updated_at alone: for changes of state that are no edit. */
  update<Name extends TableName>(table: Name, id: number, values: Partial<Fresh<Name>>, touch?: boolean): void
  remove(table: TableName, id: number): void
  /** The next hex string (64 digits) or UUID of that label. */
  nextHex(label: string): string
  nextUuid(label: string): string
  events: EventRecord[]
  addEvent(event: EventRecord): void
  eventCount(): number
  /** How often each label was counted: ids given out, and whatever was derived. A copy. */
  counts(): Record<string, number>
  /** Called after every change, with the row that came, changed or went; with null when it was no row, but an event. */
  onChange(listener: (table: TableName | null, id: number) => void): void
  snapshot(): Snapshot
  /**
   * Puts everything back, in place: tables, events, counts and the clock, whose tasks are dropped. Whoever keeps something
   * in mind about the world beside it hears of it by `onRestore`.
   */
  restore(snapshot: Snapshot): void
  onRestore(listener: () => void): void
}

const TABLE_NAMES = Object.keys(FIRST_IDS) as TableName[]

/** Older events fall off the end, so that a simulator that runs for weeks stays small. */
const KEPT_EVENTS = 20_000

export interface WorldOptions {
  name: string
  seed: number
  clock: Clock
  snapshot?: Snapshot
  blankTags?: string[]
}

export function createWorld({ name, seed, clock, snapshot, blankTags = [] }: WorldOptions): World {
  const tables = {} as { [Name in TableName]: Table<Tables[Name]> }
  const counts: Record<string, number> = { ...snapshot?.counts }
  const listeners: ((table: TableName | null, id: number) => void)[] = []
  const restoreListeners: (() => void)[] = []
  const changes: Changes = { last: 0 }
  let eventCount = snapshot?.eventCount ?? 0
  function changed(table: TableName | null, id: number) {
    for (const listener of listeners) listener(table, id)
  }

  function build<Name extends TableName>(table: Name, rows: readonly Row[] = []) {
    const built: Table<Tables[Name]> = createTable(changes)
    for (const row of rows) built.put(row as unknown as Tables[Name])
    tables[table] = built as (typeof tables)[Name]
  }
  for (const table of TABLE_NAMES) build(table, snapshot?.tables[table])

  function count(label: string): number {
    const current = counts[label] ?? 0
    counts[label] = current + 1
    return current
  }
  const tableOf = <Name extends TableName>(table: Name) => tables[table] as unknown as Table<Tables[Name]>

  const world: World = {
    name,
    seed,
    clock,
    blankTags: snapshot?.blankTags ?? blankTags,
    events: snapshot?.events ?? [],
    get: (table, id) => tableOf(table).get(id),
    all: (table) => tableOf(table).all(),
    where: (table, column, value, from, to) => tableOf(table).where(column, value, from, to),
    count: (table, column, value) =>
      column === undefined ? tableOf(table).size : tableOf(table).count(column, value as never),
    slice: (table, from, to) => tableOf(table).slice(from, to),
    stamp(table, column, value) {
      if (table === undefined) return changes.last
      return column === undefined ? tableOf(table).stamp() : tableOf(table).stampOf(column, value as never)
    },
    insert(table, values, at = clock.iso()) {
      const id = FIRST_IDS[table] + count(`id/${table}`)
      const row = { id, created_at: at, updated_at: at, ...values } as unknown as Tables[typeof table]
      tableOf(table).put(row)
      changed(table, id)
      return row
    },
    update(table, id, values, touch = true) {
      const row = tableOf(table).get(id)
      if (!row) return
      const stamp = touch ? { updated_at: clock.iso() } : {}
      tableOf(table).put({ ...row, ...values, ...stamp })
      changed(table, id)
    },
    remove(table, id) {
      tableOf(table).delete(id)
      changed(table, id)
    },
    nextHex: (label) => deriveHex(seed, label, count(`hex/${label}`)),
    nextUuid: (label) => deriveUuid(seed, label, count(`uuid/${label}`)),
    addEvent(event) {
      world.events.push(event)
      eventCount += 1
      if (world.events.length > KEPT_EVENTS) world.events.splice(0, world.events.length - KEPT_EVENTS)
      changed(null, 0)
    },
    eventCount: () => eventCount,
    counts: () => ({ ...counts }),
    onChange: (listener) => void listeners.push(listener),
    snapshot: () => ({
      version: 2,
      name,
      seed,
      clock: clock.state(),
      counts: { ...counts },
      tables: Object.fromEntries(TABLE_NAMES.map((table) => [table, tableOf(table).all() as unknown as Row[]])),
      events: world.events.slice(),
      eventCount,
      blankTags: world.blankTags.slice(),
    }),
    restore(earlier) {
      for (const table of TABLE_NAMES) build(table, earlier.tables[table])
      for (const label of Object.keys(counts)) delete counts[label]
      Object.assign(counts, earlier.counts)
      world.events = earlier.events.slice()
      eventCount = earlier.eventCount
      world.blankTags.splice(0, world.blankTags.length, ...earlier.blankTags)
      clock.restore(earlier.clock)
      for (const listener of restoreListeners) listener()
    },
    onRestore: (listener) => void restoreListeners.push(listener),
  }
  return world
}
