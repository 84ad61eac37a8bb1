import { createBackOff } from './back-off.ts'
import type { Conversation, Signal } from './conversation.ts'
import type { Credential } from './format/format.ts'
import { awaitArrival } from './ports/arrival.ts'
import { isSameDevice } from './ports/device.ts'
import type { UsbDevice, Whereabouts } from './ports/device.ts'
import { explainFailure, explainLoss } from './ports/failure.ts'
import { PortError } from './ports/port.ts'
import type { OpenPort, OpenPortFunction, PortAddress } from './ports/port.ts'
import type { PresenceFunction } from './ports/presence.ts'
import type { ReaderProfile } from './profile.ts'
import { fixedDelay } from './reconnect.ts'
import type { ReconnectSettings } from './reconnect.ts'
import { createTimers } from './services.ts'
import type { Clock, Log } from './services.ts'
import { createTrouble } from './trouble.ts'
import type { ReaderState } from './types.ts'
import { watchSleep } from './wakefulness.ts'

/** A port object from before the computer slept may look open and be dead. */
const slept = 'the computer slept'

export interface ConnectionOptions {
  address: PortAddress
  /** The port as it was asked for: what states and readings call it. */
  name: string
  profile: ReaderProfile
  open: OpenPortFunction
  present: PresenceFunction
  whereabouts: Whereabouts
  /** The device that this reader is, where that is known from before: no other one is opened in its place. */
  device: UsbDevice | null
  clock: Clock
  log: Log
  reconnect: ReconnectSettings
  onCard(card: Credential, at: number): void
  onKeys(keys: string): void
  onState(state: ReaderState): void
  /** Told once it is known which device it is. */
  onDevice(device: UsbDevice): void
}

export interface Connection {
  /** Resolves when it is known how the first try went, or when the connection was closed before that. */
  readonly settled: Promise<void>
  /** Shows it on the reader. False when no reader is connected or it has nothing to show it with. */
  signal(what: Signal): Promise<boolean>
  close(): Promise<void>
}

/** Keeps one port open until it is closed: opens it, says how it stands, and opens it afresh whenever it is lost. */
export function createConnection(options: ConnectionOptions): Connection {
  const { name, profile, open, present, whereabouts, clock, log, reconnect } = options
  let { address, device } = options
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
  let conversation: Conversation | null = null
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

  /** Where the device is now, which may be another port than last time. */
  const locate = async (): Promise<PortAddress | null> => {
    if (address.kind !== 'serial' || device === null) return address
    const path = await whereabouts.find(device, address.path)
    return path === null ? null : { kind: 'serial', path }
  }
  const learn = async (path: string): Promise<void> => {
    const found = await whereabouts.deviceAt(path)
    if (found === null || isSameDevice(found, device) || closing.signal.aborted) return
    device = found
    options.onDevice(found)
  }

  /** Opens the port once and stays until it is gone. Returns the delay before the next try. */
  const serve = async (): Promise<number> => {
    let port: OpenPort | null = null
    let lose: (reason: string) => void = () => undefined
    const lost = new Promise<string>((resolve) => {
      lose = resolve
    })
    const trouble = createTrouble(profile.line.baudRate, (message) => report('connected', message))
    const talk = profile.createConversation({
      timers: createTimers(clock),
      // A port that takes no bytes says so by being lost.
      write: (bytes) => void port?.write(bytes).catch(() => undefined),
      onCard: options.onCard,
      onKeys: options.onKeys,
      onTrouble: trouble.told,
    })
    const data = (bytes: Uint8Array): void => {
      const at = clock.monotonic()
      trouble.heard(bytes, talk.push(bytes, at), at)
    }
    let letGo: () => void = () => undefined
    try {
      const found = await locate()
      if (found === null) throw new PortError('missing', 'the device is at no port')
      address = found
      if (address.kind === 'serial') letGo = whereabouts.hold(address.path)
      port = await open(address, profile.line, { signal: closing.signal, data, lost: lose })
    } catch (error) {
      letGo()
      talk.close()
      const explained = explainFailure(error, address)
      report(explained.state, explained.state === 'unplugged' && everOpen ? explainLoss(address) : explained.message)
      return fixedDelay(explained.failure, reconnect) ?? backOff.next()
    }
    const openedAt = clock.monotonic()
    everOpen = true
    report('connected', null)
    conversation = talk
    talk.start()
    interrupt = () => lose('closed')
    if (closing.signal.aborted) lose('closed')
    if (address.kind === 'serial') void learn(address.path)
    const stopWatching = watchSleep(clock, () => lose(slept))
    const reason = await lost
    stopWatching()
    conversation = null
    talk.close()
    await port.close()
    letGo()
    log.info('reader.disconnected', { port: name, reason, rejectedFrames: talk.rejected })
    if (reason === slept) return 0
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
      if (address.kind !== 'serial') return
      stopAwaiting = awaitArrival(address.path, {
        // A device that is known by more than its path may come back at another one.
        present: device === null ? present : async () => ((await locate()) === null ? null : name),
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
    signal: async (what) => (await conversation?.signal(what)) ?? false,
    async close() {
      closing.abort()
      settle()
      interrupt()
      await running
    },
  }
}
