import { DeskError } from '../contract/errors.ts'
import type { Store } from '../store/store.ts'
import { alarmLifeMs, ageOf } from './age.ts'
import { deadline } from './deadline.ts'
import type { Records } from './records.ts'
import type { StoredCommand } from './row.ts'
import type { States } from './states.ts'
import type { CommandHandler, NewCommand, Outcome, Verdict } from './types.ts'

/** One request of an alarm that is not answered in this time is given up and made again. */
const patienceMs = 5000
const pauseMs = 500

/**
 * The lane of alarms: a lockdown or its end, which does no harm when it is sent twice. Sent at once and again and again
 * for sixty seconds by either clock, whatever else waits, until Kisi says yes or no; never by another process.
 */
export function createAlarms(options: {
  store: Store
  records: Records
  states: States
  clock: { now(): number; monotonic(): number }
  boot: string
  randomId: () => string
  random: () => number
  signal: AbortSignal
  enqueue(command: NewCommand): StoredCommand
  handlerOf(command: StoredCommand): CommandHandler
  judge(error: unknown): Verdict
}) {
  const { store, records, states, clock, boot, signal, judge, random } = options
  const underWay = new Set<Promise<Outcome>>()
  const leftMs = (command: StoredCommand): number =>
    alarmLifeMs - ageOf(command, { wall: clock.now(), monotonic: clock.monotonic(), boot })

  function rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const awake = deadline(signal, milliseconds)
      awake.signal.addEventListener('abort', () => resolve(), { once: true })
      if (awake.signal.aborted) resolve()
    })
  }

  async function insist(command: StoredCommand): Promise<Outcome> {
    let reached = false
    let problem: string | null = null
    while (!signal.aborted && leftMs(command) > 0) {
      const giveUp = deadline(signal, Math.min(patienceMs, leftMs(command)))
      try {
        const result = await options.handlerOf(command).send(command, giveUp.signal)
        return { state: 'completed', result: result ?? {}, quote: null, at: clock.now() }
      } catch (error) {
        const verdict = judge(error)
        problem = verdict.message
        if (verdict.kind === 'refused' || verdict.kind === 'paused') {
          return { state: 'failed', problem, at: clock.now() }
        }
        reached ||= verdict.kind === 'look' || (verdict.kind === 'retry' && verdict.reached)
      } finally {
        giveUp.cancel()
      }
      await rest(pauseMs * (0.5 + random()))
    }
    return { state: reached ? 'unknown' : 'expired', problem, at: clock.now() }
  }

  async function carryOut(command: StoredCommand, lease: string): Promise<Outcome> {
    const outcome = await insist(command)
    states.settle(command, outcome, { lease })
    return outcome
  }

  return {
    async run(newCommand: NewCommand): Promise<Outcome> {
      if (signal.aborted) throw new DeskError('not_ready', 'Frontdesk is closing.')
      const lease = options.randomId()
      const command = store.transaction(() => {
        const asked = options.enqueue(newCommand)
        if (asked.state !== 'queued') throw new DeskError('conflict', 'That was already asked for once.')
        if (records.claim(asked.id, lease, clock.now(), true) === null) {
          throw new DeskError('storage', 'The disk changed what was written, so nothing was sent. Try again.')
        }
        return asked
      })
      const working = carryOut(command, lease)
      underWay.add(working)
      try {
        return await working
      } finally {
        underWay.delete(working)
      }
    },
    /** Waits until the alarms under way are settled; `signal` makes that soon. */
    async close(): Promise<void> {
      await Promise.allSettled(underWay)
    },
  }
}
