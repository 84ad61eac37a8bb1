import { fold } from '../../contract/fold.ts'
import { KisiError } from '../../kisi/error.ts'
import type { KisiGuest } from '../../kisi/types.ts'
import type { CommandHandler } from '../../queue/types.ts'
import type { KeyServices } from './services.ts'

/** Kisi's clock and ours may differ by this much when a guest's time of creation is compared with the sending. */
const clockToleranceMs = 5 * 60_000
/** A common name fills more than one page of Kisi's answer. */
const guestsPage = 100
const mostGuests = 2000

/**
 * `guest.create`: the visitor as a guest in Kisi. A guest this desk made earlier is used again while Kisi still has
 * it. After an unclear outcome it looks for the guest by name, e-mail and time before another is made.
 */
export function guestCreate(services: KeyServices): CommandHandler {
  const { kisi, visits } = services
  const call = (signal: AbortSignal) => ({ priority: 'grant' as const, signal })
  return {
    kind: 'guest.create',
    lookFirst: true,
    async read(command, signal) {
      const visitor = visits.visitor(String(command.parameters['visitorId']))
      if (visitor === undefined) return { stands: false, refused: 'The visitor is not in the records any more.' }
      if (visitor.guest_id !== null) {
        try {
          await kisi().guest(visitor.guest_id, call(signal))
          return { stands: true, result: { guestId: visitor.guest_id }, quote: 'Known to Kisi' }
        } catch (error) {
          if (!(error instanceof KisiError) || error.kind !== 'not_found') throw error
        }
      }
      if (command.sentAt === null) return { stands: false }
      const sentAt = command.sentAt
      // Name and e-mail together are one person, whenever the guest was made; a name alone is not.
      const recent = (createdAt: string | null): boolean =>
        visitor.email !== null || createdAt === null || Date.parse(createdAt) >= sentAt - clockToleranceMs
      const same = (guest: KisiGuest): boolean =>
        fold(guest.name) === fold(visitor.name) &&
        (guest.email ?? null)?.toLowerCase() === visitor.email?.toLowerCase() &&
        recent(guest.createdAt) &&
        !visits.guestIsTaken(guest.id, visitor.id)
      let mine: KisiGuest | undefined
      for (let offset = 0; mine === undefined && offset < mostGuests; offset += guestsPage) {
        const page = { ...call(signal), query: visitor.email ?? visitor.name, limit: guestsPage, offset }
        const { items } = await kisi().guests(page)
        mine = items.find(same)
        if (items.length < guestsPage) break
      }
      return mine === undefined
        ? { stands: false }
        : { stands: true, result: { guestId: mine.id }, quote: 'Known to Kisi' }
    },
    async send(command, signal) {
      const { name, email } = command.parameters
      const guest = await kisi().createGuest(
        { name: String(name), email: email === null || email === undefined ? null : String(email) },
        call(signal),
      )
      return { guestId: guest.id }
    },
    settled(command, outcome) {
      if (outcome.state === 'completed') {
        const guestId = Number(outcome.result['guestId'])
        visits.setGuest(String(command.parameters['visitorId']), guestId)
        services.mirror().putGuest({
          id: guestId,
          name: String(command.parameters['name']),
          email: command.parameters['email'] === null ? null : String(command.parameters['email']),
          createdAt: new Date(outcome.at).toISOString(),
        })
      } else if (command.visitId !== null) services.grantStopped(command.visitId, null, outcome)
    },
  }
}
