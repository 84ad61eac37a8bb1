import { cardFormats } from '../../contract/readers.ts'
import { KisiError } from '../../kisi/error.ts'
import type { KisiCardAssignment } from '../../kisi/types.ts'
import type { Command, CommandHandler, Reading } from '../../queue/types.ts'
import { cardFrom } from '../cards/kisi-card.ts'
import { identityMatches, kisiViews, type KisiView } from '../../reader/format/kisi.ts'
import { Refused } from '../judge.ts'
import { damagedKey, type KeyServices } from './services.ts'
import type { KeyRow } from './table.ts'

type Lane = 'grant' | 'revoke'

function keyOf(services: KeyServices, command: Command): KeyRow & { identity: string } {
  const key = services.keys.byId(String(command.parameters['keyId']))
  if (key === undefined || key.identity === null) throw new Refused('The card is not in the records any more.')
  if (key.damaged) throw new Refused(damagedKey)
  return { ...key, identity: key.identity }
}

/** The key whose command ended, whatever the disk made of it: what is written to a damaged one is left out. */
function keyToSettle(services: KeyServices, command: Command): (KeyRow & { identity: string }) | undefined {
  const key = services.keys.byId(String(command.parameters['keyId']))
  if (key === undefined || key.identity === null) return undefined
  return { ...key, identity: key.identity }
}

/** Every way in which Kisi may know this card, the one to enrol it by first. */
function viewsOf(command: Command, { identity }: { identity: string }): KisiView[] {
  const format = cardFormats.find((known) => known === command.parameters['format'])
  return kisiViews(identity, format === undefined ? {} : { format })
}

function cardOf(key: KeyRow): number {
  if (key.card_id === null) throw new Refused('The card is not known to Kisi yet.')
  return key.card_id
}

async function assignmentsOf(
  services: KeyServices,
  cardId: number,
  lane: Lane,
  signal: AbortSignal,
): Promise<KisiCardAssignment[]> {
  const { items } = await services.kisi().cardAssignments({ cardId, priority: lane, signal, limit: 10, offset: 0 })
  return items.filter((assignment) => assignment.cardId === cardId)
}

/** `card.enrol`: Kisi knows the card by its numbers. Most cards of the drawer it knows already. */
export function cardEnrol(services: KeyServices): CommandHandler {
  return {
    kind: 'card.enrol',
    lookFirst: true,
    async read(command, signal): Promise<Reading> {
      const key = keyOf(services, command)
      const views = viewsOf(command, key)
      if (views.length === 0) throw new Refused('That card can’t be used here. Take one from the drawer.')
      // However it was enrolled, it is the same card: a second enrolment would be a card that nobody can take back.
      for (const identifiers of views) {
        const { items } = await services.kisi().cards({ identifiers, priority: 'grant', signal, limit: 100, offset: 0 })
        const card = items.find((item) => identityMatches(key.identity, item))
        if (card !== undefined) {
          return { stands: true, result: { cardId: card.id }, quote: `Card ${key.label} known` }
        }
      }
      return { stands: false }
    },
    async send(command, signal) {
      const key = keyOf(services, command)
      const [view] = viewsOf(command, key)
      if (view === undefined) throw new Refused('That card can’t be used here. Take one from the drawer.')
      const card = await services.kisi().createCard(view, { priority: 'grant', signal })
      return { cardId: card.id }
    },
    settled(command, outcome) {
      const key = keyToSettle(services, command)
      if (key === undefined) return
      if (outcome.state !== 'completed') return services.grantStopped(key.visit_id, key.id, outcome)
      const cardId = Number(outcome.result['cardId'])
      services.keys.setCard(key.id, cardId)
      const [view] = viewsOf(command, key)
      if (view !== undefined && services.mirror().card(cardId) === null)
        services.mirror().putCard(cardFrom(cardId, view))
    },
  }
}

