import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { applyJournal, clockShape, eventsShape, rowsShape } from './journal.ts'
import type { Snapshot } from './world.ts'

/** A state file that cannot be used; the message is one sentence for the terminal. */
export class StateFileError extends Error {}

const common = {
  name: z.string(),
  seed: z.number(),
  counts: z.record(z.string(), z.number()),
  tables: rowsShape,
  events: eventsShape,
  eventCount: z.number(),
  blankTags: z.array(z.string()),
}
/** Version 1 knew only real time, and had no journal. */
const shape = z.discriminatedUnion('version', [
  z.object({ version: z.literal(1), clockOffset: z.number(), ...common }).transform(({ clockOffset, ...rest }) => ({
    ...rest,
    version: 2 as const,
    clock: { mode: 'real' as const, rate: 1, offset: clockOffset, now: 0 },
  })),
  z.object({ version: z.literal(2), clock: clockShape, journal: z.int().optional(), ...common }),
])

/** Where what changed since the file was written is kept; the file says which of its journals goes with it. */
export const journalOf = (path: string, generation: number) => `${path}.journal-${generation}`

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new StateFileError(`The state file ${path} cannot be read: ${(error as Error).message}.`)
  }
}

/**
 * The world kept in that file and in the journal beside it, or null when there is none yet. A snapshot from
 * `GET /_sim/snapshots/{name}` is such a file too. Throws StateFileError.
 */
export function loadState(path: string): Snapshot | null {
  const text = readText(path)
  if (text === null) return null
  let parsed: z.infer<typeof shape>
  try {
    parsed = shape.parse(JSON.parse(text))
  } catch {
    throw new StateFileError(`The state file ${path} is not a world of this simulator. Move it away to start afresh.`)
  }
  const { journal: generation, ...rest } = { journal: undefined, ...parsed }
  const snapshot = rest as unknown as Snapshot
  const journal = generation === undefined ? null : readText(journalOf(path, generation))
  const damaged = journal === null ? null : applyJournal(snapshot, journal)
  if (generation !== undefined && damaged !== null) {
    throw new StateFileError(
      `Line ${damaged} of ${journalOf(path, generation)} is damaged. Move that file away to start from the world as it was before.`,
    )
  }
  return snapshot
}

/** The file's text in pieces of some 100 kB, so that no string of tens of megabytes is made of it. */
export function* textOf(snapshot: Snapshot, journal: number): Generator<string> {
  let gathered = ''
  for (const piece of smallPieces(snapshot, journal)) {
    gathered += piece
    if (gathered.length < 100_000) continue
    yield gathered
    gathered = ''
  }
  yield gathered
}

function* smallPieces(snapshot: Snapshot, journal: number): Generator<string> {
  const { tables, events, ...rest } = snapshot
  yield `${JSON.stringify({ ...rest, journal }).slice(0, -1)},"tables":{`
  let comma = ''
  for (const [name, rows] of Object.entries(tables)) {
    yield `${comma}${JSON.stringify(name)}:[`
    yield* piecesOf(rows)
    yield ']'
    comma = ','
  }
  yield '},"events":['
  yield* piecesOf(events)
  yield ']}'
}
const ROWS_IN_A_PIECE = 500
function* piecesOf(rows: readonly unknown[]): Generator<string> {
  for (let first = 0; first < rows.length; first += ROWS_IN_A_PIECE) {
    const text = JSON.stringify(rows.slice(first, first + ROWS_IN_A_PIECE)).slice(1, -1)
    yield first === 0 ? text : `,${text}`
  }
}
