import { DeskError } from '../contract/errors.ts'
import type { Store } from '../store/store.ts'
import type { Records } from './records.ts'
import type { StoredCommand } from './row.ts'
import type { States } from './states.ts'

const damagedSentence =
  'The disk changed this record, so it can’t be tried again. Put it away, and do in Kisi what it was for.'
const wentBackSentence =
  'The records went back to an older copy. Try again if the visitor is still here: Kisi is asked first.'

/** What a person does to commands: each is one transaction, and nothing is sent from within it. */
export function createDeeds(options: { store: Store; records: Records; states: States; clock: { now(): number } }) {
  const { store, records, states, clock } = options

  function mustExist(id: number): StoredCommand {
    const command = records.byId(id)
    if (command === null) throw new DeskError('not_found', 'That change is not in the list any more.')
    return command
  }

  function mustBeOpen(id: number): StoredCommand {
    const command = mustExist(id)
    if (command.finishedAt !== null) throw new DeskError('conflict', 'That change is already settled.')
    return command
  }

  function mustBeSound(id: number): StoredCommand {
    const command = mustBeOpen(id)
    if (command.damaged) throw new DeskError('conflict', damagedSentence)
    return command
  }

  return {
    retry(id: number): StoredCommand {
      return store.transaction(() => {
        const command = mustBeSound(id)
        if (command.state === 'processing') return command
        records.setState(id, {
          state: command.sentAt === null ? 'queued' : 'unknown',
          at: clock.now(),
          nextTryAt: clock.now(),
          tries: 0,
          problem: null,
          result: null, // a person has looked: it may be sent again if Kisi does not show it
          finished: false,
        })
        return mustExist(id)
      })
    },
    supersede(commands: readonly Pick<StoredCommand, 'id'>[], reason: string): void {
      store.transaction(() => {
        // Newest first: each leaves the line before the one it waited for, so none becomes ready in between.
        for (const { id } of [...commands].reverse()) {
          states.settle(mustBeSound(id), { state: 'superseded', problem: reason, at: clock.now() })
        }
      })
    },
    handOver(id: number, to: string): StoredCommand {
      return store.transaction(() => {
        const { state, problem, complaints, sentAt } = mustBeSound(id)
        if (state !== 'failed' && state !== 'dead') {
          throw new DeskError('conflict', 'It is still on its way, so nobody has to see to it yet.')
        }
        records.setState(id, { state, problem, complaints, sentAt, handedTo: to, at: clock.now(), finished: false })
        return mustExist(id)
      })
    },
    drop(id: number): StoredCommand {
      return store.transaction(() => {
        const command = mustBeOpen(id)
        if (command.damaged) {
          records.putAway(id, clock.now())
          return mustExist(id)
        }
        if (command.class === 'revoke') {
          throw new DeskError(
            'conflict',
            'Closing doors is never dropped. Try again, or close it in Kisi: the desk will see it.',
          )
        }
        if (!['failed', 'dead'].includes(command.state)) {
          throw new DeskError('conflict', 'It is still on its way. Check the visitor out to stop it.')
        }
        const behind = command.visitId === null ? [] : records.openOfVisit(command.visitId)
        const dropped = behind.filter((other) => other.class === 'grant' && other.id > id && other.sentAt === null)
        for (const other of [...dropped.reverse(), command]) {
          states.settle(other, { state: 'cancelled', problem: 'Dropped at the desk.', at: clock.now() })
        }
        return mustExist(id)
      })
    },
    /** The records went back to an older copy: what was to be closed is looked at, the rest is for a person. */
    wentBack(): void {
      const at = clock.now()
      const goBack = (command: StoredCommand): void => {
        const sentAt = command.sentAt ?? at
        if (command.class === 'revoke') {
          records.setState(command.id, { state: 'unknown', at, sentAt, finished: false })
        } else {
          states.settle(command, { state: 'failed', problem: wentBackSentence, at }, { sentAt })
        }
      }
      // One transaction, however many they are: what a stop left half done would be sent by the next life.
      store.transaction(() => records.line.changeTogether(() => records.list('waiting', Infinity, 0).forEach(goBack)))
    },
  }
}
