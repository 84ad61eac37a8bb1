import { DeskError } from '../../contract/errors.ts'
import type { Handlers } from '../../contract/table.ts'
import type { CardReading } from '../../reader/format/format.ts'
import type { Store } from '../../store/store.ts'
import type { Clock } from '../ports.ts'
import type { VisitTable } from '../visits/table.ts'
import type { TapTable } from './table.ts'

export interface Invitations {
  handlers: Pick<Handlers, 'visits.invitation'>
  /** The visit whose invitation was shown, or null. `typed` is what a reader that types has typed. */
  visitOf(readings: readonly CardReading[], typed: string | null): string | null
}

const scheme = 'frontdesk:'
const optical = new Set(['qr', 'barcode', 'code'])

/** Codes of six digits to type, and longer ones to scan, each for one expected visit. */
export function createInvitations(options: {
  store: Store
  table: TapTable
  visits: VisitTable
  clock: Pick<Clock, 'now'>
  /** A UUID. */
  randomId: () => string
}): Invitations {
  const { store, table, visits, clock, randomId } = options

  function freeCode(): string {
    for (;;) {
      const digits = Number.parseInt(randomId().replaceAll('-', '').slice(0, 12), 16) % 1_000_000
      const code = String(digits).padStart(6, '0')
      if (table.invitationByCode(code) === undefined) return code
    }
  }

  /** The token alone, or behind our own scheme, or as the last part of a link. */
  function visitIn(text: string): string | null {
    const token = /(?:^|[:/])([0-9a-f]{32})$/i.exec(text.trim())?.[1]?.toLowerCase()
    const invitation =
      token === undefined
        ? /^\d{6}$/.test(text.trim())
          ? table.invitationByCode(text.trim())
          : undefined
        : table.invitationByToken(token)
    return invitation?.visit_id ?? null
  }

  return {
    visitOf(readings, typed) {
      const texts = readings.filter(({ format }) => optical.has(format)).map(({ number }) => number)
      if (typed !== null) texts.push(typed)
      for (const text of texts) {
        const visitId = visitIn(text)
        if (visitId !== null) return visitId
      }
      return null
    },
    handlers: {
      'visits.invitation': ({ visitId }) => {
        const invitation = store.transaction(() => {
          const visit = visits.byId(visitId)
          if (visit === undefined) throw new DeskError('not_found', 'That visit is not in the records any more.')
          const known = table.invitationOf(visitId)
          if (known !== undefined) return known
          if (visit.state !== 'expected') {
            throw new DeskError('conflict', `${visit.name} is not expected any more, so needs no invitation.`)
          }
          const made = { visit_id: visitId, code: freeCode(), token: randomId().replaceAll('-', '') }
          table.insertInvitation(made, clock.now())
          return made
        })
        return { code: invitation.code, text: scheme + invitation.token }
      },
    },
  }
}
