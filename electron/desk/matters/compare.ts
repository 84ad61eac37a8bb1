import type { KisiCardAssignment, KisiRoleAssignment } from '../../kisi/types.ts'
import { hasHoursOf, isRightOf } from '../keys/right.ts'
import type { KeyRow } from '../keys/table.ts'

/** What Kisi shows of one guest. */
export interface Shown {
  rights: readonly KisiRoleAssignment[]
  cards: readonly KisiCardAssignment[]
}

/**
 * Something that Kisi shows and the records do not account for. restored: after the desk closed the guest's keys;
 * unexplained: made by this desk's key in a time that the records lost. `key` is the closed key that it looks like.
 */
export interface Extra {
  wrong: 'restored' | 'unexplained'
  what: 'right' | 'card'
  kisiId: number
  right: KisiRoleAssignment | null
  card: KisiCardAssignment | null
  key: KeyRow | null
}

/**
 * A time that the records know nothing of, since they went back to an older copy (epoch milliseconds), and the user of
 * this desk's key, by whom Kisi says what was made then; null while Kisi has not been asked.
 */
export interface Gap {
  from: number
  until: number
  userId: number | null
}

export interface Differences {
  extra: Extra[]
  /** Keys that the records have open and Kisi does not show. */
  missing: KeyRow[]
  /** Keys that are open for other hours than the desk gave them. */
  changed: { key: KeyRow; right: KisiRoleAssignment }[]
}

const isPast = (key: KeyRow, now: number): boolean => key.valid_until !== null && key.valid_until <= now

/** Whether a key accounts for what Kisi shows: it is on its way in, open, on its way out, or with a person already. */
function accounts(key: KeyRow, now: number): boolean {
  if (key.state === 'open') return !isPast(key, now)
  return key.state === 'pending' || key.state === 'closing' || key.state === 'failed'
}

const opens = (right: KisiRoleAssignment, now: number): boolean =>
  typeof right.validUntil !== 'string' || Date.parse(right.validUntil) > now

/** Whether this desk may have made it in the time that the records lost; where Kisi was not asked yet, it may. */
function isOfGap(gap: Gap | null, made: { createdAt?: string | null; createdById?: number | null }): boolean {
  if (gap === null) return false
  const { createdAt, createdById } = made
  const at = typeof createdAt === 'string' ? Date.parse(createdAt) : NaN
  const inTime = createdAt === undefined || (at >= gap.from && at <= gap.until)
  return inTime && (createdById === undefined || createdById === gap.userId)
}

const holds = (key: KeyRow, card: KisiCardAssignment): boolean =>
  key.kind === 'card' && (card.id === key.kisi_id || (key.card_id !== null && card.cardId === key.card_id))

/**
 * Compares what Kisi shows of a guest with the keys that this desk gave that guest. A right or active card that looks
 * like a closed key was put back; one that looks like none is somebody's own doing while the guest is here with other
 * keys, and left over once those are closed. Whoever never had a key is none of the desk's business, unless the records
 * have a `gap`. What opens nothing (a window that is over, a card that is not active) is no difference.
 */
export function compare(all: readonly KeyRow[], shown: Shown, now: number, gap: Gap | null): Differences {
  const keys = all.filter((key) => !key.damaged) // the queue tells a person of those
  const stranger = keys.length === 0
  const here = keys.some((key) => accounts(key, now))
  const onGroup = (key: KeyRow, right: KisiRoleAssignment): boolean =>
    key.kind === 'right' &&
    right.appliesToType === 'Group' &&
    right.appliesToId === key.group_id &&
    isRightOf(key, right) !== false
  const active = shown.cards.filter((card) => card.status === 'activated')

  function judge(alike: readonly KeyRow[], made: Parameters<typeof isOfGap>[1]): Pick<Extra, 'wrong' | 'key'> | null {
    if (alike.some((key) => accounts(key, now))) return null
    const key = alike.at(-1) ?? null
    if (key !== null) return { wrong: 'restored', key }
    if (isOfGap(gap, made)) return { wrong: 'unexplained', key }
    return stranger || here ? null : { wrong: 'restored', key }
  }

  const extra: Extra[] = []
  for (const right of shown.rights.filter((one) => opens(one, now))) {
    const verdict = judge(
      keys.filter((key) => onGroup(key, right)),
      right,
    )
    if (verdict !== null) extra.push({ what: 'right', kisiId: right.id, right, card: null, ...verdict })
  }
  for (const card of active) {
    const verdict = judge(
      keys.filter((key) => holds(key, card)),
      card,
    )
    if (verdict !== null) extra.push({ what: 'card', kisiId: card.id, right: null, card, ...verdict })
  }
  const missing = keys.filter((key) => {
    if (key.state !== 'open' || key.kisi_id === null || isPast(key, now)) return false
    if (key.kind === 'right') return !shown.rights.some((right) => onGroup(key, right))
    return key.kind === 'card' && !active.some((card) => holds(key, card))
  })
  const changed = keys.flatMap((key) => {
    if (key.kind !== 'right' || key.state !== 'open' || isPast(key, now)) return []
    const right = shown.rights.find(({ id }) => id === key.kisi_id)
    return right !== undefined && hasHoursOf(key, right) === false ? [{ key, right }] : []
  })
  return { extra, missing, changed }
}
