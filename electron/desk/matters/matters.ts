import { DeskError } from '../../contract/errors.ts'
import type { Matter } from '../../contract/matters.ts'
import type { Handlers } from '../../contract/table.ts'
import type { KisiClient } from '../../kisi/types.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { Queue } from '../../queue/queue.ts'
import type { Store } from '../../store/store.ts'
import type { Keys } from '../keys/keys.ts'
import type { KeyRow, KeyTable } from '../keys/table.ts'
import type { Clock } from '../ports.ts'
import { fitting } from '../support/fit.ts'
import type { VisitTable } from '../visits/table.ts'
import { matterClose } from './close.ts'
import { matterPutBack } from './put-back.ts'
import type { MatterRow, MatterTable } from './table.ts'

const iso = (at: number): string => new Date(at).toISOString()
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at))

const matterOf = (row: MatterRow, key: KeyRow | undefined): Matter => ({
  id: String(row.id),
  wrong: row.wrong,
  what: row.what === 'right' || row.what === 'card' ? row.what : 'record',
  subject: row.subject,
  object: row.object,
  visitId: row.visit_id,
  madeAt: isoOrNull(row.made_at),
  hours:
    row.wrong !== 'changed' || key === undefined
      ? null
      : {
          desk: { from: isoOrNull(key.valid_from), until: isoOrNull(key.valid_until) },
          kisi: { from: isoOrNull(row.theirs_from), until: isoOrNull(row.theirs_until) },
        },
  foundAt: iso(row.found_at),
  overAt: isoOrNull(row.over_at),
  handedTo: row.handed_to,
})

/** What a person does where Kisi and the records disagree. How such matters are found is in `watch.ts`. */
export function createMatters(options: {
  store: Store
  queue: Queue
  matters: MatterTable
  keyTable: KeyTable
  keys: Keys
  visits: VisitTable
  kisi(): KisiClient
  mirror(): Mirror
  clock: Clock
  /** The matters of this visit changed; null: of none that is known. */
  onChange(visitId: string | null): void
}): Pick<
  Handlers,
  'matters.list' | 'matters.close' | 'matters.open_again' | 'matters.put_back' | 'matters.keep' | 'matters.hand_over'
> {
  const { store, queue, matters, keyTable, keys, visits, clock, onChange } = options
  queue.register(matterClose({ ...options, keys: keyTable }))
  queue.register(matterPutBack({ ...options, keys: keyTable }))
  const keyOf = (row: MatterRow): KeyRow | undefined => (row.key_id === null ? undefined : keyTable.byId(row.key_id))

  function mustBeOpen(matterId: string): MatterRow {
    const row = matters.byId(Number(matterId))
    if (row === undefined) throw new DeskError('not_found', 'That is not in the list any more.')
    if (row.state !== 'open') throw new DeskError('conflict', 'That is already settled.')
    return row
  }

  /** One deed of a person: all of it, or nothing. */
  function deed(matterId: string, work: (row: MatterRow, now: number) => void): Matter {
    const row = store.transaction(() => {
      const open = mustBeOpen(matterId)
      work(open, clock.now())
      return open
    })
    onChange(row.visit_id)
    return matterOf(matters.byId(row.id) ?? row, keyOf(row))
  }

  return {
    'matters.list': ({ limit, offset }) => ({
      matters: fitting(matters.list(limit, offset).map((row) => matterOf(row, keyOf(row)))),
      total: matters.count(),
    }),
    'matters.close': ({ matterId }) =>
      deed(matterId, (row, now) => {
        if (row.wrong === 'damaged')
          throw new DeskError('conflict', 'Look in Kisi: what these records say is not trusted.')
        if (row.wrong === 'missing') throw new DeskError('conflict', 'It is closed already: Kisi shows nothing open.')
        if (row.wrong === 'changed')
          throw new DeskError('conflict', 'Its visit is not over: check the visitor out to close it.')
        const visit = row.visit_id === null ? undefined : visits.byId(row.visit_id)
        const identity = keyOf(row)?.identity ?? null
        queue.enqueue({
          key: `matter:${row.id}:${row.times}`,
          kind: 'matter.close',
          class: 'revoke',
          parameters: { matterId: row.id, what: row.what, kisiId: row.kisi_id },
          subject: row.subject,
          object: row.object,
          visitId: row.visit_id,
          entities: [
            `matter:${row.id}`,
            ...(visit === undefined ? [] : [`visit:${visit.id}`, `visitor:${visit.visitor_id}`]),
            ...(identity === null ? [] : [`card:${identity}`]),
          ],
        })
        matters.settle(row.id, 'closing', now)
      }),
    'matters.open_again': ({ matterId }) =>
      deed(matterId, (row, now) => {
        const key = row.key_id === null ? undefined : keyTable.byId(row.key_id)
        const visit = row.visit_id === null ? undefined : visits.byId(row.visit_id)
        if (row.wrong !== 'missing' || key?.state !== 'open' || visit?.state !== 'on_site') {
          throw new DeskError('conflict', 'There is nothing to open again: the visit is over, or it is open.')
        }
        keys.openAgain(key, `matter:${row.id}`, now)
        matters.settle(row.id, 'opened', now)
      }),
    'matters.put_back': ({ matterId }) =>
      deed(matterId, (row, now) => {
        const key = keyOf(row)
        if (row.wrong !== 'changed' || key?.state !== 'open' || key.valid_from === null || key.valid_until === null) {
          throw new DeskError('conflict', 'There is nothing to put back: the visit is over, or nothing was changed.')
        }
        const opensMore = (row.theirs_from ?? 0) < key.valid_from || (row.theirs_until ?? Infinity) > key.valid_until
        queue.enqueue({
          key: `matter:${row.id}:${row.times}`,
          kind: 'matter.put_back',
          class: opensMore ? 'revoke' : 'grant',
          parameters: { matterId: row.id, kisiId: row.kisi_id, from: key.valid_from, until: key.valid_until },
          subject: row.subject,
          object: row.object,
          visitId: row.visit_id,
          entities: [`matter:${row.id}`, `visit:${key.visit_id}`],
          expiresAt: opensMore ? null : key.valid_until,
        })
        matters.settle(row.id, 'closing', now)
      }),
    'matters.keep': ({ matterId }) =>
      deed(matterId, (row, now) => {
        const key = keyOf(row)
        if (row.over_at !== null || row.wrong === 'damaged')
          return matters.settle(row.id, row.wrong === 'damaged' ? 'kept' : 'closed', now)
        if (row.wrong === 'missing' && key?.state === 'open') {
          keyTable.closed(key.id, now, key.kind === 'card' ? 'Card taken away in Kisi' : 'Right taken away in Kisi')
        }
        if (row.wrong === 'changed' && key?.state === 'open')
          keyTable.setHours(key.id, row.theirs_from, row.theirs_until)
        matters.settle(row.id, 'kept', now)
      }),
    'matters.hand_over': ({ matterId, to }) => deed(matterId, (row) => matters.handOver(row.id, to)),
  }
}
