import { fold } from '../../contract/fold.ts'
import { KisiError } from '../../kisi/error.ts'
import type { KisiGuest } from '../../kisi/types.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { CommandHandler } from '../../queue/types.ts'
import type { KeyServices } from './services.ts'

/** Kisi's clock and ours may differ by this much when a guest's time of creation is compared with the sending. */
const clockToleranceMs = 5 * 60_000
/** A common name fills more than one page of Kisi's answer. */
const guestsPage = 100
const mostGuests = 2000
const mostNamesakes = 100

/**
 * The ids, between spaces, of the guests of exactly this name that Kisi had when the visitor came: whoever is not among
 * them was made since, whatever any clock says. Null while there is no copy to tell.
 */
export function namesakesOf(mirror: Mirror, name: string): string | null {
  if (mirror.status.state !== 'ready') return null
  const found = mirror.searchPeople({ query: name, kind: 'guest', limit: mostNamesakes })
  const same = found.filter((guest) => fold(guest.name) === fold(name))
  return same.length === mostNamesakes ? null : same.map(({ id }) => id).join(' ')
}

/**
 * `guest.create`: the visitor as a guest in Kisi. A guest this desk made earlier is used again while Kisi still has
 * it. After an unclear outcome it looks for the guest before another is made: by name and e-mail, or, without an e-mail,
 * by name among those who were not there before. Only where that is not known it goes by the time of creation.
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
      const { namesakes } = command.parameters
      const before = typeof namesakes === 'string' ? new Set(namesakes.split(' ')) : null
      // Name and e-mail together are one person, whenever the guest was made; a name alone is not.
      const isNew = ({ id, createdAt }: KisiGuest): boolean => {
        if (visitor.email !== null) return true
        if (before !== null) return !before.has(String(id))
        return createdAt === null || Date.parse(createdAt) >= sentAt - clockToleranceMs
      }
      // Found by the e-mail and listed without it: the answer left it out, and the guest has it.
      const hasLostEmail = ({ email }: KisiGuest): boolean => visitor.email !== null && email === null
      const same = (guest: KisiGuest): boolean =>
        fold(guest.name) === fold(visitor.name) &&
        (hasLostEmail(guest) || guest.email?.toLowerCase() === visitor.email?.toLowerCase()) &&
        isNew(guest) &&
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
