import type { Store } from '../store/store.ts'
import type { Gate } from './gate.ts'
import { fullJitter } from './patience.ts'
import { NotShownYet, perform } from './perform.ts'
import type { Records } from './records.ts'
import type { StoredCommand } from './row.ts'
import type { States } from './states.ts'
import type { CommandHandler, CommandParameters, Outcome, Verdict } from './types.ts'

/** Tries after which a grant that reaches Kisi but never succeeds is handed to a person. Revokes go on for ever. */
const triesBeforeDead = 12

/** Kisi says yes to a revoke and shows it open all the same: after so many looks a person is called. */
const looksBeforeMismatch = 8

export interface Claimed {
  command: StoredCommand
  lease: string
  /** When it was written down as on the wire, because it is sent right away; null: that is still to be written. */
  sentAt: number | null
  /** How it ends when Kisi does not show it: it must not be sent (again). Null: it may be sent. */
  otherwise: { state: 'expired' | 'superseded'; problem: string } | null
}

/** Writes down how an attempt went; to be run in a transaction. */
export type Ending = () => void

/**
 * Carries out one claimed command, and answers with what writes down how that went: the lane does it in one go with
 * claiming the next one. Throws only when the records refuse.
 */
export function createAttempt(options: {
  store: Store
  records: Records
  states: States
  gate: Gate
  clock: { now(): number }
  random: () => number
  signal: AbortSignal
  judge(error: unknown): Verdict
  /** Kisi answered, whatever it said. */
  answered(): void
  log: { info(event: string, fields?: Record<string, unknown>): void }
}) {
  const { store, records, states, gate, clock, random, signal, judge, log } = options

  return async function attempt(handler: CommandHandler, claimed: Claimed): Promise<Ending> {
    const { command, lease } = claimed
    const wasSent = command.sentAt !== null
    let sentAt = claimed.sentAt
    let taken: CommandParameters | null = null // what Kisi said when it said yes in this attempt
    let answered = false
    const heard = (): void => {
      answered = true
      options.answered()
    }
    const done = await perform(handler, command, {
      look: wasSent,
      maySend: claimed.otherwise === null,
      signal,
      beforeSending() {
        if (claimed.sentAt !== null) return true
        const at = clock.now()
        const may = store.transaction(() => records.markSent(command.id, lease, at))
        if (may) sentAt = at
        return may
      },
      afterSending: (result) => void (taken = result),
      answered: heard,
      isRefusal: (error) => judge(error).kind === 'refused',
    }).catch((error: unknown) => ({ error }))
    const at = clock.now()
    const end =
      (outcome: Outcome, sent: number | null = command.sentAt): Ending =>
      () =>
        void states.settle(command, outcome, { lease, sentAt: sent })
    const later =
      (change: Parameters<States['postpone']>[1]): Ending =>
      () =>
        states.postpone(command, change, lease)

    if (done === 'not sent') {
      const withdrawn = records.byId(command.id)?.withdrawn ?? null
      return end({ ...(claimed.otherwise ?? { state: 'superseded', problem: withdrawn }), at })
    }
    if (!('error' in done)) {
      heard()
      if ('refused' in done) return end({ state: 'failed', problem: done.refused, at })
      return end({ state: 'completed', result: done.result, quote: done.quote, at }, command.sentAt ?? sentAt)
    }
    if (signal.aborted) return () => undefined // the next start finds it as processing and looks at Kisi first

    const verdict = judge(done.error)
    const { error } = done
    log.info('queue.attempt_failed', {
      id: command.id,
      kind: command.kind,
      verdict: verdict.kind,
      // A sentence for the screen may name a card or a person; the log may not.
      error: verdict.kind === 'refused' ? 'refused' : error instanceof Error ? `${error.name}: ${error.message}` : '',
    })
    const mayStand =
      taken !== null || (sentAt !== null && (verdict.kind === 'look' || (verdict.kind === 'retry' && verdict.reached)))
    const unclear = wasSent || mayStand
    const firstSentAt = command.sentAt ?? (mayStand ? sentAt : null)
    const kept = { sentAt: firstSentAt, result: taken ?? command.result, problem: verdict.message }
    const waiting = unclear ? 'unknown' : command.tries > 0 ? 'retry' : 'queued'
    switch (verdict.kind) {
      case 'refused':
        return end({ state: 'failed', problem: verdict.message, complaints: verdict.complaints, at })
      case 'offline':
        gate.failed()
        return later({ ...kept, state: waiting, afterMs: 0, tries: command.tries })
      case 'paused':
        gate.pause()
        return later({ ...kept, state: unclear ? 'unknown' : 'queued', afterMs: 0, tries: command.tries })
      case 'retry':
      case 'look': {
        // When Kisi answered a moment ago it is this command that fails, and it alone bears it. While the line fails
        // for everyone, no command is any the worse for it.
        const line = verdict.line && !answered
        const free = (verdict.kind === 'retry' && verdict.free === true) || (line && gate.failing())
        const tries = free ? command.tries : command.tries + 1
        if (line) gate.failed()
        if (tries >= triesBeforeDead && command.class !== 'revoke') {
          return end({ state: 'dead', problem: verdict.message, at }, firstSentAt)
        }
        if (error instanceof NotShownYet && command.class === 'revoke' && tries >= looksBeforeMismatch) {
          return end({ state: 'failed', problem: error.inTheEnd, at }, firstSentAt)
        }
        const asked = verdict.kind === 'retry' ? verdict.afterMs : undefined
        const soon = command.class === 'revoke' && tries <= 1 ? 0 : fullJitter(Math.max(tries, 1), random)
        const problem = line && !unclear ? 'Waits for the network.' : verdict.message
        return later({ ...kept, problem, state: unclear ? 'unknown' : 'retry', afterMs: asked ?? soon, tries })
      }
    }
  }
}
