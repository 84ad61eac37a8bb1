import { createBackOff } from './back-off.ts'
import type { Credential } from './format/format.ts'
import { awaitArrival } from './ports/arrival.ts'
import { explainFailure, explainLoss, garbledMessage } from './ports/failure.ts'
import type { OpenPort, OpenPortFunction, PortAddress } from './ports/port.ts'
import type { PresenceFunction } from './ports/presence.ts'
import type { CardDecoder, ReaderProfile } from './profile.ts'
import { fixedDelay } from './reconnect.ts'
import type { ReconnectSettings } from './reconnect.ts'
import type { Clock, Log } from './services.ts'
import type { ReaderState } from './types.ts'

/** Bytes without a card after which the reader is said to be garbled: nine frames' worth. */
const garbledBytes = 128

export interface ConnectionOptions {
  address: PortAddress
  /** The port as it was asked for: what states and readings call it. */
  name: string
  profile: ReaderProfile
  open: OpenPortFunction
  present: PresenceFunction
  clock: Clock
  log: Log
  reconnect: ReconnectSettings
  onCard(card: Credential, at: number): void
  onState(state: ReaderState): void
}

export interface Connection {
  /** Resolves when it is known how the first try went, or when the connection was closed before that. */
  readonly settled: Promise<void>
  close(): Promise<void>
}

/** Keeps one port open until it is closed: opens it, says how it stands, and opens it afresh whenever it is lost. */
export function createConnection(options: ConnectionOptions): Connection {
  const { address, name, profile, open, present, clock, log, reconnect } = options
  const closing = new AbortController()
  const backOff = createBackOff(reconnect)
  let settle: () => void = () => undefined
  const settled = new Promise<void>((resolve) => {
    settle = resolve
  })
  /** Ends whatever the connection is waiting for. */
  let interrupt: () => void = () => undefined
  let state: ReaderState['state'] = 'none'
  let said = ''
  /** Whoever pulled the plug is told about that, not that no reader was ever there. */
  let everOpen = false

  const report = (now: ReaderState['state'], message: string | null): void => {
    if (closing.signal.aborted) return
    state = now
    const saying = `${state} ${message}`
    if (saying !== said) {
      said = saying
      log.info('reader.state', { port: name, state, message })
      options.onState({ state, port: name, message })
    }
    settle()
  }

  /** Opens the port once and stays until it is gone. Returns the delay before the next try. */
  const serve = async (): Promise<number> => {
    const decoder = profile.createDecoder()
    const receive = createReceiver(decoder, options, report)
    let lose: (reason: string) => void = () => undefined
    const lost = new Promise<string>((resolve) => {
      lose = resolve
    })
    let port: OpenPort
    try {
      port = await open(address, profile.line, { signal: closing.signal, data: receive, lost: lose })
    } catch (error) {
      const explained = explainFailure(error, address)
      report(explained.state, explained.state === 'unplugged' && everOpen ? explainLoss(address) : explained.message)
      return fixedDelay(explained.failure, reconnect) ?? backOff.next()
    }
    const openedAt = clock.monotonic()
    everOpen = true
    report('connected', null)
    interrupt = () => lose('closed')
    if (closing.signal.aborted) lose('closed')
    const reason = await lost
    await port.close()
    log.info('reader.disconnected', { port: name, reason, rejectedFrames: decoder.rejected })
    report('unplugged', explainLoss(address))
    if (clock.monotonic() - openedAt >= reconnect.stableMs) backOff.reset()
    return backOff.next()
  }

  const pause = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      let hinted: NodeJS.Timeout | undefined
      let stopAwaiting: () => void = () => undefined
      const end = (): void => {
        clearTimeout(timer)
        clearTimeout(hinted)
        stopAwaiting()
        resolve()
      }
      const timer = setTimeout(end, delayMs)
      interrupt = end
      if (address.kind === 'tcp') return
      stopAwaiting = awaitArrival(address.path, {
        present,
        there: state === 'refused',
        pollMs: reconnect.pollMs,
        onHint: () => {
          hinted ??= setTimeout(end, reconnect.hintDelayMs)
        },
      })
    })

  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const delayMs = await serve()
      if (!closing.signal.aborted) await pause(delayMs)
    }
  }
  const running = run().catch((error: unknown) => {
    log.error('reader.failed', { port: name, reason: error instanceof Error ? error.message : 'unknown' })
    report('refused', 'The reader stopped for a reason of its own: choose its port again.')
  })

  return {
    settled,
    async close() {
      closing.abort()
      settle()
      interrupt()
      await running
    },
  }
}

/** Turns bytes into cards, and says so when bytes keep coming that are none. */
function createReceiver(
  decoder: CardDecoder,
  options: ConnectionOptions,
  report: (state: ReaderState['state'], message: string | null) => void,
): (bytes: Uint8Array) => void {
  let bytesWithoutCard = 0
  let garbled = false
  return (bytes) => {
    const at = options.clock.monotonic()
    const cards = decoder.push(bytes, at)
    bytesWithoutCard = cards.length > 0 ? 0 : bytesWithoutCard + bytes.length
    if (bytesWithoutCard > garbledBytes !== garbled) {
      garbled = !garbled
      report('connected', garbled ? garbledMessage : null)
    }
    for (const card of cards) options.onCard(card, at)
  }
}
