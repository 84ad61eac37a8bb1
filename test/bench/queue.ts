import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeskError } from '../../electron/contract/errors.ts'
import type { NewCommand } from '../../electron/queue/types.ts'
import { percentile, type Figure } from './figure.ts'
import { benchCommand, fillWithFinished, openQueue, payload, type OpenQueue } from './queue/ours.ts'
import { openLiteque, openPlainjob, type Rival } from './queue/rivals.ts'

const rounds = Number(process.env['FRONTDESK_BENCH_ROUNDS'] ?? 2000)
const finishedRows = Number(process.env['FRONTDESK_BENCH_FINISHED'] ?? 1_000_000)
const blockedRows = Number(process.env['FRONTDESK_BENCH_BLOCKED'] ?? 100_000)
/** Whoever claims and completes does so many at a time before the next one has its turn on the disk. */
const batch = 50

/** The first tenth of the rounds warms everything up and is not counted. */
const warmUp = 0.1

type Work = () => unknown

/**
 * How much longer `one` takes than `other`. They take turns on the same disk, in random order within a round, so that
 * whatever else the machine does meets both: the median of the rounds' ratios.
 */
async function compare(one: () => Promise<number>, other: () => Promise<number>, count: number): Promise<number> {
  const ratios: number[] = []
  for (let round = 0; round < count; round++) {
    const otherFirst = Math.random() < 0.5
    const before = otherFirst ? await other() : null
    const taken = await one()
    const beside = before ?? (await other())
    if (round >= count * warmUp) ratios.push(taken / beside)
    await breathe()
  }
  return percentile(ratios, 0.5)
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** The time of one piece of work, milliseconds. */
const timed = (work: Work) => async (): Promise<number> => {
  const began = performance.now()
  const result = work()
  if (result instanceof Promise) await result
  return performance.now() - began
}

let names = 0
const nextCommand = (): NewCommand => benchCommand(`bench-${(names += 1)}`)

/** One command added, as the use case has it in its hands. */
const added =
  ({ queue }: OpenQueue) =>
  async (): Promise<number> => {
    const command = nextCommand()
    const began = performance.now()
    queue.enqueue(command)
    return performance.now() - began
  }

/** Many commands claimed and completed by the lane; adding them is not in the time. */
const drained = (ours: OpenQueue) => async (): Promise<number> => {
  // One transaction, so that the lane, which starts by itself afterwards, finds all of them.
  ours.store.transaction(() => {
    for (let index = 0; index < batch; index++) ours.queue.enqueue(nextCommand())
  })
  const began = performance.now()
  ours.queue.wake()
  await ours.idle()
  return performance.now() - began
}

const worked = (rival: Rival) => async (): Promise<number> => {
  for (let index = 0; index < batch; index++) await rival.add()
  const began = performance.now()
  for (let index = 0; index < batch; index++) await rival.work()
  return performance.now() - began
}

/**
 * The desk's queue beside a bare insert, plainjob and liteque, all with synchronous FULL, in one run on one disk. Times
 * as ratios: 1.25 means a quarter longer, so that 80 % of a rate is 1.25 of its time. While commands are added, the lane
 * waits for Kisi's answer to the first one.
 */
export async function run(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-bench-'))
  const closing: (() => unknown)[] = []
  let answer = (): void => undefined
  const answered = new Promise<void>((resolve) => (answer = resolve))
  const send = (): Promise<void> => answered
  try {
    const plainjob = await openPlainjob(folder)
    const liteque = await openLiteque(folder)
    const ours = openQueue(folder, 'ours', { send })
    const full = openQueue(folder, 'finished', { send, fill: (store) => fillWithFinished(store, finishedRows) })
    const blocked = openQueue(folder, 'blocked', { send, stuck: blockedRows })
    const queues = [ours, full, blocked]
    closing.push(
      () => plainjob.close(),
      () => liteque.close(),
    )
    for (const one of queues) closing.push(() => one.close())
    blockBehindOne(blocked)
    for (const one of queues) one.queue.start()
    await Promise.all(queues.map((one) => one.queue.keysKnown()))
    const insert = ours.store.database.prepare('INSERT INTO bare (body) VALUES (?)')
    const body = JSON.stringify(payload)
    const add = added(ours)
    const figures: Figure[] = []
    const note = (name: string, value: number, bar: number): void => {
      figures.push({ name, value, unit: '×', bar })
    }
    const bare = timed(() => insert.run(body))
    note('enqueue-against-bare-insert', await compare(add, bare, rounds), 1.25)
    note(
      'enqueue-against-plainjob',
      await compare(
        add,
        timed(() => plainjob.add()),
        rounds,
      ),
      1,
    )
    note(
      'enqueue-against-liteque',
      await compare(
        add,
        timed(() => liteque.add()),
        rounds,
      ),
      1,
    )
    note(`enqueue-with-${finishedRows}-finished-against-empty`, await compare(added(full), add, rounds), 1.2)
    note(`enqueue-with-${blockedRows}-blocked`, await compare(added(blocked), add, rounds), 1.25)
    answer()
    for (const one of queues) {
      one.queue.wake()
      await one.idle()
    }
    const [lane, fullLane, blockedLane] = [drained(ours), drained(full), drained(blocked)]
    note('claim-and-complete-against-plainjob', await compare(lane, worked(plainjob), rounds / batch), 1)
    note('claim-and-complete-against-liteque', await compare(lane, worked(liteque), rounds / batch), 1)
    note(`claim-and-complete-with-${finishedRows}-finished`, await compare(fullLane, lane, rounds / batch), 1.25)
    note(`claim-and-complete-with-${blockedRows}-blocked`, await compare(blockedLane, lane, rounds / batch), 1.25)
    return figures
  } finally {
    answer()
    for (const close of closing) await close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One command that is refused and needs a person, and everything else behind it. */
function blockBehindOne({ store, queue }: OpenQueue): void {
  const entities = ['visit:blocked']
  store.transaction(() => queue.enqueue(benchCommand('first', { entities, kind: 'card.give' })))
  for (let from = 1; from < blockedRows; from += 10_000) {
    store.transaction(() => {
      for (let index = from; index < Math.min(from + 10_000, blockedRows); index++) {
        queue.enqueue(benchCommand(`behind-${index}`, { entities }))
      }
    })
  }
  queue.register({
    kind: 'card.give',
    async send() {
      throw new DeskError('refused', 'Not today.')
    },
  })
}
