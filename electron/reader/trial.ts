import { createNmeaCounter } from './framing/nmea.ts'
import { parseAddress } from './ports/address.ts'
import { explainFailure, explainLoss, gpsMessage } from './ports/failure.ts'
import { listSerialPorts } from './ports/list.ts'
import { createOpenPort } from './ports/open.ts'
import type { OpenPort, OpenPortFunction, PortAddress } from './ports/port.ts'
import { createPresence } from './ports/presence.ts'
import { recognise } from './recognise.ts'
import type { Candidate, Chunk } from './recognise.ts'
import { reconnectDefaults } from './reconnect.ts'
import type { Clock } from './services.ts'
import { createQuestioning, unansweredMs } from './trial-questions.ts'
import type { Asked, Questioning } from './trial-questions.ts'
import { noiseIn } from './trouble.ts'

/** The speeds that readers are set to, the commonest first. */
export const usualBaudRates: readonly number[] = [9600, 115_200, 19_200, 38_400, 57_600, 2400, 4800, 1200]
/** The speeds that OSDP knows. */
const osdpBaudRates: readonly number[] = [9600, 115_200, 38_400, 19_200, 57_600, 230_400]

/** Silence after which a tap is over: longer than a repeating reader pauses, and than a busy computer is late. */
const tapOverMs = 300
const mostBytes = 4096
/** A share of noise that no line at its own speed has, and lines at wrong speeds do. */
const noisyShare = 0.1
/** What readers are set to that say nothing of their speed. */
const factoryBaudRate = 9600

export interface TrialState {
  /** `noise`: the port was opened anew at `baudRate`, and the card is to be tapped again. `closed`: it is over. */
  state: 'waiting' | 'heard' | 'noise' | 'closed'
  /** Bits per second that the port is open with; null where there is no serial line on this side. */
  baudRate: number | null
  /** The last bytes as they came, at most four KiB. */
  bytes: Uint8Array
  /** How many bytes there were in all. */
  total: number
  /** Readers that would send these bytes, the surest first. One that was asked and answers has no cards at first. */
  candidates: Candidate[]
  /** What to do, or what stands in the way: one sentence, or null. */
  message: string | null
}

export interface TrialOptions {
  /** As it was picked: a path, or `tcp://host:port`. */
  port: string
  /** The speed to begin with. */
  baudRate?: number | undefined
  /** For readers that say nothing unasked: what to ask them with. Nothing is written without it. */
  ask?: Asked | null
  clock: Clock
  open?: OpenPortFunction
  onState(state: TrialState): void
}

export interface Trial {
  readonly state: TrialState
  /** Gives the port back. */
  close(): Promise<void>
}

/**
 * "Tap any card now": opens a port that somebody has picked, listens, and says what reader would send what it hears. A
 * tap that is noise, or a question without an answer, makes it open the port anew at the next usual speed, and so on
 * round, until something makes sense.
 */
