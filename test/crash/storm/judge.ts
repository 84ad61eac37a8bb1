import type { Book, VisitPromised } from './book.ts'

/** The rows of the simulator's world that the judge reads. */
export interface Records {
  guests: { id: number; name: string }[]
  role_assignments: {
    id: number
    assignee_type: string
    assignee_id: number
    applies_to_type: string
    applies_to_id: number
    valid_from: string | null
    valid_until: string | null
  }[]
  card_assignments: {
    id: number
    assignee_type: string
    assignee_id: number
    card_id: number
    status: string
  }[]
  cards: { id: number; card_id: number | null }[]
  group_links: { id: number }[]
}

/** A door that was opened by the desk's own key. */
export interface Unlock {
  uuid: string
  doorId: number
  at: number
}

export interface Evidence {
  before: Records
  after: Records
  unlocks: readonly Unlock[]
  /** The guests who could open some door at the end, by the simulator's own door readers. */
  openers: ReadonlySet<number>
  book: Book
  /** The latest that the desk's wall clock has shown since that moment: a window that was over then need not be given. */
  deskLatestSince(moment: number): number
  now: number
  /** How closely the clicks' moments are known, in milliseconds of the simulator's clock. */
  clockErrorMs: number
  /** How long, between two moments, the machine gave the desk or the receptionist no time; in the same milliseconds. */
  stalledBetween(from: number, to: number): number
}

export interface Verdict {
  late: string[]
  dropped: string[]
  orphaned: string[]
  twice: string[]
  /** What somebody who is here was promised and has not. */
  missing: string[]
}

const longestLifeMs = 10_000
const sameMoment = (text: string | null, at: number): boolean => text !== null && Math.abs(Date.parse(text) - at) < 1000

function grouped<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group === undefined) groups.set(keyOf(row), [row])
    else group.push(row)
  }
  return groups
}

/**
 * Every unlock belongs to a click of its own on that door, made at most ten seconds before. A machine that stood still
 * meanwhile is not the desk's doing: it makes of a tenth of a second several.
 */
function lateUnlocks({ unlocks, book, clockErrorMs, stalledBetween }: Evidence): string[] {
  const clicks = book.clicks.map((click) => ({ ...click, used: false })).sort((one, other) => one.at - other.at)
  const late: string[] = []
  for (const { uuid, doorId, at } of [...unlocks].sort((one, other) => one.at - other.at)) {
    const click = clicks.find(
      (one) =>
        !one.used &&
        one.doorId === doorId &&
        at >= one.at - clockErrorMs &&
        at - one.at - stalledBetween(one.at, at) <= longestLifeMs + clockErrorMs,
    )
    if (click !== undefined) {
      click.used = true
      continue
    }
    const last = clicks.findLast((one) => !one.used && one.doorId === doorId && one.at <= at)
    const after = last === undefined ? 'without a click' : `${(at - last.at) / 1000} s after the click`
    late.push(`door ${doorId} opened at ${new Date(at).toISOString()}, ${after} (${uuid})`)
  }
  return late
}

/**
 * Compares what Kisi has at the end with what the desk promised. Looks at every right, card and link that was not there
 * before, whoever made it, and at everyone in the book.
 */
