import Sqlite from 'better-sqlite3'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DeskError } from '../../contract/errors.ts'
import { createMirror } from '../../mirror/mirror.ts'
import { createQueue } from '../../queue/queue.ts'
import { createQueueReader } from '../../queue/reader.ts'
import type { StoredCommand } from '../../queue/row.ts'
import { openSealKey, readSealKey } from '../../queue/seal-key.ts'
import { StoreFailure } from '../../store/failure.ts'
import { openStore } from '../../store/store.ts'
import { createChanges } from '../changes.ts'
import { createUnconnectedKisi } from '../connection/unconnected.ts'
import { judge } from '../judge.ts'
import { createKeys } from '../keys/keys.ts'
import { createKeyTable } from '../keys/table.ts'
import { decisiveTables, migrations } from '../schema.ts'
import { clockTime } from '../support/day.ts'
import { createRowSeals } from '../support/row-seals.ts'
import { systemClock } from '../support/system.ts'
import { createVisitTable } from '../visits/table.ts'
import { recordsFolder } from './records-folder.ts'

const usage = `npm run queue -- --data FOLDER list | show ID | retry ID | cancel ID | export

  list     what is not settled, one line each
  show     one change with every step of its way
  retry    has one tried again that needs a person
  cancel   drops one that needs a person; what closes doors is never dropped
  export   every change of the last 30 days, as JSON lines

list, show and export read beside a running desk; retry and cancel need it closed.
`

interface Output {
  out(text: string): void
  error(text: string): void
}

const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

/** A change as one line of JSON, with times as RFC 3339. Its parameters name keys and people: keep it private. */
function jsonOf(command: StoredCommand): string {
  const { id, key, kind, state, damaged, parameters, subject, object, visitId, tries, problem, result } = command
  return JSON.stringify({
    id,
    key,
    kind,
    class: command.class,
    state,
    damaged,
    parameters,
    subject,
    object,
    visitId,
    tries,
    enqueuedAt: iso(command.enqueuedAt),
    expiresAt: iso(command.expiresAt),
    sentAt: iso(command.sentAt),
    finishedAt: iso(command.finishedAt),
    withdrawn: command.withdrawn,
    handedTo: command.handedTo,
    problem,
    result,
    history: command.history.map((step) => ({ ...step, at: iso(step.at), lastAt: iso(step.lastAt ?? null) })),
  })
}

const lineOf = (command: StoredCommand): string =>
  [
    command.id,
    command.damaged ? 'damaged' : command.state,
    command.class,
    command.kind,
    [command.subject, command.object].filter(Boolean).join(' · '),
    iso(command.enqueuedAt),
    command.problem ?? '',
  ].join('\t')

function look(folder: string, deed: string, id: number, { out }: Output): void {
  const sealKey = readSealKey(join(folder, 'queue.key'))
  if (sealKey === null) {
    throw new StoreFailure('What the changes are checked with is missing beside these records. Start Frontdesk once.')
  }
  const database = new Sqlite(join(folder, 'desk.db'), { readonly: true, fileMustExist: true, timeout: 2000 })
  try {
    const reader = createQueueReader(database, sealKey)
    if (deed === 'list') for (const command of reader.open()) out(`${lineOf(command)}\n`)
    if (deed === 'export') for (const command of reader.all()) out(`${jsonOf(command)}\n`)
    if (deed !== 'show') return
    const command = reader.byId(id)
    if (command === null) throw new DeskError('not_found', `There is no change ${id}.`)
    out(`${JSON.stringify(JSON.parse(jsonOf(command)), null, 2)}\n`)
  } finally {
    database.close()
  }
}

/** Changes by the rules of the desk itself: the same use case, on records that no desk has open. */
async function change(folder: string, deed: string, id: number, { out }: Output): Promise<void> {
  const store = openStore({ file: join(folder, 'desk.db'), migrations, thorough: decisiveTables, now: Date.now() })
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const sealKey = openSealKey(join(folder, 'queue.key'))
  const clock = systemClock
  const queue = createQueue({
    store,
    sealKey,
    clock,
    random: Math.random,
    randomId: randomUUID,
    log,
    judge,
    onChange: () => undefined,
  })
  try {
    const seals = createRowSeals(store.database, sealKey)
    store.transaction(seals.sealOlder)
    const keyTable = createKeyTable(store.database, seals)
    const kisi = createUnconnectedKisi()
    const mirror = createMirror({ database: store.database, kisi, clock, log })
    const keys = createKeys({
      queue,
      visits: createVisitTable(store.database, seals),
      keys: keyTable,
      kisi: () => kisi,
      mirror: () => mirror,
      randomId: randomUUID,
      clockTime: (at) => clockTime(at, null),
      onChange: () => undefined,
      onDamaged: () => undefined, // the next start of the desk tells a person of it
    })
    const changes = createChanges({ queue, keys, keyTable, store, clock, emit: () => undefined })
    const done = await changes[deed === 'retry' ? 'changes.retry' : 'changes.drop']({ changeId: String(id) })
    out(`${done.id}\t${done.state}\n`)
    mirror.close()
  } finally {
    await queue.close()
    store.close()
  }
}

/** Runs one command line. Answers the exit code: 0 done, 1 refused with a sentence, 2 not understood. */
export async function runQueueCommand(argv: readonly string[], output: Output): Promise<0 | 1 | 2> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    options: { data: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  })
  const [deed = '', idText = '', ...more] = positionals
  const folder = values.data
  const takesId = ['show', 'retry', 'cancel'].includes(deed)
  const understood =
    typeof folder === 'string' &&
    (takesId ? /^\d{1,15}$/.test(idText) : ['list', 'export'].includes(deed) && idText === '') &&
    more.length === 0
  if (!understood) {
    output.error(usage)
    return 2
  }
  try {
    const records = recordsFolder(folder)
    const id = Number(idText)
    if (deed === 'retry' || deed === 'cancel') await change(records, deed, id, output)
    else look(records, deed, id, output)
    return 0
  } catch (error) {
    const known = error instanceof StoreFailure || error instanceof DeskError
    const older = error instanceof Error && /no such table/.test(error.message)
    if (!known && !older) throw error
    const sentence = older ? 'These records are of an older Frontdesk. Start it once, then ask again.' : error.message
    output.error(`${sentence}\n`)
    return 1
  }
}
