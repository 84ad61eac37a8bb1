import type { Clock } from './clock.ts'
import { deriveHex, deriveUuid } from './derive.ts'
import type { EventRecord } from './events.ts'
import { FIRST_IDS, type Row, type TableName, type Tables } from './rows.ts'
import { createTable, type Table } from './table.ts'

/** The whole world as it is written to a file. */
export interface Snapshot {
  version: 1
  name: string
  seed: number
  clockOffset: number
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
  where<Name extends TableName, Column extends keyof Tables[Name] & string>(
    table: Name,
    column: Column,
    value: Tables[Name][Column],
  ): Tables[Name][]
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
  /** Called after every change, for whoever saves the world. */
  onChange(listener: () => void): void
  snapshot(): Snapshot
}

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
  const listeners: (() => void)[] = []
  let eventCount = snapshot?.eventCount ?? 0
  const changed = () => listeners.forEach((listener) => listener())

  function build<Name extends TableName>(table: Name) {
    const built: Table<Tables[Name]> = createTable()
    for (const row of snapshot?.tables[table] ?? []) built.put(row as unknown as Tables[Name])
    tables[table] = built as (typeof tables)[Name]
  }
  for (const table of Object.keys(FIRST_IDS) as TableName[]) build(table)

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
    where: (table, column, value) => tableOf(table).where(column, value),
    insert(table, values, at = clock.iso()) {
      const id = FIRST_IDS[table] + count(`id/${table}`)
      const row = { id, created_at: at, updated_at: at, ...values } as unknown as Tables[typeof table]
      tableOf(table).put(row)
      changed()
      return row
    },
    update(table, id, values, touch = true) {
      const row = tableOf(table).get(id)
      if (!row) return
      const stamp = touch ? { updated_at: clock.iso() } : {}
      tableOf(table).put({ ...row, ...values, ...stamp })
      changed()
    },
    remove(table, id) {
      tableOf(table).delete(id)
      changed()
    },
    nextHex: (label) => deriveHex(seed, label, count(`hex/${label}`)),
    nextUuid: (label) => deriveUuid(seed, label, count(`uuid/${label}`)),
    addEvent(event) {
      world.events.push(event)
      eventCount += 1
      if (world.events.length > KEPT_EVENTS) world.events.splice(0, world.events.length - KEPT_EVENTS)
      changed()
    },
    eventCount: () => eventCount,
    onChange: (listener) => void listeners.push(listener),
    snapshot: () => ({
      version: 1,
      name,
      seed,
      clockOffset: clock.offset(),
      counts,
      tables: Object.fromEntries(
        (Object.keys(FIRST_IDS) as TableName[]).map((table) => [table, tableOf(table).all() as unknown as Row[]]),
      ),
      events: world.events,
      eventCount,
      blankTags: world.blankTags,
    }),
  }
  return world
}
