import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeskError } from '../../electron/contract/errors.ts'
import { percentile, type Figure } from './figure.ts'
import { benchCommand, fillWithFinished, openQueue, payload, type OpenQueue } from './queue/ours.ts'
import { openLiteque, openPlainjob } from './queue/rivals.ts'

const rounds = Number(process.env['FRONTDESK_BENCH_ROUNDS'] ?? 2000)
const finishedRows = Number(process.env['FRONTDESK_BENCH_FINISHED'] ?? 1_000_000)
const blockedRows = Number(process.env['FRONTDESK_BENCH_BLOCKED'] ?? 100_000)
/** Whoever claims and completes does so many at a time before the next one has its turn on the disk. */
const batch = 50

type Contestants = Record<string, (count: number) => Promise<void>>

/** Each contestant in random order, again and again; the median of its times in milliseconds, by name. */
async function contest(contestants: Contestants, count: number, each: number): Promise<Record<string, number>> {
  const times = new Map<string, number[]>(Object.keys(contestants).map((name) => [name, []]))
  for (let round = 0; round < count; round++) {
    const order = Object.keys(contestants)
      .map((name) => ({ name, rank: Math.random() }))
      .sort((one, other) => one.rank - other.rank)
    for (const { name } of order) {
      const began = performance.now()
      await contestants[name]!(each)
      times.get(name)!.push(performance.now() - began)
    }
  }
  return Object.fromEntries([...times].map(([name, taken]) => [name, percentile(taken, 0.5)]))
}

let names = 0

function addTo({ queue }: OpenQueue, count: number): void {
  for (let index = 0; index < count; index++) queue.enqueue(benchCommand(`bench-${(names += 1)}`))
}

/** Lets the lane take and settle what waits; what is added meanwhile is not in the time. */
async function settle(ours: OpenQueue): Promise<void> {
  ours.queue.wake()
  await ours.idle()
}

const times = async (count: number, work: () => unknown): Promise<void> => {
  for (let index = 0; index < count; index++) await work()
}

/**
 * The desk's queue beside a bare insert, plainjob and liteque, all with synchronous FULL, in one run on one disk. Times
 * as ratios: 1.25 means a quarter longer, so that 80 % of a rate is 1.25 of its time.
 */
export async function run(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'frontdesk-bench-'))
  const closing: (() => unknown)[] = []
  try {
    const plainjob = await openPlainjob(folder)
    const liteque = await openLiteque(folder)
    const ours = openQueue(folder, 'ours')
    const full = openQueue(folder, 'finished', { fill: (store) => fillWithFinished(store, finishedRows) })
    const blocked = openQueue(folder, 'blocked', { stuck: blockedRows })
    closing.push(
      () => plainjob.close(),
      () => liteque.close(),
    )
    for (const one of [ours, full, blocked]) closing.push(() => one.close())
    blockBehindOne(blocked)
    const insert = ours.store.database.prepare('INSERT INTO bare (body) VALUES (?)')
    const body = JSON.stringify(payload)
    const enqueue = await contest(
      {
        bare: async () => void insert.run(body),
        ours: async () => addTo(ours, 1),
        full: async () => addTo(full, 1),
        blocked: async () => addTo(blocked, 1),
        plainjob: async () => void (await plainjob.add()),
        liteque: async () => void (await liteque.add()),
      },
      rounds,
      1,
    )
    for (const one of [ours, full, blocked]) one.queue.start()
    await Promise.all([ours, full, blocked].map((one) => one.idle()))
    const lanes: [string, OpenQueue][] = [
      ['ours', ours],
      ['full', full],
      ['blocked', blocked],
    ]
    const complete = await contestOfLanes(lanes, { plainjob, liteque })
    const figure = (name: string, value: number, bar: number): Figure => ({ name, value, unit: '×', bar })
    const between = (all: Record<string, number>, one: string, other: string): number => all[one]! / all[other]!
    return [
      figure('enqueue-against-bare-insert', between(enqueue, 'ours', 'bare'), 1.25),
      figure('enqueue-against-plainjob', between(enqueue, 'ours', 'plainjob'), 1),
      figure('enqueue-against-liteque', between(enqueue, 'ours', 'liteque'), 1),
      figure(`enqueue-with-${finishedRows}-finished-against-empty`, between(enqueue, 'full', 'ours'), 1.2),
      figure('claim-and-complete-against-plainjob', between(complete, 'ours', 'plainjob'), 1),
      figure('claim-and-complete-against-liteque', between(complete, 'ours', 'liteque'), 1),
      figure(`claim-and-complete-with-${finishedRows}-finished`, between(complete, 'full', 'ours'), 1.25),
      figure(`claim-and-complete-with-${blockedRows}-blocked`, between(complete, 'blocked', 'ours'), 1.25),
    ]
  } finally {
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

async function contestOfLanes(
  lanes: [string, OpenQueue][],
  rivals: Record<string, { add(): unknown; work(): unknown }>,
): Promise<Record<string, number>> {
  const taken = new Map<string, number[]>()
  const note = (name: string, began: number): void => {
    taken.set(name, [...(taken.get(name) ?? []), performance.now() - began])
  }
  const turns: [string, () => Promise<void>][] = [
    ...lanes.map(([name, lane]): [string, () => Promise<void>] => [
      name,
      async () => {
        // One transaction, so that the lane, which starts by itself afterwards, finds all of them.
        lane.store.transaction(() => addTo(lane, batch))
        const began = performance.now()
        await settle(lane)
        note(name, began)
      },
    ]),
    ...Object.entries(rivals).map(([name, rival]): [string, () => Promise<void>] => [
      name,
      async () => {
        await times(batch, () => rival.add())
        const began = performance.now()
        await times(batch, () => rival.work())
        note(name, began)
      },
    ]),
  ]
  for (let round = 0; round < Math.ceil(rounds / batch); round++) {
    for (const [, turn] of turns.toSorted(() => Math.random() - 0.5)) await turn()
  }
  return Object.fromEntries([...taken].map(([name, all]) => [name, percentile(all, 0.5)]))
}
