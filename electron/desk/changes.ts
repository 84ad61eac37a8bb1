import type { Change } from '../contract/changes.ts'
import type { Handlers, Output } from '../contract/table.ts'
import type { Queue } from '../queue/queue.ts'
import type { Command } from '../queue/types.ts'
import type { Keys } from './keys/keys.ts'
import type { KeyTable, ReceiptRow } from './keys/table.ts'
import type { Clock } from './ports.ts'
import type { Store } from '../store/store.ts'
import { fitting } from './support/fit.ts'
import { sought } from './support/sought.ts'
import type { Emit } from './support/emitter.ts'

const iso = (at: number): string => new Date(at).toISOString()

function changeOf(command: Command): Change {
  return {
    id: String(command.id),
    kind: command.kind,
    class: command.class,
    state: command.state,
    subject: command.subject,
    object: command.object,
    visitId: command.visitId,
    enqueuedAt: iso(command.enqueuedAt),
    nextTryAt: command.state === 'retry' || command.state === 'unknown' ? iso(command.nextTryAt) : null,
    expiresAt: command.expiresAt === null ? null : iso(command.expiresAt),
    tries: command.tries,
    problem: command.problem,
    complaints: [...command.complaints],
    handedTo: command.handedTo,
    damaged: command.damaged,
  }
}

const receiptOf = (receipt: ReceiptRow): Output<'receipts.list'>['receipts'][number] => ({
  id: String(receipt.id),
  says: receipt.says,
  at: iso(receipt.at),
  askedAt: iso(receipt.asked_at),
  quote: receipt.quote,
  subject: receipt.subject,
  visitId: receipt.visit_id,
})

/** What a change is searched by. */
const textOf = ({ subject, object, problem, handedTo }: Command): string =>
  [subject, object, problem, handedTo].filter(Boolean).join(' ')

/** What is on its way to Kisi, what needs a person, and the receipts. */
export function createChanges(options: {
  queue: Queue
  keys: Keys
  keyTable: KeyTable
  store: Store
  clock: Clock
  emit: Emit
}): Pick<
  Handlers,
  'changes.list' | 'changes.retry' | 'changes.drop' | 'changes.hand_over' | 'changes.try_now' | 'receipts.list'
> {
  const { queue, keys, keyTable, store, clock, emit } = options
  const tell = (visitId: string | null): void => {
    if (visitId !== null) emit('visits.changed', { visitIds: [visitId] })
  }
  return {
    'changes.list': async ({ list, query, limit, offset }) => {
      if (query.trim() !== '') {
        const { found, total } = await sought((many, from) => queue.list(list, many, from), textOf, {
          query,
          limit,
          offset,
        })
        return { changes: fitting(found.map(changeOf)), total }
      }
      const counts = queue.counts()
      return {
        changes: fitting(queue.list(list, limit, offset).map(changeOf)),
        total: list === 'waiting' ? counts.waiting : counts.needsPerson,
      }
    },
    'changes.retry': ({ changeId }) => {
      const command = store.transaction(() => {
        const retried = queue.retry(Number(changeId))
        keys.retried(retried)
        return retried
      })
      tell(command.visitId)
      return changeOf(command)
    },
    'changes.drop': ({ changeId }) => {
      const command = store.transaction(() => {
        const dropped = queue.drop(Number(changeId))
        keys.dropped(dropped, clock.now())
        return dropped
      })
      tell(command.visitId)
      return changeOf(command)
    },
    'changes.hand_over': ({ changeId, to }) => changeOf(queue.handOver(Number(changeId), to)),
    'changes.try_now': () => {
      queue.wake()
      return { waiting: queue.counts().waiting }
    },
    'receipts.list': async ({ query, limit, offset }) => {
      const { found, total } =
        query.trim() === ''
          ? { found: keyTable.receipts(limit, offset), total: keyTable.receiptCount() }
          : await sought(keyTable.receipts, ({ subject, quote }) => `${subject} ${quote}`, { query, limit, offset })
      return { receipts: fitting(found.map(receiptOf)), total }
    },
  }
}
