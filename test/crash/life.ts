import Sqlite from 'better-sqlite3'
import { randomUUID } from 'node:crypto'
import { openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { DeskError } from '../../electron/contract/errors.ts'
import { serveCall } from '../../electron/contract/serve.ts'
import type { CallName } from '../../electron/contract/names.ts'
import type { Handlers, Input, Output } from '../../electron/contract/table.ts'
import { runDesk } from '../../electron/desk/run.ts'
import { decisiveTables, migrations } from '../../electron/desk/schema.ts'
import { systemClock } from '../../electron/desk/support/system.ts'
import { createQueueReader } from '../../electron/queue/reader.ts'
import { openSealKey } from '../../electron/queue/seal-key.ts'
import { StoreFailure } from '../../electron/store/failure.ts'
import { openStore } from '../../electron/store/store.ts'
import { createRandom } from '../fixtures/random.ts'
import { digestOf, type Acknowledgement } from './acknowledged.ts'

/**
 * One life of a whole desk, in a process of its own so that its writes can be followed: it checks people in and out
 * while the queue works against the simulator, and notes in `acknowledged.jsonl` what it was promised, as it is
 * promised. Ends by itself; prints one line of JSON.
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '' },
    kisi: { type: 'string', default: '' },
    visits: { type: 'string', default: '10' },
    level: { type: 'string', default: 'full' },
    seed: { type: 'string', default: '1' },
    /** Milliseconds for the queue to send what waits, after the last visit. */
    settle: { type: 'string', default: '0' },
  },
})
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }
const { next: random } = createRandom(Number(values.seed))
let refused = 0
let acknowledged = 0

const file = join(values.data, 'desk.db')
const store = open(() => openStore({ file, migrations, thorough: decisiveTables, now: Date.now() }))
const sealKey = open(() => openSealKey(join(values.data, 'queue.key')))
// The control: a desk that is told its writes are safe before they are.
if (values.level === 'normal') {
  const pragma = store.database.pragma.bind(store.database)
  pragma('synchronous = NORMAL')
  store.database.pragma = (text, how) => pragma(text.replace('= FULL', '= NORMAL'), how)
}
const looking = new Sqlite(file, { readonly: true })
const reader = createQueueReader(looking, sealKey)
const notes = openSync(join(values.data, 'acknowledged.jsonl'), 'a')

/** A desk that can't start for its disk says so and ends; anything else is a defect. */
function closed(error: unknown): never {
  const { code } = error as { code?: string }
  const forTheDisk = error instanceof StoreFailure || ['storage', 'ENOSPC', 'EIO'].includes(code ?? '')
  if (!forTheDisk) throw error
  process.stdout.write(`${JSON.stringify({ acknowledged, refused, closed: (error as Error).message })}\n`)
  process.exit(0)
}

function open<Opened>(opening: () => Opened): Opened {
  try {
    return opening()
  } catch (error) {
    return closed(error)
  }
}

function acknowledge(visitId: string, state: Acknowledgement['state']): void {
  const own = [...reader.all()].filter((command) => command.visitId === visitId)
  const commands = own.map((command) => [command.id, digestOf(command)] as const)
  acknowledged += 1
  const note: Acknowledgement = { visitId, state, commands }
  try {
    writeSync(notes, `${JSON.stringify(note)}\n`)
  } catch {
    // The disk that is full for the desk is full for these notes: what was not noted is not asked for.
  }
}

const running = await runDesk({
  store,
  sealKey,
  secrets: { kept: 'memory', get: async () => null, set: async () => undefined, remove: async () => undefined },
  settings: { get: () => ({ kisiAddress: null, readers: [] }), set: () => undefined },
  demo: true,
  given: { address: values.kisi, key: process.env['KISI_API_KEY'] ?? '' },
  givenReader: null,
  webhooks: null,
  clock: systemClock,
  log: silent,
  random: Math.random,
  randomId: randomUUID,
  emit: () => undefined,
  tell: () => undefined,
}).catch(closed)

/** The value, or null when the desk refused with a value of its own; anything else is a defect and ends the life. */
async function ask<Name extends CallName>(name: Name, input: Input<Name>): Promise<Output<Name> | null> {
  const answer = await serveCall(running.handlers as Handlers, name, input, (_call, defect) => {
    if (!(defect instanceof DeskError)) throw defect
  })
  if (answer.ok) return answer.value as Output<Name>
  refused += 1
  return null
}

async function until<Value>(look: () => Promise<Value | null | undefined>): Promise<Value> {
  const ends = performance.now() + 20_000
  for (;;) {
    const value = await look()
    if (value !== null && value !== undefined) return value
    if (performance.now() > ends) throw new Error('the desk never got ready')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const hostId = await until(async () => {
  const types = await ask('visitor_types.list', {})
  if (types?.visitorTypes[0]?.groupName !== 'Visitors') return null
  return (await ask('people.search', { query: 'wisn', kind: 'user' }))?.people[0]?.id
})
const here: string[] = []
for (let number = 0; number < Number(values.visits); number++) {
  const visit = await ask('visits.check_in', {
    requestId: randomUUID(),
    name: `Visitor ${number}`,
    hostId,
    visitorTypeId: 'guest',
    until: new Date(Date.now() + 3_600_000).toISOString(),
    cardIdentity: random() < 0.3 ? `em4100:3D${String(number).padStart(8, '0')}` : null,
  })
  if (visit !== null) {
    acknowledge(visit.id, 'here')
    here.push(visit.id)
  }
  if (here.length > 0 && random() < 0.5) {
    const [leaving] = here.splice(Math.floor(random() * here.length), 1)
    if (await ask('visits.check_out', { visitId: leaving! })) acknowledge(leaving!, 'left')
  }
  // The queue has its turn: its writes belong between the others.
  await new Promise((resolve) => setTimeout(resolve, random() * 30))
}
const settled = performance.now() + Number(values.settle)
while (performance.now() < settled && running.queue.counts().waiting > 0) {
  await new Promise((resolve) => setTimeout(resolve, 20))
}
looking.close()
await running.close()
process.stdout.write(`${JSON.stringify({ acknowledged, refused })}\n`)
process.exit(0)
