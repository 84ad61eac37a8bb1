import type { Handlers } from '../../contract/table.ts'
import type { KisiClient } from '../../kisi/types.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { Queue } from '../../queue/queue.ts'
import type { Readers } from '../../reader/readers.ts'
import type { Store } from '../../store/store.ts'
import type { Cards } from '../cards/cards.ts'
import { createStock } from '../cards/stock.ts'
import type { Purge } from '../housekeeping.ts'
import type { Clock, Log } from '../ports.ts'
import { createListening, type Listening } from '../readers/listening.ts'
import type { DeskReaders } from '../readers/readers.ts'
import type { Emit } from '../support/emitter.ts'
import type { VisitTable } from '../visits/table.ts'
import type { Visits } from '../visits/visits.ts'
import { createAttention } from './attention.ts'
import { createInvitations, type Invitations } from './invitations.ts'
import { createMeanings } from './meaning.ts'
import { createPresence, type Presence } from './presence.ts'
import { createTapTable } from './table.ts'
import { createTaps, type Taps } from './taps.ts'

export interface Tapping {
  handlers: Taps['handlers'] &
    Listening['handlers'] &
    Invitations['handlers'] &
    Presence['handlers'] &
    Pick<Handlers, 'cards.enrol'>
  /** What is forgotten after 30 days. */
  purge: readonly Purge[]
  /** From now on no tap does anything. */
  close(): Promise<void>
}

/** Everything that begins with a tap, put together: its meaning, what it does, enrolment, and the set-up of a reader. */
export function createTapping(options: {
  store: Store
  queue: Queue
  readers: Readers
  deskReaders: DeskReaders
  cards: Cards
  visits: VisitTable
  visitUse: Visits
  kisi(): KisiClient
  mirror(): Mirror
  online(): boolean
  timeZone(): string | null
  clock: Clock
  log: Log
  randomId: () => string
  emit: Emit
}): Tapping {
  const { store, deskReaders, cards, visits, mirror, clock, randomId, emit } = options
  const table = createTapTable(store.database)
  const attention = createAttention({ clock })
  const invitations = createInvitations({ store, table, visits, clock, randomId })
  const presence = createPresence({ store, table, mirror, timeZone: options.timeZone, clock, emit })
  const taps = createTaps({
    readers: options.readers,
    deskReaders,
    meaningOf: createMeanings({ cards, visits, invitations, attention, mirror, clock }),
    cards,
    attention,
    presence,
    visits: options.visitUse,
    table,
    store,
    mirror,
    online: options.online,
    clock,
    log: options.log,
    randomId,
    emit,
  })
  const listening = createListening({ deskReaders, cards, mirror, clock, emit })
  const stock = createStock({
    queue: options.queue,
    store,
    cards,
    tapOf: taps.recent,
    deskReaders,
    kisi: options.kisi,
    mirror,
  })
  return {
    handlers: {
      ...taps.handlers,
      ...listening.handlers,
      ...invitations.handlers,
      ...presence.handlers,
      ...stock.handlers,
    },
    purge: [
      (before, _after, limit) => (table.purge(before, limit) < limit ? null : 0),
      (before, _after, limit) => (table.purgeInvitations(before, limit) < limit ? null : 0),
    ],
    async close() {
      taps.close()
      await listening.close()
    },
  }
}
