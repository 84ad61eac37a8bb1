import { DeskError } from '../../contract/errors.ts'
import { cardFormats } from '../../contract/readers.ts'
import type { Handlers } from '../../contract/table.ts'
import { KisiError } from '../../kisi/error.ts'
import type { KisiClient } from '../../kisi/types.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { Queue } from '../../queue/queue.ts'
import type { Command, Outcome } from '../../queue/types.ts'
import type { CardReading } from '../../reader/format/format.ts'
import { enrolmentOf, identityMatches, kisiViews, type KisiView } from '../../reader/format/kisi.ts'
import type { Store } from '../../store/store.ts'
import { Refused } from '../judge.ts'
import type { DeskReaders } from '../readers/readers.ts'
import type { RecentTap } from '../taps/taps.ts'
import type { Cards } from './cards.ts'
import { cardFrom } from './kisi-card.ts'

/** How long the person who enrols a card waits for Kisi before they are told that it will be done later. */
const patienceMs = 6000

/** The card of a command: its identity and, of several readings of the same bits, the one that was chosen. */
function viewsOf({ parameters }: Command): { identity: string; views: KisiView[] } {
  const identity = String(parameters['identity'])
  const format = cardFormats.find((known) => known === parameters['format'])
  return { identity, views: kisiViews(identity, format === undefined ? {} : { format }) }
}

/**
 * Enrolment: a card that was tapped is put into Kisi's stock, as the reading that a person chose. It goes through the
 * queue like every change; whoever enrols it is told at once how that went where Kisi answers soon.
 */
export function createStock(options: {
  queue: Queue
  store: Store
  cards: Pick<Cards, 'find' | 'readAs'>
  tapOf(tapId: string): RecentTap
  deskReaders: Pick<DeskReaders, 'readAs'>
  kisi(): KisiClient
  mirror(): Mirror
  /** For tests; default six seconds. */
  patienceMs?: number
}): { handlers: Pick<Handlers, 'cards.enrol'> } {
  const { queue, store, cards, tapOf, deskReaders, kisi, mirror } = options
  const patience = options.patienceMs ?? patienceMs
  const waiting = new Map<string, (outcome: Outcome) => void>()

  queue.register({
    kind: 'card.stock',
    lookFirst: true,
    async read(command, signal) {
      const { identity, views } = viewsOf(command)
      for (const identifiers of views) {
        const { items } = await kisi().cards({ identifiers, priority: 'grant', signal, limit: 100, offset: 0 })
        const card = items.find((item) => identityMatches(identity, item))
        if (card !== undefined)
          return { stands: true, result: { cardId: card.id }, quote: `Card ${command.object} known` }
      }
      return { stands: false }
    },
    async send(command, signal) {
      const [view] = viewsOf(command).views
      if (view === undefined) throw new Refused('That card can’t be added to Kisi.')
      try {
        const card = await kisi().createCard(view, { priority: 'grant', signal })
        return { cardId: card.id }
      } catch (error) {
        if (!(error instanceof KisiError) || error.code !== 'cabbeb') throw error
        throw new Refused(
          `Kisi has a card with the number ${command.object} already, added in another way. Look it up in Kisi, or take another card.`,
        )
      }
    },
    settled(command, outcome) {
      if (outcome.state === 'completed') {
        const id = Number(outcome.result['cardId'])
        const [view] = viewsOf(command).views
        if (view !== undefined && mirror().card(id) === null) mirror().putCard(cardFrom(id, view))
      }
      // Whoever waits is told when it is on the disk.
      const told = waiting.get(command.key)
      if (told !== undefined) setImmediate(told, outcome)
    },
  })

  function chosen({ tap, readings }: RecentTap, identity: string, format: string | null): CardReading {
    const all = tap.readings.length > readings.length ? tap.readings : readings
    const fitting = all.filter((one) => one.identity === identity && (format === null || one.format === format))
    const [reading, another] = fitting
    if (reading === undefined) {
      throw new DeskError('invalid', 'The card was not read like that. Tap it again, and choose once more.', 'identity')
    }
    if (another !== undefined) {
      throw new DeskError('invalid', 'The card can be read in several ways. Choose one of them.', 'format')
    }
    return reading
  }

  /** What was refused and put away may be tried once more, and is then another change. */
  function freshKey(key: string, again = 0): string {
    const tried = again === 0 ? key : `${key}:${again}`
    return queue.byKey(tried)?.state === 'cancelled' ? freshKey(key, again + 1) : tried
  }

  function outcomeOf(key: string): Promise<Outcome | null> {
    return new Promise((resolve) => {
      const end = (outcome: Outcome | null): void => {
        clearTimeout(timer)
        waiting.delete(key)
        resolve(outcome)
      }
      const timer = setTimeout(end, patience, null)
      waiting.set(key, end)
    })
  }

  return {
    handlers: {
      'cards.enrol': async ({ tapId, identity, format, remember }) => {
        const recent = tapOf(tapId)
        const reading = chosen(recent, identity, format)
        const { number } = reading
        const answer = (state: 'enrolled' | 'waiting', cardId: number | null) => ({ state, identity, number, cardId })
        const found = cards.find([reading])
        if (found.kind === 'in_hand' || found.kind === 'several' || (found.kind === 'known' && found.holder !== null)) {
          throw new DeskError('conflict', `Card ${number} is in use already. Take another card.`, 'identity')
        }
        if (enrolmentOf([reading]) === null) {
          const message = `Card ${number} can’t be added to Kisi: its number is not its own, or is too long.`
          throw new DeskError('invalid', message, 'identity')
        }
        cards.readAs(identity, [reading])
        if (remember) await deskReaders.readAs(recent.tap.reader.port, reading.format)
        if (found.kind === 'known') return answer('enrolled', found.card.id)

        const key = freshKey(`card.stock:${tapId}`)
        const settled = (queue.byKey(key)?.finishedAt ?? null) !== null
        const soon = settled || queue.nextProbeAt() !== null ? Promise.resolve(null) : outcomeOf(key)
        const command = store.transaction(() =>
          queue.enqueue({
            key,
            kind: 'card.stock',
            class: 'grant',
            parameters: { identity, format: reading.format },
            subject: '',
            object: number,
            entities: [`card:${identity}`],
          }),
        )
        const outcome = await soon
        if (outcome === null) return answer('waiting', null)
        if (outcome.state === 'completed') return answer('enrolled', Number(outcome.result['cardId']))
        // Whoever was there has read why: nobody else needs to.
        if (outcome.state === 'failed' || outcome.state === 'dead') queue.drop(command.id)
        throw new DeskError('refused', outcome.problem ?? 'Kisi refused it.', 'identity')
      },
    },
  }
}
