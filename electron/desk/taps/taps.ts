import { DeskError } from '../../contract/errors.ts'
import type { Handlers } from '../../contract/table.ts'
import type { Tap, TapMeaning } from '../../contract/taps.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { CardReading } from '../../reader/format/format.ts'
import type { Readers } from '../../reader/readers.ts'
import { createTaps as createRepeats } from '../../reader/taps.ts'
import type { Store } from '../../store/store.ts'
import type { Cards } from '../cards/cards.ts'
import type { Clock, Log } from '../ports.ts'
import type { DeskReaders } from '../readers/readers.ts'
import { canSignal, type SavedReader } from '../readers/saved.ts'
import type { Emit } from '../support/emitter.ts'
import type { Visits } from '../visits/visits.ts'
import type { Attention } from './attention.ts'
import type { Presented, Understood } from './meaning.ts'
import type { Presence } from './presence.ts'
import type { PresenceRow, TapTable } from './table.ts'
import { decodeTyped } from './typed.ts'

export interface Taps {
  handlers: Pick<Handlers, 'taps.attend' | 'taps.typed' | 'taps.check_out'>
  /** A tap that is not long ago, with all that was read; throws `not_found` otherwise. */
  recent(tapId: string): RecentTap
  close(): void
}

export interface RecentTap {
  tap: Tap
  readings: readonly CardReading[]
}

/** So many taps can still be acted on. */
const mostRecent = 100
const mostReadings = 20
/** One card can't be at two readers within less. */
const elsewhereMs = 2000

/**
 * Taps at all readers of this desk: what each means, what it does by itself, and that it does it once. What a person has
 * to decide is left to them, and done by the tap's id.
 */
