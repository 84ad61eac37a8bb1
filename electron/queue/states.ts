import type { Store } from '../store/store.ts'
import type { Records, StateChange } from './records.ts'
import type { StoredCommand } from './row.ts'
import type { CommandHandler, Outcome } from './types.ts'

export type States = ReturnType<typeof createStates>

/** How commands move from state to state: each step is one transaction together with the use case's rows. */
export function createStates(options: {
  store: Store
  records: Records
  handlers: ReadonlyMap<string, CommandHandler>
  clock: { now(): number }
}) {
  const { store, records, handlers, clock } = options

  /**
   * The end of a command, or a stop that needs a person. A command that was withdrawn needs nobody: its revoke sees to
   * the rest. With a `lease` that is no longer held nothing changes.
   */
  function settle(
    command: StoredCommand,
    proposed: Outcome,
    more: { lease?: string; sentAt?: number | null } = {},
  ): boolean {
    return store.transaction(() => {
      const current = records.byId(command.id)
      if (more.lease !== undefined && current?.lease !== more.lease) return false
      const stopped = proposed.state === 'failed' || proposed.state === 'dead'
      const withdrawn = current?.withdrawn ?? null
      const outcome: Outcome =
        stopped && withdrawn !== null ? { state: 'superseded', problem: withdrawn, at: proposed.at } : proposed
      const finished =
        command.class === 'momentary' ||
        command.class === 'alarm' ||
        (outcome.state !== 'failed' && outcome.state !== 'dead')
      const written = records.setState(command.id, {
        state: outcome.state,
        at: outcome.at,
        problem: outcome.state === 'completed' ? null : outcome.problem,
        complaints: outcome.state === 'completed' ? [] : outcome.complaints,
        result: outcome.state === 'completed' ? outcome.result : null,
        sentAt: more.sentAt,
        finished,
      })
      if (written) handlers.get(command.kind)?.settled?.(command, outcome)
      return written
    })
  }

  /** Back into the line, to be tried or looked at later; a withdrawn one that was never sent ends instead. */
  function postpone(
    command: StoredCommand,
    change: Omit<StateChange, 'at' | 'nextTryAt' | 'finished'> & { afterMs: number; sentAt: number | null },
    lease: string,
  ): void {
    store.transaction(() => {
      const current = records.byId(command.id)
      if (current?.lease !== lease) return
      const at = clock.now()
      const { withdrawn } = current
      if (withdrawn !== null && change.sentAt === null) {
        settle(command, { state: 'superseded', problem: withdrawn, at })
        return
      }
      records.setState(command.id, { ...change, at, nextTryAt: at + change.afterMs, finished: false })
    })
  }

  /** A grant whose visit ended before it was sent, with the visit's other grants that were never sent. */
  function expire(command: StoredCommand, at: number): void {
    const expired: Outcome = { state: 'expired', problem: 'The visit ended before it could be sent.', at }
    settle(command, expired)
    if (command.visitId === null) return
    for (const other of records.openOfVisit(command.visitId)) {
      const unsent = other.sentAt === null && ['queued', 'retry'].includes(other.state)
      if (other.class === 'grant' && other.id > command.id && unsent) settle(other, expired)
    }
  }

  return {
    settle,
    postpone,
    expire,
    /** Ends every grant that was surely never sent or was refused; forbids the others to be sent again. */
    withdrawGrants(visitId: string, reason: string): StoredCommand[] {
      return store.transaction(() => {
        const grants = records.openOfVisit(visitId).filter((command) => command.class === 'grant')
        const stopped = (command: StoredCommand): boolean =>
          ['failed', 'dead'].includes(command.state) || (command.sentAt === null && command.state !== 'processing')
        // Newest first: each leaves the line before the one it waited for, so none becomes ready in between.
        for (const command of [...grants].reverse()) {
          if (stopped(command)) settle(command, { state: 'superseded', problem: reason, at: clock.now() })
          else records.withdraw(command.id, reason)
        }
        return grants.filter(stopped)
      })
    },
  }
}