export function createTrial(options: TrialOptions): Trial {
  const { clock, ask = null, onState } = options
  const open = options.open ?? createOpenPort({ ...reconnectDefaults, present: createPresence(listSerialPorts) })
  const first = options.baudRate ?? factoryBaudRate
  const speeds = [first, ...(ask === 'osdp' ? osdpBaudRates : usualBaudRates).filter((speed) => speed !== first)]
  const parsed = parseAddress(options.port)
  const address: PortAddress | null = parsed.ok ? parsed.address : null
  const closing = new AbortController()
  let turn = 0
  let chunks: Chunk[] = []
  let port: OpenPort | null = null
  let questioning: Questioning | null = null
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> = Promise.resolve()
  const speed = (): number => speeds[turn % speeds.length] ?? first
  const shownSpeed = (): number | null => (address?.kind === 'serial' ? speed() : null)
  let state: TrialState = {
    ...{ state: 'waiting', baudRate: shownSpeed(), bytes: new Uint8Array(), total: 0, candidates: [] },
    message: null,
  }

  const say = (next: Partial<TrialState>): void => {
    if (closing.signal.aborted) return
    state = { ...state, ...next }
    onState(state)
  }
  const heardSoFar = (): Uint8Array => Uint8Array.from(Buffer.concat(chunks.map((chunk) => chunk.bytes)))
  /** As it is to be set up: with the speed, where that is not what readers come with. */
  const atSpeed = (candidate: Candidate): Candidate =>
    address?.kind !== 'serial' || speed() === factoryBaudRate
      ? candidate
      : { ...candidate, settings: { ...candidate.settings, baudRate: speed() } }
  const found = (candidates: Candidate[], message: string | null): void => {
    say({ state: 'heard', bytes: heardSoFar(), candidates: candidates.map(atSpeed), message })
  }

  const hear = (heard: Uint8Array): void => {
    state = { ...state, total: state.total + heard.length }
    chunks.push({ at: clock.monotonic(), bytes: Uint8Array.from(heard.subarray(-mostBytes)) })
    let kept = chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0)
    while (kept > mostBytes) kept -= chunks.shift()?.bytes.length ?? kept
    questioning?.push(heard)
    if (questioning !== null) return
    clearTimeout(timer)
    // A line that is never silent, at a wrong speed or of another device, is looked at when there is enough of it.
    if (state.total % mostBytes < heard.length && state.total >= mostBytes) judge()
    else timer = setTimeout(judge, tapOverMs)
  }
  const judge = (): void => {
    const bytes = heardSoFar()
    if (createNmeaCounter().push(bytes) > 0) return say({ state: 'heard', bytes, candidates: [], message: gpsMessage })
    const candidates = recognise(chunks)
    if (candidates.length > 0) return found(candidates, null)
    if (address?.kind === 'serial' && noiseIn(bytes) >= bytes.length * noisyShare) return nextSpeed('sends noise')
    say({
      state: 'heard',
      bytes,
      candidates: [],
      message: 'What comes is no badge: tap a card, or choose another port.',
    })
  }
  const nextSpeed = (why: string): void => {
    if (address === null || closing.signal.aborted) return
    const before = speed()
    turn += 1
    working = working.then(async () => {
      const bytes = heardSoFar()
      await leave()
      if (!(await start(address))) return
      const again = ask === null ? 'tap the card again, now at' : 'it is asked at'
      const message = `At ${before} baud this reader ${why}: ${again} ${speed()} baud.`
      say({ state: 'noise', baudRate: shownSpeed(), bytes, candidates: [], message })
    })
  }

  const leave = async (): Promise<void> => {
    clearTimeout(timer)
    questioning?.close()
    questioning = null
    chunks = []
    await port?.close()
    port = null
  }
  const start = async (at: PortAddress): Promise<boolean> => {
    if (closing.signal.aborted) return false
    const over = (message: string): false => {
      say({ state: 'closed', baudRate: shownSpeed(), message })
      return false
    }
    const lost = (): void => void over(explainLoss(at))
    try {
      port = await open(at, { baudRate: speed() }, { signal: closing.signal, data: hear, lost })
    } catch (error) {
      return over(explainFailure(error, at).message)
    }
    if (ask !== null) question(ask)
    return true
  }
  const question = (asked: Asked): void => {
    const unanswered = (): void => {
      if (address?.kind === 'serial') nextSpeed('does not answer')
      else say({ message: 'No reader answers: check its cable and its kind.' })
    }
    timer = setTimeout(unanswered, unansweredMs)
    questioning = createQuestioning({
      ...{ ask: asked, baudRate: speed(), clock },
      write: (bytes) => void port?.write(bytes).catch(() => undefined),
      answered(candidate) {
        clearTimeout(timer)
        const before = state.candidates[0]?.cards.length ?? -1
        if (candidate.cards.length === before) return
        found([candidate], candidate.cards.length === 0 ? 'The reader answers: tap any card now.' : null)
      },
    })
  }

  const begin = async (at: PortAddress): Promise<void> => {
    if (await start(at)) say({ state: 'waiting', message: 'Tap any card now.' })
  }
  if (address !== null) working = begin(address)
  else say({ state: 'closed', message: parsed.ok ? null : parsed.message })

  return {
    get state() {
      return state
    },
    async close() {
      closing.abort()
      clearTimeout(timer)
      await working
      await leave()
    },
  }
}
