import { setTimeout as sleep } from 'node:timers/promises'
import { createBadgeReaders } from '../../../simulator/hardware/badge-readers/badge-readers.ts'
import type { NumberedReader } from '../../../simulator/hardware/badge-readers/badge-readers.ts'
import { percentile } from '../../bench/figure.ts'
import { createRandom } from '../../fixtures/random.ts'
import { startReaderHost } from './hosts.ts'
import type { HostName, ReaderHost } from './hosts.ts'

const patienceMs = 20_000
/** A frame of sixteen bytes at 9600 baud. */
const frameMs = 17

export interface PlugsOptions {
  host: HostName
  /** What the runtime needs in front, such as a display. */
  prefix?: readonly string[]
  /** How often the reader is unplugged and plugged in again. */
  rounds: number
  /** How many cards are tapped, twenty in a second. */
  taps: number
  seed: number
}

export interface PlugsResult {
  /** Cards that were held whole to a connected reader, and how many of them were never told. */
  held: number
  lost: number
  /** Told more often than held, out of turn, or never held at all. */
  wrong: number
  unplugMs: number[]
  replugMs: number[]
  /** Of one core, while twenty cards are tapped in a second, and while nothing happens after. */
  busyShare: number
  idleShare: number
  /** Memory after, against before. */
  grownBytes: number
}

async function until(host: ReaderHost, what: string, met: () => boolean): Promise<number> {
  const began = performance.now()
  const given = AbortSignal.timeout(patienceMs)
  while (!met()) {
    if (given.aborted || host.state === 'ended') throw new Error(`${what}: not within ${patienceMs} ms (${host.state})`)
    await Promise.race([host.news(), sleep(50)])
  }
  return performance.now() - began
}

async function share(host: ReaderHost, work: () => Promise<void>): Promise<number> {
  const [before, began] = [await host.used(), performance.now()]
  await work()
  const after = await host.used()
  return (after.milliseconds - before.milliseconds) / (performance.now() - began)
}

/**
 * A badge reader of the simulator on a pty, unplugged at any byte of a frame again and again, and then tapped twenty times
 * a second; the desk's readers listen in a runtime of their own. What is held whole is told once, in order.
 */
export async function pullPlugs({ host: name, prefix, rounds, taps, seed }: PlugsOptions): Promise<PlugsResult> {
  const random = createRandom(seed)
  const hardware = createBadgeReaders({})
  const reader: NumberedReader = await hardware.add({ protocol: 'id12', transport: 'pty' })
  // A runtime that is started while the pty is open inherits it, and with it keeps the line from ever hanging up.
  reader.unplug()
  const host = await startReaderHost(name, reader.path, prefix)
  let last = 0x3c00000000 + random.below(2 ** 24)
  /** Cards in the order held; a cut one may be told or not. */
  const held: { identity: string; cut: boolean }[] = []
  const hold = (cut = false): void => {
    last += 1 + random.below(1000)
    const tag = last.toString(16).toUpperCase().padStart(10, '0')
    held.push({ identity: `em4100:${tag}`, cut })
    reader.present({ kind: 'em4100', tag }, 20)
  }
  const told = (): boolean => held.every(({ identity, cut }) => cut || host.taps.includes(identity))
  const [unplugMs, replugMs]: [number[], number[]] = [[], []]
  try {
    await until(host, 'the start', () => host.state !== 'none')
    await reader.plug()
    await until(host, 'the first connection', () => host.state === 'connected')
    const before = (await host.used()).bytes
    for (let round = 0; round < rounds; round += 1) {
      hold()
      await until(host, `the card of round ${round}`, told)
      hold(true)
      await sleep(random.below(frameMs))
      reader.unplug()
      unplugMs.push(await until(host, `the unplug of round ${round}`, () => host.state !== 'connected'))
      // Sometimes at once, sometimes after the desk has tried in vain.
      await sleep(random.below(4) === 0 ? random.below(700) : 0)
      await reader.plug()
      replugMs.push(await until(host, `the replug of round ${round}`, () => host.state === 'connected'))
    }
    const busyShare = await share(host, async () => {
      const began = performance.now()
      for (let tap = 0; tap < taps; tap += 1) {
        await sleep(Math.max(0, began + tap * 50 - performance.now()))
        hold()
      }
      await until(host, 'the last cards', told).catch(() => undefined)
    })
    const idleShare = await share(host, () => sleep(1000))
    const grownBytes = (await host.used()).bytes - before
    const order = host.taps.map((identity) => held.findIndex((card) => card.identity === identity))
    return {
      held: held.filter(({ cut }) => !cut).length,
      lost: held.filter(({ identity, cut }) => !cut && !host.taps.includes(identity)).length,
      wrong: order.filter((at, index) => at < 0 || (index > 0 && at <= (order[index - 1] ?? -1))).length,
      ...{ unplugMs, replugMs, busyShare, idleShare, grownBytes },
    }
  } finally {
    hardware.close()
    await host.close()
  }
}

/** One line of figures. */
export function plugsLine(name: HostName, rounds: number, result: PlugsResult): string {
  const { held, lost, wrong, unplugMs, replugMs, busyShare, idleShare, grownBytes } = result
  const milliseconds = (samples: number[]): string =>
    `median ${percentile(samples, 0.5).toFixed(0)}, worst ${percentile(samples, 1).toFixed(0)} ms`
  const percent = (part: number): string => `${(part * 100).toFixed(1)} %`
  return (
    `${name}: ${rounds} times unplugged (told: ${milliseconds(unplugMs)}; back: ${milliseconds(replugMs)}), ` +
    `${held} cards held, ${lost} lost, ${wrong} doubled or wrong; at 20 a second ${percent(busyShare)} of a core, ` +
    `idle ${percent(idleShare)}; memory ${(grownBytes / 2 ** 20).toFixed(1)} MB more than at first`
  )
}
