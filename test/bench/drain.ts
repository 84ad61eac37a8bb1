import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKisiClient } from '../../electron/kisi/client.ts'
import { KisiError } from '../../electron/kisi/error.ts'
import { startSimulator } from '../e2e/fixtures/simulator.ts'
import { benchCommand, openQueue } from './queue/ours.ts'
import type { Figure } from './figure.ts'
import { watchOwnWork } from './own-work.ts'

const commands = Number(process.env['FRONTDESK_BENCH_COMMANDS'] ?? 600)
/** What Kisi allows a user. */
const perSecond = 5

/** A backlog of commands of one request each, sent to the simulator in real time. */
export async function run(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-bench-'))
  const simulator = await startSimulator(folder)
  const clock = { now: () => Date.now(), monotonic: () => performance.now() }
  const kisi = createKisiClient({
    address: simulator.url,
    key: simulator.apiKey,
    fetch,
    clock,
    log: { warn: () => undefined },
    random: Math.random,
  })
  let refusals = 0
  const ours = openQueue(folder, 'drain', {
    async send(command, signal) {
      try {
        await kisi.createGuest({ name: command.key, email: null }, { priority: 'grant', signal })
      } catch (error) {
        if (error instanceof KisiError && error.kind === 'rate_limited') refusals += 1
        throw error
      }
    },
  })
  try {
    ours.store.transaction(() => {
      for (let index = 0; index < commands; index++) ours.queue.enqueue(benchCommand(`Visitor ${index}`))
    })
    await kisi.organization({ priority: 'background' }) // the first request loads what requests are made with
    const work = watchOwnWork()
    const began = performance.now()
    ours.queue.start()
    await ours.idle()
    const seconds = (performance.now() - began) / 1000
    work.stop()
    return [
      {
        name: `drain-${commands}-commands-against-ideal`,
        value: seconds / (commands / perSecond),
        unit: '×',
        bar: 1.1,
      },
      { name: 'drain-event-loop-own-work-worst', value: work.worst(), unit: 'ms', bar: 30 },
      { name: 'drain-answers-429', value: refusals, unit: 'answers', bar: 0 },
    ]
  } finally {
    await ours.close()
    kisi.close()
    await simulator.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
