import { watchStalls } from './stalls.ts'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import type * as Timers from 'node:timers'
import type * as TimersPromises from 'node:timers/promises'

/**
 * Makes the time of a process go faster; for `node --import`, before anything else is loaded, so that a whole desk can
 * live eight hours in ten minutes beside a simulator whose clock runs at the same rate.
 *
 * Why what is proven so holds for a desk in real time: nothing of the desk is replaced or told about it. Whatever it can
 * read a time from (Date, performance.now) and whatever it waits with (timers, AbortSignal.timeout) goes `rate` times as
 * fast, all of it alike, so every proportion that it decides by stays. What does not go faster is the machine: a
 * millisecond of computing, of the disk or of the wire costs `rate` milliseconds of the desk's. That only makes the desk
 * slower and its line worse than in life; nothing is made easier. The timers inside Node's sockets stay real. Where the
 * machine gave the process no time at all, it says so: `{ stalled: [from, to] }` in real epoch milliseconds.
 *
 * DILATED_TIME is JSON: `rate`, and the wall clock in epoch milliseconds (`wall`) at a moment of real time (`real`). The
 * message `{ jump: milliseconds }` moves the wall clock, forwards or back, and leaves the monotonic one alone, as a
 * corrected computer clock does; it is answered by the same message.
 */
interface Pace {
  rate: number
  wall: number
  real: number
}

/** Node takes a longer delay for none at all; a faster time must not make one of those fit. */
const longestDelay = 2 ** 31 - 1

const require = createRequire(import.meta.url)
const given = process.env['DILATED_TIME']
if (given !== undefined) dilate(JSON.parse(given) as Pace)

function dilate({ rate, wall, real }: Pace): void {
  const RealDate = Date
  const realNow = RealDate.now
  let jumped = 0
  const now = (): number => Math.floor(wall + jumped + (realNow() - real) * rate)
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget) as object,
    apply: () => new RealDate(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown)),
  })
  RealDate.prototype.constructor = globalThis.Date

  const monotonic = performance.now.bind(performance)
  performance.now = () => monotonic() * rate

  const { setInterval: everyReal } = globalThis
  watchStalls(realNow, everyReal, (stalled) => process.send?.({ stalled }))
  dilateTimers(rate)

  const realTimeout = AbortSignal.timeout.bind(AbortSignal)
  AbortSignal.timeout = (milliseconds) => realTimeout(Math.ceil(milliseconds / rate))

  process.on('message', (message: { jump?: number }) => {
    if (typeof message.jump !== 'number') return
    jumped += message.jump
    process.send?.(message)
  })
  process.channel?.unref()
}

function dilateTimers(rate: number): void {
  const faster = (delay: number | undefined): number | undefined =>
    delay === undefined || delay > longestDelay ? delay : delay / rate
  const timers = require('node:timers') as typeof Timers
  const promises = require('node:timers/promises') as typeof TimersPromises
  for (const name of ['setTimeout', 'setInterval'] as const) {
    const start = timers[name] as (task: () => void, delay?: number, ...rest: unknown[]) => unknown
    const started = (task: () => void, delay?: number, ...rest: unknown[]) => start(task, faster(delay), ...rest)
    // Node's own properties, such as the one that promisify looks for, lead to the ones below.
    Object.defineProperties(started, Object.getOwnPropertyDescriptors(start))
    Object.assign(timers, { [name]: started })
    Object.assign(globalThis, { [name]: started })
  }
  const { setTimeout: rest, setInterval: beat } = promises
  Object.assign(promises, {
    setTimeout: (delay?: number, value?: unknown, options?: object) => rest(faster(delay), value, options),
    setInterval: (delay?: number, value?: unknown, options?: object) => beat(faster(delay), value, options),
  })
  promises.scheduler.wait = (delay, options) => rest(faster(delay), undefined, options)
  syncBuiltinESMExports()
}
