import { DeskError } from '../../contract/errors.ts'
import type { Handlers } from '../../contract/table.ts'
import type { Readers } from '../../reader/readers.ts'
import type { Cards } from '../cards/cards.ts'
import type { Clock } from '../ports.ts'
import type { DeskReaders } from '../readers/readers.ts'
import type { Emit } from '../support/emitter.ts'

type TapCalls =
  | 'readers.listen'
  | 'readers.stop_listening'
  | 'readers.read_typed'
  | 'taps.attend'
  | 'taps.typed'
  | 'taps.check_out'
  | 'cards.enrol'
  | 'visits.invitation'
  | 'presence.list'
  | 'presence.sign'

export interface Taps {
  handlers: Pick<Handlers, TapCalls>
  close(): void
}

/** What a tap means at this desk. */
export function createTaps(options: {
  readers: Readers
  deskReaders: DeskReaders
  cards: Cards
  clock: Clock
  randomId: () => string
  emit: Emit
}): Taps {
  const { readers, deskReaders, cards, clock, randomId, emit } = options
  const notYet = (): never => {
    throw new DeskError('unavailable', 'This desk can’t do that yet.')
  }
  const unsubscribe = readers.onReading((reading) => {
    const at = clock.now()
    const { port, name, mode, sound } = deskReaders.at(reading.reader)
    deskReaders.tapped(port, at)
    emit('tap', {
      id: randomId(),
      at: new Date(at).toISOString(),
      reader: { port, name, mode, sound },
      identity: reading.identity,
      number: reading.number,
      readings: reading.readings.map((one) => ({ ...one, known: null })),
      copy: { online: false, at: null },
      signal: null,
      meaning: cards.meaningOf(reading.identity),
    })
  })
  return {
    close: unsubscribe,
    handlers: {
      'readers.listen': notYet,
      'readers.stop_listening': notYet,
      'readers.read_typed': notYet,
      'taps.attend': () => ({}),
      'taps.typed': notYet,
      'taps.check_out': notYet,
      'cards.enrol': notYet,
      'visits.invitation': notYet,
      'presence.list': notYet,
      'presence.sign': notYet,
    },
  }
}