export function judge(evidence: Evidence): Verdict {
  const { before, after, book, openers, deskLatestSince, now } = evidence
  const verdict: Verdict = { late: lateUnlocks(evidence), dropped: [], orphaned: [], twice: [], missing: [] }
  const fresh = <Row extends { id: number }>(rows: (records: Records) => Row[]): Row[] => {
    const known = new Set(rows(before).map(({ id }) => id))
    return rows(after).filter(({ id }) => !known.has(id))
  }
  const guests = fresh((records) => records.guests)
  const nameOf = new Map(guests.map(({ id, name }) => [id, name]))
  const visitsOf = grouped(book.visits, ({ name }) => name)
  const owner = (row: { assignee_type: string; assignee_id: number }): string | undefined =>
    row.assignee_type === 'Guest' ? nameOf.get(row.assignee_id) : undefined
  const rights = grouped(
    fresh((records) => records.role_assignments),
    (row) => owner(row),
  )
  const assignments = grouped(
    fresh((records) => records.card_assignments),
    (row) => owner(row),
  )
  const numberOf = new Map(after.cards.map(({ id, card_id }) => [id, card_id]))

  function judgeAccess(name: string, here: VisitPromised[], someoneLeft: boolean): void {
    const given = new Map(here.map((visit) => [visit, { rights: 0, cards: 0 }]))
    const astray = someoneLeft ? verdict.dropped : verdict.orphaned
    for (const right of rights.get(name) ?? []) {
      const visit = here.find(
        ({ groupId, validUntil, validFrom: [from, to] }) =>
          right.applies_to_type === 'Group' &&
          right.applies_to_id === groupId &&
          sameMoment(right.valid_until, validUntil) &&
          right.valid_from !== null &&
          Date.parse(right.valid_from) >= from &&
          Date.parse(right.valid_from) <= to,
      )
      if (visit === undefined) astray.push(`${name} has right ${right.id} until ${right.valid_until}`)
      else given.get(visit)!.rights += 1
    }
    for (const assignment of assignments.get(name) ?? []) {
      const visit = here.find(
        ({ cardNumber }) => cardNumber !== null && cardNumber === numberOf.get(assignment.card_id),
      )
      if (visit === undefined) astray.push(`${name} has card ${numberOf.get(assignment.card_id)}`)
      else {
        given.get(visit)!.cards += 1
        if (assignment.status !== 'activated' && !wasOver(visit)) verdict.missing.push(`${name}’s card does not work`)
      }
    }
    for (const [visit, has] of given) {
      const wanted = { rights: visit.groupId === null ? 0 : 1, cards: visit.cardNumber === null ? 0 : 1 }
      for (const what of ['rights', 'cards'] as const) {
        if (has[what] > wanted[what]) verdict.twice.push(`${name} has ${has[what]} ${what}`)
        if (has[what] < wanted[what] && !wasOver(visit)) verdict.missing.push(`${name} has ${has[what]} ${what}`)
      }
    }
  }
  const wasOver = ({ validUntil, promisedAt }: VisitPromised): boolean => validUntil <= deskLatestSince(promisedAt)

  for (const [name, visits] of visitsOf) {
    const here = visits.filter(({ state }) => state === 'here')
    judgeAccess(
      name,
      here,
      visits.some(({ state }) => state === 'left' || state === 'cancelled'),
    )
    const checkedIn = visits.filter(({ state, groupId }) => groupId !== null && (state === 'here' || state === 'left'))
    const own = guests.filter((guest) => guest.name === name)
    const most = visits[0]!.email === null ? checkedIn.length : Math.min(1, checkedIn.length)
    if (own.length > most) verdict.twice.push(`${name} is ${own.length} guests, not ${most}`)
    if (own.some(({ id }) => openers.has(id)) && !here.some(({ validUntil }) => validUntil > now)) {
      verdict.orphaned.push(`${name} still opens doors`)
    }
  }
  for (const [what, found] of [
    ['right', rights],
    ['card', assignments],
  ] as const) {
    for (const [name, rows] of found) {
      if (name !== undefined && visitsOf.has(name)) continue
      for (const { id, assignee_type: type, assignee_id: whose } of rows) {
        verdict.orphaned.push(`${what} ${id} of ${type} ${whose}, who is in no visit`)
      }
    }
  }
  for (const { id } of fresh((records) => records.group_links)) verdict.orphaned.push(`link ${id}`)
  for (const { id, name } of guests) if (!visitsOf.has(name)) verdict.orphaned.push(`guest ${id}, who is in no visit`)
  const numbers = grouped(after.cards, ({ card_id: number }) => number)
  for (const [number, cards] of numbers) {
    if (number !== null && cards.length > 1) verdict.twice.push(`card ${number} is enrolled ${cards.length} times`)
  }
  return verdict
}

export const complaintsOf = (verdict: Verdict): string[] =>
  Object.entries(verdict).flatMap(([what, found]) => (found as string[]).map((one) => `${what}: ${one}`))