export function createTaps(options: {
  readers: Pick<Readers, 'onReading'>
  deskReaders: Pick<DeskReaders, 'at' | 'isOff' | 'tapped' | 'signal'>
  meaningOf(presented: Presented): Understood
  cards: Pick<Cards, 'shown' | 'readAs'>
  attention: Attention
  presence: Presence
  visits: Visits
  table: TapTable
  store: Store
  mirror(): Mirror
  online(): boolean
  clock: Clock
  log: Log
  randomId: () => string
  emit: Emit
}): Taps {
  const { deskReaders, meaningOf, cards, attention, presence, visits, table, store, clock, log, randomId, emit } =
    options
  const recent = new Map<string, RecentTap>()
  /** Where each card was last, and when (monotonic). */
  const places = new Map<string, { port: string; at: number }>()
  const typedRepeats = createRepeats()
  let closed = false

  function isElsewhere(names: readonly string[], port: string): string | null {
    const now = clock.monotonic()
    for (const [known, { at }] of places) if (now - at >= elsewhereMs) places.delete(known)
    const other = names.map((name) => places.get(name)?.port).find((last) => last !== undefined && last !== port)
    if (other !== undefined) return other
    for (const name of names) places.set(name, { port, at: now })
    return null
  }

  const ignored = (reason: Extract<TapMeaning, { kind: 'ignored' }>['reason'], message: string): TapMeaning => ({
    kind: 'ignored',
    reason,
    message,
  })

  /** What the tap does by itself: all of it is on the disk when this returns, or nothing has happened. */
  function act(meaning: TapMeaning, tap: { id: string; at: number }, reader: SavedReader): Done {
    const row = { ...tap, reader: reader.port, visit_id: null, person_id: null }
    if (meaning.kind === 'member' && reader.mode === 'staff' && meaning.person.kind === 'user') {
      const { person } = meaning
      const turned = store.transaction(() => {
        const now = presence.turn(person)
        table.did({ ...row, deed: now.state === 'in' ? 'sign_in' : 'sign_out', person_id: person.id })
        return now
      })
      const since = new Date(turned.since).toISOString()
      return { meaning: { ...meaning, presence: { state: turned.state, since }, checkIn: null }, turned }
    }
    if (meaning.kind === 'visitor_card' && reader.visitorCards === 'check_out' && meaning.checkIn === null) {
      const { visitId } = meaning
      store.transaction(() => {
        table.did({ ...row, deed: 'check_out', visit_id: visitId })
        visits.leave(visitId)
      })
      return { meaning: { ...meaning, checkedOut: true }, left: visitId }
    }
    return { meaning }
  }

  function decide(understood: Understood, tap: { id: string; at: number }, reader: SavedReader): Done {
    const other = isElsewhere(understood.names, reader.port)
    if (other !== null) {
      const { name } = deskReaders.at(other)
      const where = name === '' ? 'another reader' : name
      return { meaning: ignored('elsewhere', `This card was just read at ${where}. That tap counts.`) }
    }
    // Signing in and out touches nothing that a question on the screen could be about.
    const behind = reader.mode === 'staff' && understood.meaning.kind === 'member'
    if (!behind && attention.dialog()) {
      return { meaning: ignored('dialog', 'A question is open on the screen. Answer it, then tap again.') }
    }
    try {
      return act(understood.meaning, tap, reader)
    } catch (error) {
      if (!(error instanceof DeskError)) log.error('tap.failed', { error: String(error) })
      const message =
        error instanceof DeskError
          ? error.message
          : 'Frontdesk made a mistake, and wrote it in its log. Nothing was done: tap again.'
      return { meaning: ignored('failed', message) }
    }
  }

  function take(port: string, presented: Presented): Tap | null {
    if (closed) return null
    const at = clock.now()
    const id = randomId()
    const reader = deskReaders.at(port)
    const understood = meaningOf(presented)
    const done = decide(understood, { id, at }, reader)
    const { identity, number } = understood.reading ?? presented
    const signal = canSignal(reader.settings) ? signalFor(done.meaning) : null
    const { asOf } = options.mirror().status
    const tap: Tap = {
      id,
      at: new Date(at).toISOString(),
      reader: { port, name: reader.name === '' ? port : reader.name, mode: reader.mode, sound: reader.sound },
      identity,
      number,
      readings: presented.readings.slice(0, mostReadings).map(cards.shown),
      copy: { online: options.online(), at: asOf === null ? null : new Date(asOf).toISOString() },
      signal,
      meaning: done.meaning,
    }
    remember(tap, understood.reading === null ? presented.readings : [understood.reading])
    emit('tap', tap)
    if (signal !== null) deskReaders.signal(port, signal)
    if (done.left !== undefined) visits.changed(done.left)
    if (done.turned !== undefined) presence.tell(done.turned)
    deskReaders.tapped(port, at)
    return tap
  }

  function remember(tap: Tap, readings: readonly CardReading[]): void {
    cards.readAs(tap.identity, readings)
    recent.set(tap.id, { tap, readings })
    const [oldest] = recent.keys()
    if (recent.size > mostRecent && oldest !== undefined) recent.delete(oldest)
  }

  function find(tapId: string): RecentTap {
    const found = recent.get(tapId)
    if (found === undefined) throw new DeskError('not_found', 'That tap is too long ago. Tap the card again.')
    return found
  }

  const unsubscribe = options.readers.onReading(({ reader, identity, number, readings }) => {
    take(reader, { identity, number, readings, typed: null })
  })

  return {
    recent: find,
    close() {
      closed = true
      unsubscribe()
    },
    handlers: {
      'taps.attend': (said) => {
        attention.attend(said)
        return {}
      },
      'taps.typed': ({ port, text }) => {
        if (deskReaders.isOff(port)) return { tap: null }
        const card = decodeTyped(text, deskReaders.at(port).settings)
        if (card === null) {
          throw new DeskError('invalid', 'What was typed is no card that this reader is set up for.', 'text')
        }
        if (!typedRepeats.isTap(port, card.identity, clock.monotonic())) return { tap: null }
        return { tap: take(port, { ...card, typed: text.trim() }) }
      },
      'taps.check_out': async ({ tapId }) => {
        const { meaning, reader } = find(tapId).tap
        if (meaning.kind !== 'visitor_card') {
          throw new DeskError('conflict', 'That was no visitor’s card, so nobody can be checked out by it.')
        }
        const { visitId } = meaning
        const done = store.transaction(() => {
          const at = clock.now()
          const first = table.did({
            id: tapId,
            at,
            reader: reader.port,
            deed: 'check_out',
            visit_id: visitId,
            person_id: null,
          })
          if (first) visits.leave(visitId)
          return first
        })
        if (done) return { visit: visits.changed(visitId), done }
        return { visit: await visits.handlers['visits.get']({ visitId }), done }
      },
    },
  }
}

interface Done {
  meaning: TapMeaning
  /** The visit that was checked out. */
  left?: string
  /** Who was signed in or out. */
  turned?: PresenceRow
}

/** What the reader shows: that the card was taken for what it is, or that somebody has to look at the screen. */
function signalFor(meaning: TapMeaning): 'granted' | 'denied' {
  switch (meaning.kind) {
    case 'drawer_card':
      return 'granted'
    case 'visitor_card':
      return meaning.checkIn === null ? 'granted' : 'denied'
    case 'member':
      return meaning.presence !== null || (meaning.access === 'open' && meaning.checkIn === null) ? 'granted' : 'denied'
    case 'invitation':
      return meaning.state === 'expected' ? 'granted' : 'denied'
    case 'unknown':
      return meaning.enrollable && meaning.checkIn !== null ? 'granted' : 'denied'
    case 'ignored':
      return 'denied'
  }
}
