import type { Queue } from '../queue/queue.ts'
import type { Purge } from './housekeeping.ts'
import type { KeyRow, KeyTable } from './keys/table.ts'
import type { MatterRow, MatterTable } from './matters/table.ts'
import { sealedTables, type DamagedRow, type RowSeals } from './support/row-seals.ts'
import type { VisitTable } from './visits/table.ts'

const words: Record<DamagedRow['table'], string> = {
  visitor_type: 'kind of visitor',
  visitor: 'visitor',
  visit: 'visit',
  key: 'key',
  fact: 'desk',
}
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** Tells a person, once more if need be, of a key that the disk changed and whose visitor has left. */
export function noteDamagedKey(
  to: { matters: MatterTable; keyTable: KeyTable; visits: VisitTable; now: number },
  key: KeyRow,
): void {
  const place = to.keyTable.placeOf(key.id)
  const known = to.matters.find('key', place, 'extra')
  if (known?.state === 'open') return
  if (known !== undefined) return to.matters.again(known.id, to.now)
  to.matters.insert({
    ...{ wrong: 'damaged', what: 'key', kisi_id: place, guest_id: 0, visit_id: key.visit_id, key_id: null },
    ...{ subject: to.visits.byId(key.visit_id)?.name ?? words.key, object: key.label, made_at: null, found_at: to.now },
  })
}

/**
 * Looks through the seals of what decides who is let in, and of finished commands, a few rows at a time, and tells a
 * person once of each row that the disk changed. An index is made anew from its rows, and nobody needs to be told.
 */
export function scrub(options: {
  seals: RowSeals
  queue: Pick<Queue, 'lookAtDone' | 'mendKeys'>
  visits: VisitTable
  matters: MatterTable
  now(): number
  onFound(visitIds: string[]): void
}): Purge[] {
  const { seals, queue, visits, matters, now } = options

  function note(what: MatterRow['what'], place: number, subject: string, object: string, visitId: string | null): void {
    if (matters.find(what, place, 'extra') !== undefined) return
    matters.insert({
      ...{ wrong: 'damaged', what, kisi_id: place, guest_id: 0, visit_id: visitId, key_id: null },
      ...{ subject, object, made_at: null, found_at: now() },
    })
    options.onFound(visitId === null ? [] : [visitId])
  }

  function noteRow({ table, rowid, row }: DamagedRow): void {
    const visitId = table === 'visit' ? text(row['id']) : table === 'key' ? text(row['visit_id']) : null
    const name = text(row['name']) ?? (visitId === null ? undefined : visits.byId(visitId)?.name)
    note(table, rowid, name ?? text(row['host_name']) ?? words[table], text(row['label']) ?? words[table], visitId)
  }

  return [
    ...sealedTables.map((table): Purge => (_before, after, limit) => {
      const { damaged, next } = seals.look(table, after, limit)
      damaged.forEach(noteRow)
      return next
    }),
    (_before, after, limit) => {
      const { damaged, lost, next } = queue.lookAtDone(after, limit)
      if (lost > 0) queue.mendKeys(after, limit)
      for (const { id, subject, object, visitId } of damaged) note('command', id, subject, object ?? 'change', visitId)
      return next
    },
  ]
}
