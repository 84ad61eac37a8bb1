import type { KisiRoleAssignment } from '../../kisi/types.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { KeyRow, KeyTable } from '../keys/table.ts'
import type { VisitTable } from '../visits/table.ts'
import { compare, type Differences, type Extra, type Gap, type Shown } from './compare.ts'
import type { MatterRow, MatterTable } from './table.ts'

const timeOf = (text: string | null | undefined): number | null => (typeof text === 'string' ? Date.parse(text) : null)

/**
 * Sets what Kisi shows of a guest against the records: what a person has not been told of yet, what is over. Knows
 * nothing of Kisi itself; `differences` are as true as what it is shown.
 */
export function createFinder(options: {
  matters: MatterTable
  keyTable: KeyTable
  visits: VisitTable
  mirror: Mirror
  now(): number
}) {
  const { matters, keyTable, visits, mirror, now } = options

  const rowOf = (one: Extra): MatterRow | undefined => matters.find(one.what, one.kisiId, 'extra')
  const rowOfMissing = (key: KeyRow): MatterRow | undefined =>
    key.kisi_id === null || key.kind === 'link' ? undefined : matters.find(key.kind, key.kisi_id, 'missing')

  const theirs = (right: KisiRoleAssignment): [number | null, number | null] => [
    timeOf(right.validFrom),
    timeOf(right.validUntil),
  ]
  /** A person knows of these hours, or is having them put back. Others are news, whatever was said of earlier ones. */
  function isKnownChange(row: MatterRow | undefined, right: KisiRoleAssignment): boolean {
    if (row?.state === 'closing') return true
    const [from, until] = theirs(right)
    return row?.state === 'open' && row.over_at === null && row.theirs_from === from && row.theirs_until === until
  }

  /** A person knows of it, has settled it, or has it closed at this moment. */
  const isKnown = (row: MatterRow | undefined): boolean =>
    row !== undefined && row.state !== 'closed' && (row.state !== 'open' || row.over_at === null)

  /** Open matters of a guest that no difference stands for any more. */
  function ended(guestId: number, { extra, missing, changed }: Differences): MatterRow[] {
    return matters.openOfGuest(guestId).filter((row) => {
      if (row.wrong === 'changed') return !changed.some(({ key }) => key.id === row.key_id)
      if (row.wrong === 'missing') return !missing.some((key) => key.id === row.key_id)
      return !extra.some((one) => one.what === row.what && one.kisiId === row.kisi_id)
    })
  }

  function nameOfTarget({ right, card, key }: Extra): string {
    if (key !== null) return key.label
    if (right !== null) {
      const { appliesToType, appliesToId } = right
      if (appliesToType === 'Group') return mirror.group(appliesToId)?.name ?? String(appliesToId)
      const place = mirror.places().find(({ id }) => appliesToType === 'Place' && id === appliesToId)
      return place?.name ?? mirror.organization?.name ?? String(appliesToId)
    }
    const known = card === null ? null : mirror.card(card.cardId)
    const number = known?.cardId ?? known?.cardNumber ?? null
    return number === null ? (known?.uid ?? String(card?.cardId ?? '')) : String(number).padStart(10, '0')
  }

  return {
    differences: (guestId: number, shown: Shown, gap: Gap | null): Differences =>
      compare(keyTable.ofGuest(guestId), shown, now(), gap),
    /** Whether there is anything that a person has to be told, or need not be told any more. */
    isNews(guestId: number, found: Differences): boolean {
      const { extra, missing, changed } = found
      if (extra.some((one) => !isKnown(rowOf(one))) || missing.some((key) => !isKnown(rowOfMissing(key)))) return true
      if (changed.some(({ right }) => !isKnownChange(matters.find('right', right.id, 'changed'), right))) return true
      return ended(guestId, found).some((row) => row.over_at === null)
    },
    /** Writes down what was found. Answers the visits that it is about. Inside the caller's transaction. */
    write(guestId: number, found: Differences, nameOfGuest: string): (string | null)[] {
      const at = now()
      const touched: (string | null)[] = []
      const keys = keyTable.ofGuest(guestId)
      const nameOf = (visitId: string | null): string =>
        (visitId === null ? undefined : visits.byId(visitId)?.name) ?? nameOfGuest

      function note(row: MatterRow | undefined, make: () => Parameters<MatterTable['insert']>[0]): void {
        if (isKnown(row)) return
        if (row === undefined) {
          const fresh = make()
          matters.insert(fresh)
          touched.push(fresh.visit_id)
          return
        }
        if (row.state === 'open') matters.setOver(row.id, null)
        else matters.again(row.id, at)
        touched.push(row.visit_id)
      }

      for (const one of found.extra) {
        const visitId = one.key?.visit_id ?? (one.wrong === 'restored' ? keys.at(-1)?.visit_id : undefined) ?? null
        note(rowOf(one), () => ({
          wrong: one.wrong,
          what: one.what,
          kisi_id: one.kisiId,
          guest_id: guestId,
          visit_id: visitId,
          key_id: one.key?.id ?? null,
          subject: nameOf(visitId),
          object: nameOfTarget(one),
          made_at: timeOf(one.right?.createdAt ?? one.card?.createdAt),
          found_at: at,
        }))
      }
      for (const key of found.missing) {
        if (key.kind === 'link' || key.kisi_id === null) continue
        const { kind, kisi_id: kisiId } = key
        note(rowOfMissing(key), () => ({
          wrong: 'missing',
          what: kind,
          kisi_id: kisiId,
          guest_id: guestId,
          visit_id: key.visit_id,
          key_id: key.id,
          subject: nameOf(key.visit_id),
          object: key.label,
          made_at: null,
          found_at: at,
        }))
      }
      for (const { key, right } of found.changed) {
        const row = matters.find('right', right.id, 'changed')
        if (isKnownChange(row, right)) continue
        if (row === undefined) {
          matters.insert({
            ...{ wrong: 'changed', what: 'right', kisi_id: right.id, guest_id: guestId, visit_id: key.visit_id },
            ...{ key_id: key.id, subject: nameOf(key.visit_id), object: key.label, made_at: null, found_at: at },
          })
        } else if (row.state === 'open') matters.setOver(row.id, null)
        else matters.again(row.id, at)
        matters.setTheirs(matters.find('right', right.id, 'changed')!.id, ...theirs(right))
        touched.push(key.visit_id)
      }
      for (const row of ended(guestId, found)) {
        const key = row.key_id === null ? undefined : keyTable.byId(row.key_id)
        // Whoever checked the visitor out has settled what was missing with it.
        if ((row.wrong === 'missing' || row.wrong === 'changed') && key?.state !== 'open')
          matters.settle(row.id, 'closed', at)
        else if (row.over_at === null) matters.setOver(row.id, at)
        else continue
        touched.push(row.visit_id)
      }
      return touched
    },
  }
}
