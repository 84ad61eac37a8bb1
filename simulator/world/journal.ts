import { z } from 'zod'
import type { ClockState } from './clock.ts'
import type { EventRecord } from './events.ts'
import { FIRST_IDS, type Row, type TableName } from './rows.ts'
import type { Snapshot, World } from './world.ts'

/** What changed since the last entry. Applied whole or not at all: one line of the journal. */
export interface Entry {
  /** Rows that came or changed, as they are now. */
  rows: Partial<Record<TableName, Row[]>>
  /** Ids of rows that went. */
  gone: Partial<Record<TableName, number[]>>
  counts: Record<string, number>
  events: EventRecord[]
  eventCount: number
  clock: ClockState
}

export const clockShape = z.object({
  mode: z.enum(['real', 'frozen', 'fast']),
  rate: z.number().min(0),
  offset: z.number(),
  now: z.number(),
})
const isRow = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Number.isInteger((value as { id?: unknown }).id)
/** Rows are only looked at, never copied: there may be a hundred thousand. */
export const rowsShape = z.record(z.string(), z.array(z.custom<Row>(isRow)))
export const eventsShape = z.array(z.custom<EventRecord>((value) => typeof value === 'object' && value !== null))

const entryShape = z.object({
  rows: rowsShape,
  gone: z.record(z.string(), z.array(z.int())),
  counts: z.record(z.string(), z.number()),
  events: eventsShape,
  eventCount: z.int(),
  clock: clockShape,
})

/** Gathers what changes in a world between two entries of its journal. */
export interface Gathering {
  /** Everything since the last time, or null when nothing changed. */
  take(): Entry | null
  /** Forgets what was gathered: the world has been written whole. */
  forget(): void
}

export function gatherChanges(world: World, onFirst: () => void): Gathering {
  const touched = new Map<TableName, Set<number>>()
  let any = false
  let counts: Record<string, number> = {}
  let eventCount = 0

  function mark() {
    const first = !any
    any = true
    if (first) onFirst()
  }
  function forget() {
    touched.clear()
    any = false
    counts = world.counts()
    eventCount = world.eventCount()
  }
  world.onChange((table, id) => {
    if (table !== null) {
      const ids = touched.get(table)
      if (ids) ids.add(id)
      else touched.set(table, new Set([id]))
    }
    mark()
  })
  world.clock.onChange(mark)
  forget()

  return {
    take() {
      if (!any) return null
      const rows: Entry['rows'] = {}
      const gone: Entry['gone'] = {}
      for (const [table, ids] of touched) {
        for (const id of ids) {
          const row = world.get(table, id) as unknown as Row | undefined
          if (row) (rows[table] ??= []).push(row)
          else (gone[table] ??= []).push(id)
        }
      }
      const now = world.counts()
      const changed = Object.fromEntries(Object.entries(now).filter(([label, count]) => counts[label] !== count))
      const fresh = world.eventCount() - eventCount
      const events = fresh > 0 ? world.events.slice(-fresh) : []
      const entry = { rows, gone, counts: changed, events, eventCount: world.eventCount(), clock: world.clock.state() }
      forget()
      return entry
    },
    forget,
  }
}

/** Reads a line; null when it is not a whole entry. */
function readEntry(line: string): Entry | null {
  try {
    return entryShape.parse(JSON.parse(line)) as unknown as Entry
  } catch {
    return null
  }
}

/**
 * Brings a snapshot up to date. An entry that was torn by the end of the process is left out if it is the last. Returns the
 * number of the first line that is damaged though others follow it, or null.
 */
export function applyJournal(snapshot: Snapshot, text: string): number | null {
  const lines = text.split('\n')
  // What follows the last line feed was not finished.
  lines.pop()
  const tables = new Map<TableName, Map<number, Row>>()
  const rowsOf = (table: TableName) => {
    const known = tables.get(table)
    if (known) return known
    const rows = new Map((snapshot.tables[table] ?? []).map((row) => [row.id, row]))
    tables.set(table, rows)
    return rows
  }
  const isTable = (name: string): name is TableName => Object.hasOwn(FIRST_IDS, name)
  for (const [index, line] of lines.entries()) {
    const entry = readEntry(line)
    if (!entry && index < lines.length - 1) return index + 1
    if (!entry) break
    for (const [table, rows] of Object.entries(entry.rows)) {
      if (isTable(table)) for (const row of rows) rowsOf(table).set(row.id, row)
    }
    for (const [table, ids] of Object.entries(entry.gone)) {
      if (isTable(table)) for (const id of ids) rowsOf(table).delete(id)
    }
    Object.assign(snapshot.counts, entry.counts)
    snapshot.events.push(...entry.events)
    snapshot.eventCount = entry.eventCount
    snapshot.clock = entry.clock
  }
  for (const [table, rows] of tables) {
    snapshot.tables[table] = [...rows.values()].sort((one, other) => one.id - other.id)
  }
  return null
}