async function holding(
  services: KeyServices,
  key: KeyRow,
  lane: Lane,
  signal: AbortSignal,
): Promise<{ mine: KisiCardAssignment | undefined; others: boolean }> {
  const guestId = services.guestOf(key.visit_id)
  const all = await assignmentsOf(services, cardOf(key), lane, signal)
  const mine = all.find((item) => item.assigneeType === 'Guest' && item.assigneeId === guestId)
  return { mine, others: all.some((item) => item !== mine) }
}

/** `card.give`: the card belongs to the guest. A card that someone else holds is refused, never taken from them. */
export function cardGive(services: KeyServices): CommandHandler {
  return {
    kind: 'card.give',
    async read(command, signal) {
      const key = keyOf(services, command)
      const { mine, others } = await holding(services, key, 'grant', signal)
      if (mine !== undefined)
        return { stands: true, result: { assignmentId: mine.id }, quote: `Card ${key.label} given` }
      return others
        ? { stands: false, refused: `Card ${key.label} already belongs to someone else. Give another card.` }
        : { stands: false }
    },
    async send(command, signal) {
      const key = keyOf(services, command)
      const assignment = await services
        .kisi()
        .createCardAssignment(
          { cardId: cardOf(key), assigneeType: 'Guest', assigneeId: services.guestOf(key.visit_id) },
          { priority: 'grant', signal },
        )
      return { assignmentId: assignment.id }
    },
    settled(command, outcome) {
      const key = keyToSettle(services, command)
      if (key === undefined) return
      if (outcome.state !== 'completed') return services.grantStopped(key.visit_id, key.id, outcome)
      services.keys.setKisi(key.id, Number(outcome.result['assignmentId']))
    },
  }
}

/** `card.activate`: the card opens what its guest may open. Read back as activated before it is called open. */
export function cardActivate(services: KeyServices): CommandHandler {
  return {
    kind: 'card.activate',
    readBack: true,
    async read(command, signal) {
      const key = keyOf(services, command)
      const { mine } = await holding(services, key, 'grant', signal)
      return mine?.status === 'activated'
        ? { stands: true, result: { assignmentId: mine.id }, quote: `Card ${key.label} works` }
        : { stands: false }
    },
    async send(command, signal) {
      const key = keyOf(services, command)
      if (key.kisi_id === null) throw new Refused('The card was never given.')
      await services.kisi().activateCardAssignment(key.kisi_id, { priority: 'grant', signal })
    },
    settled(command, outcome) {
      const key = keyToSettle(services, command)
      if (key === undefined) return
      if (outcome.state !== 'completed') return services.grantStopped(key.visit_id, key.id, outcome)
      services.mirror().putCardAssignment({
        id: Number(outcome.result['assignmentId']),
        cardId: cardOf(key),
        assigneeType: 'Guest',
        assigneeId: services.guestOf(key.visit_id),
        status: 'activated',
      })
      services.opened(key, outcome.quote ?? `Card ${key.label} works`, outcome.at)
    },
  }
}

/** `card.take`: the card opens nothing for this guest any more and is back in stock. */
export function cardTake(services: KeyServices): CommandHandler {
  return {
    kind: 'card.take',
    lookFirst: true,
    readBack: true,
    async read(command, signal) {
      const key = keyOf(services, command)
      const back = `Card ${key.label} back in stock`
      if (key.card_id === null) return { stands: true, quote: back }
      const { mine } = await holding(services, key, 'revoke', signal)
      return mine === undefined ? { stands: true, quote: back } : { stands: false }
    },
    async send(command, signal) {
      const key = keyOf(services, command)
      const { mine } = await holding(services, key, 'revoke', signal)
      if (mine === undefined) return
      try {
        await services.kisi().deleteCardAssignment(mine.id, { priority: 'revoke', signal })
      } catch (error) {
        if (!(error instanceof KisiError) || error.kind !== 'not_found') throw error
      }
    },
    settled(command, outcome) {
      const key = keyToSettle(services, command)
      if (key === undefined) return
      if (outcome.state !== 'completed') return services.revokeStopped(key.id, outcome)
      if (key.kisi_id !== null) services.mirror().removeCardAssignment(key.kisi_id)
      services.closed(key, outcome.quote ?? `Card ${key.label} back in stock`, outcome.at)
    },
  }
}
