import { readerSettings, type Heard, type ReaderSettings } from '../../contract/readers.ts'
import type { Handlers } from '../../contract/table.ts'
import type { Mirror } from '../../mirror/types.ts'
import { anyFormat, type Credential } from '../../reader/format/format.ts'
import type { ReaderSettings as LineReaderSettings } from '../../reader/profile.ts'
import type { Candidate } from '../../reader/recognise.ts'
import { createTrial, type Trial, type TrialOptions, type TrialState } from '../../reader/trial.ts'
import type { Cards } from '../cards/cards.ts'
import type { Clock } from '../ports.ts'
import type { Emit } from '../support/emitter.ts'
import { decodeTyped } from '../taps/typed.ts'
import type { DeskReaders } from './readers.ts'

const longestMs = 5 * 60_000
const mostBytes = 1024
const mostCandidates = 6
const mostReadings = 12

export interface Listening {
  handlers: Pick<Handlers, 'readers.listen' | 'readers.stop_listening' | 'readers.read_typed'>
  close(): Promise<void>
}

/** The settings as a screen may have them: without the key of a secure channel. */
function shownSettings(settings: LineReaderSettings): ReaderSettings | null {
  return readerSettings.safeParse({ ...settings, key: undefined }).data ?? null
}

/** "Tap any card now": what the set-up of a reader hears from a port, and whose card it is. */
export function createListening(options: {
  deskReaders: Pick<DeskReaders, 'lend' | 'takeBack'>
  cards: Pick<Cards, 'shown'>
  mirror(): Mirror
  clock: Clock
  emit: Emit
  /** How ports are opened; default serial devices and TCP. */
  open?: TrialOptions['open']
}): Listening {
  const { deskReaders, cards, mirror, clock, emit } = options
  let current: { port: string; trial: Trial; timer: NodeJS.Timeout } | null = null
  /** One call after the other: a port is given back before it is opened again. */
  let turn: Promise<unknown> = Promise.resolve()

  const copyAt = (): string | null => {
    const { asOf } = mirror().status
    return asOf === null ? null : new Date(asOf).toISOString()
  }
  const cardOf = ({ identity, number, readings }: Credential) => ({
    identity,
    number,
    readings: readings.slice(0, mostReadings).map(cards.shown),
  })
  function heardOf(port: string, state: TrialState, asked: number | undefined): Heard {
    const shown = ({ settings: found, certainty, cards: tapped }: Candidate): Heard['candidates'] => {
      const settings = shownSettings(found)
      const last = tapped.at(-1)
      return settings === null ? [] : [{ settings, certainty, card: last === undefined ? null : cardOf(last) }]
    }
    return {
      port,
      at: new Date(clock.now()).toISOString(),
      baudRate: state.baudRate,
      state: state.state,
      message: state.message,
      bytes: Buffer.from(state.bytes.subarray(-mostBytes)).toString('hex'),
      total: state.total,
      candidates: state.candidates.slice(0, mostCandidates).flatMap(shown),
      // The trial has opened the port with it already.
      suggestedBaudRate: state.baudRate === (asked ?? 9600) ? null : state.baudRate,
      copyAt: copyAt(),
    }
  }

  async function stop(): Promise<void> {
    const ending = current
    current = null
    if (ending === null) return
    clearTimeout(ending.timer)
    await ending.trial.close()
    await deskReaders.takeBack(ending.port)
  }
  function next<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = turn.then(work)
    turn = done.catch(() => undefined)
    return done
  }

  return {
    close: () => next(stop),
    handlers: {
      'readers.listen': ({ port, baudRate, ask }) =>
        next(async () => {
          await stop()
          await deskReaders.lend(port)
          const trial = createTrial({
            ...{ port, baudRate, ask, clock },
            ...(options.open === undefined ? {} : { open: options.open }),
            onState: (state) => emit('readers.heard', heardOf(port, state, baudRate)),
          })
          const over = (): void => {
            emit('readers.heard', heardOf(port, { ...trial.state, state: 'closed' }, baudRate))
            void next(stop)
          }
          current = { port, trial, timer: setTimeout(over, longestMs) }
          return heardOf(port, trial.state, baudRate)
        }),
      'readers.stop_listening': () => next(stop).then(() => ({})),
      'readers.read_typed': ({ port, text }) => {
        const bytes = Buffer.from(text.trim())
        const card = decodeTyped(text, { kind: 'keyboard', ...anyFormat, formats: null })
        const isCode = card === null || card.readings.every(({ format }) => ['qr', 'barcode', 'code'].includes(format))
        return {
          port,
          at: new Date(clock.now()).toISOString(),
          baudRate: null,
          state: card === null ? 'noise' : 'heard',
          message: card === null ? 'What was typed is no badge and no code.' : null,
          bytes: bytes.subarray(-mostBytes).toString('hex'),
          total: bytes.length,
          candidates:
            card === null
              ? []
              : [{ settings: { kind: 'keyboard' }, certainty: isCode ? 'text' : 'fits', card: cardOf(card) }],
          suggestedBaudRate: null,
          copyAt: copyAt(),
        }
      },
    },
  }
}
