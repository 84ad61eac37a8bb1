import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { migrations } from '../../electron/desk/schema.ts'
import { createKisiClient } from '../../electron/kisi/client.ts'
import { createMirror } from '../../electron/mirror/mirror.ts'
import { openStore } from '../../electron/store/store.ts'
import type { Figure } from './figure.ts'
import { watchOwnWork } from './own-work.ts'

const people = 20_000
/** Kisi's own limits: the floor below which no reading of everything can get. */
const perSecond = 5
const pageOf = (path: string): number => (path === '/users' ? 100 : 250)
const megabyte = 1024 * 1024

interface Counts {
  asked: [string, number][]
  refused: number
}

/** The least requests that say everything: one a page, and one for whatever is asked for by itself. */
function leastRequests(asked: ReadonlyMap<string, number>): number {
  const long = ['/users', '/role_assignments', '/cards', '/card_assignments']
  return [...asked].reduce(
    (sum, [path, times]) => sum + (long.includes(path) ? Math.ceil(people / pageOf(path)) : times),
    0,
  )
}

/**
 * The first mirror of 20,000 people over a real connection at Kisi's pace, in real time. How long the event loop is held
 * up is judged by the desk's own work between two of its turns; by the clock there is also what the disk and other
 * programs took, which is shown beside what a process that does nothing meets meanwhile.
 */
export async function run(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-bench-'))
  const server = fork(join(import.meta.dirname, 'large-kisi-process.ts'), [String(people)], { silent: true })
  const [line] = (await once(server.stdout!, 'data')) as [Buffer]
  const clock = { now: () => Date.now(), monotonic: () => performance.now() }
  const log = { info: () => undefined, warn: () => undefined }
  const store = openStore({ file: join(folder, 'desk.db'), migrations, now: Date.now() })
  const kisi = createKisiClient({
    address: line.toString().trim(),
    key: 'bench',
    fetch,
    clock,
    log,
    random: Math.random,
  })
  const mirror = createMirror({ database: store.database, kisi, clock, log })
  // As in the desk, which has asked who it is connected to before it reads anything: the first request of a process
  // loads what requests are made with, and that is not the mirror's work.
  await kisi.organization({ priority: 'background' })
  const idleProcess = fork(join(import.meta.dirname, 'idle-process.ts'))
  const delay = monitorEventLoopDelay({ resolution: 1 })
  try {
    globalThis.gc?.()
    const idle = process.memoryUsage().rss
    let most = idle
    const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50)
    const work = watchOwnWork()
    delay.enable()
    const began = performance.now()
    await mirror.sync()
    const seconds = (performance.now() - began) / 1000
    delay.disable()
    clearInterval(sampling)
    work.stop()
    idleProcess.send('figures')
    const [beside] = (await once(idleProcess, 'message')) as [{ p999: number; worst: number }]
    server.send('counts')
    const [counts] = (await once(server, 'message')) as [Counts]
    const asked = new Map(counts.asked)
    asked.set('/organization', 1) // the other was asked for before
    const floor = leastRequests(asked) / perSecond
    if (mirror.status.people < people) throw new Error(`only ${mirror.status.people} people were read`)
    return [
      { name: 'mirror.first-of-20000', value: seconds, unit: 's', bar: floor * 1.1 },
      { name: 'mirror.first-against-floor', value: seconds / floor, unit: '×', bar: 1.1 },
      { name: 'mirror.refused-for-pace', value: counts.refused, unit: 'requests', bar: 0 },
      { name: 'mirror.memory-above-idle', value: (most - idle) / megabyte, unit: 'MB', bar: 150 },
      { name: 'mirror.event-loop-own-work.worst', value: work.worst(), unit: 'ms', bar: 30 },
      { name: 'mirror.event-loop-block.p999', value: delay.percentile(99.9) / 1e6, unit: 'ms', bar: Infinity },
      { name: 'mirror.event-loop-block.worst', value: delay.max / 1e6, unit: 'ms', bar: Infinity },
      { name: 'mirror.idle-process-block.worst', value: beside.worst, unit: 'ms', bar: Infinity },
    ]
  } finally {
    mirror.close()
    kisi.close()
    store.close()
    server.kill()
    idleProcess.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}
