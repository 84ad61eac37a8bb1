import { DeskError } from '../contract/errors.ts'
import type { Store } from '../store/store.ts'
import { ageOf, momentaryLifeMs } from './age.ts'
import { deadline } from './deadline.ts'
import type { Records } from './records.ts'
import type { StoredCommand } from './row.ts'
import type { States } from './states.ts'
import type { CommandHandler, NewCommand, Outcome, Verdict } from './types.ts'

const damagedSentence = 'The disk changed what was written, so nothing was sent. Try again, and have it looked at.'

/**
 * The lane of clicks: each is written down, sent at once and settled, waits for nobody and is never sent twice. It is
 * never sent later than its life of ten seconds, by either clock, nor by another process than the one that was clicked.
 */
export function createClicks(options: {
  store: Store
  records: Records
  states: States
  clock: { now(): number; monotonic(): number }
  boot: string
  randomId: () => string
  signal: AbortSignal
  enqueue(command: NewCommand): StoredCommand
  handlerOf(command: StoredCommand): CommandHandler
  judge(error: unknown): Verdict
}) {
  const { store, records, states, clock, boot, signal, judge } = options
  const underWay = new Set<Promise<Outcome>>()
  const now = () => ({ wall: clock.now(), monotonic: clock.monotonic(), boot })

  async function send(command: StoredCommand, lease: string): Promise<Outcome> {
    const giveUp = deadline(signal, Math.max(1, momentaryLifeMs - ageOf(command, now())))
    let outcome: Outcome
    try {
      const result = await options.handlerOf(command).send(command, giveUp.signal)
      outcome = { state: 'completed', result: result ?? {}, quote: null, at: clock.now() }
    } catch (error) {
      const verdict = judge(error)
      const unclear = verdict.kind === 'look' || (verdict.kind === 'retry' && verdict.reached)
      outcome = { state: unclear ? 'unknown' : 'failed', problem: verdict.message, at: clock.now() }
    } finally {
      giveUp.cancel()
    }
    states.settle(command, outcome, { lease })
    return outcome
  }

  return {
    async run(newCommand: NewCommand): Promise<Outcome> {
      if (signal.aborted) throw new DeskError('not_ready', 'Frontdesk is closing.')
      const lease = options.randomId()
      const claimed = store.transaction((): { command: StoredCommand } | { ended: Outcome } => {
        const command = options.enqueue(newCommand)
        const at = clock.now()
        if (command.state === 'queued' && ageOf(command, now()) <= momentaryLifeMs) {
          if (records.claim(command.id, lease, at, true) === null) throw new DeskError('storage', damagedSentence)
          return { command }
        }
        const tooLate: Outcome = { state: 'expired', problem: 'Too late to be sent.', at: command.finishedAt ?? at }
        if (command.state === 'queued') states.settle(command, tooLate)
        else if (command.state !== 'expired') throw new DeskError('conflict', 'That was already asked for once.')
        return { ended: tooLate }
      })
      if ('ended' in claimed) return claimed.ended
      const sending = send(claimed.command, lease)
      underWay.add(sending)
      try {
        return await sending
      } finally {
        underWay.delete(sending)
      }
    },
    /** Waits until the clicks under way are settled; `signal` makes that soon. */
    async close(): Promise<void> {
      await Promise.allSettled(underWay)
    },
  }
}
