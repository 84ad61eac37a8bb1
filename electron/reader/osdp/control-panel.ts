import { command, refusal, reply } from './codes.ts'
import { keySetData } from './commands.ts'
import { createExchange } from './exchange.ts'
import { createHandshake } from './handshake.ts'
import { encodePacket } from './packet.ts'
import type { Packet } from './packet.ts'
import type { Answer, ControlPanel, DeviceState, PanelOptions } from './panel-types.ts'
import { readCapabilities, readFormatted, readIdentity, readKeypad, readLocalStatus, readRaw } from './replies.ts'
import type { DeviceCapabilities, DeviceIdentity } from './replies.ts'
import type { SecureSession } from './secure-channel.ts'

const silentMs = 1000
const offlineMs = 8000
const quickRepeats = 3
/** From one try to bring a device up to the next. */
const probeMs = [0, 1000, 2000, 5000]
const refusedMs = 5000
/** Commands that may wait for their turn. */
const mostWaiting = 16

interface Waiting {
  code: number
  data: Uint8Array
  settle(answer: Answer | null): void
}

/**
 * The control panel of OSDP v2 (SIA OSDP 2.2, IEC 60839-11-5) for one device on its own line: identifies it, asks what it
 * can do, sets the secure channel up where it has a key, and polls it for cards, keys and changes of its state for as
 * long as it is open. It starts afresh, with sequence number 0, after every doubt.
 */
export function createControlPanel(options: PanelOptions): ControlPanel {
  const { clock, settings, write } = options
  const { address, pollMs } = settings
  const exchange = createExchange({ clock, baudRate: settings.baudRate, write })
  let state: DeviceState = { state: 'connecting', secure: false, reason: null }
  let identity: DeviceIdentity | null = null
  let capabilities: DeviceCapabilities | null = null
  let session: SecureSession | null = null
  let sequence = 0
  let crc = true
  let everHeard = false
  let failures = 0
  let polledAt = -Infinity
  let waiting: Waiting[] = []
  let asked: Waiting | null = null
  /** Nothing is on the line until the next poll is due. */
  let resting = false
  let closed = false
  let cancelStep: () => void = () => undefined
  let cancelWatch: () => void = () => undefined

  const setState = (next: DeviceState['state'], reason: DeviceState['reason'] = null): void => {
    const now = { state: next, secure: session !== null, reason }
    const same = now.state === state.state && now.secure === state.secure && now.reason === state.reason
    state = now
    if (!same) options.onState(now)
  }
  const later = (milliseconds: number, task: () => void): void => {
    cancelStep()
    cancelStep = clock.after(milliseconds, task)
  }
  const watch = (): void => {
    cancelWatch()
    cancelWatch = clock.after(silentMs, () => {
      // Why a device is refused stays on the screen until it answers otherwise.
      if (state.state !== 'refused') setState('silent')
      cancelWatch = clock.after(offlineMs - silentMs, () => {
        restart()
        setState('offline')
      })
    })
  }
  const settleAll = (): void => {
    const given = asked === null ? waiting : [asked, ...waiting]
    asked = null
    waiting = []
    for (const { settle } of given) settle(null)
  }
  const restart = (delayMs = probeMs[Math.min(failures, probeMs.length - 1)] ?? 0): void => {
    exchange.drop()
    resting = false
    session = null
    sequence = 0
    failures += 1
    settleAll()
    later(delayMs, identify)
  }
  const refuse = (reason: DeviceState['reason']): void => {
    restart(refusedMs)
    setState('refused', reason)
  }

  interface Sending {
    code: number
    data?: Uint8Array
    security?: { type: number; data: Uint8Array }
    repeats?: number
    then(answer: Answer, packet: Packet): void
  }
  const transmit = ({ code, data, security, repeats = quickRepeats, then }: Sending): void => {
    const parts = { address, sequence, crc, code, data }
    const bytes = session === null ? encodePacket({ ...parts, reply: false, security }) : session.seal(parts)
    exchange.ask({
      bytes,
      address,
      sequence,
      repeats,
      answered: (packet) => accept(packet, then),
      unanswered() {
        // A device without CRC may stay silent to it.
        if (!everHeard) crc = !crc
        restart()
      },
    })
  }
  const accept = (packet: Packet, then: Sending['then']): void => {
    everHeard = true
    watch()
    const data = session === null ? packet.data : session.open(packet)
    // In a session a plain reply, number 0 or a wrong MAC means that the device is no longer in it.
    if (data === null || (session !== null && packet.sequence === 0)) return restart()
    const refused = packet.code === reply.refuse ? (data[0] ?? 0) : null
    if (refused === refusal.check && crc) {
      crc = false
      return restart()
    }
    if (refused === refusal.sequence) return restart()
    sequence = (sequence % 3) + 1
    then({ code: packet.code, data }, packet)
  }

  const identify = (): void =>
    transmit({
      code: command.identify,
      data: Uint8Array.of(0),
      repeats: failures > 1 ? 0 : quickRepeats,
      then({ data }) {
        identity = readIdentity(data)
        if (identity === null) return restart()
        askCapabilities()
      },
    })
  const askCapabilities = (): void =>
    transmit({
      code: command.capabilities,
      data: Uint8Array.of(0),
      then({ code, data }) {
        capabilities = code === reply.capabilities ? readCapabilities(data) : null
        if (capabilities?.crc === false) crc = false
        if (settings.key === null) goOnline()
        else challenge(settings.key)
      },
    })
  const challenge = (key: Uint8Array): void => {
    const handshake = createHandshake(key, options.random)
    transmit({
      code: command.challenge,
      ...handshake.challenge,
      then(_answer, packet) {
        const proof = handshake.prove(packet)
        if (proof === undefined) return refuse('no_secure_channel')
        if (proof === null) return refuse('wrong_key')
        transmit({
          code: command.serverCryptogram,
          ...proof,
          then(_accepted, last) {
            session = handshake.finish(last)
            if (session === null) return refuse('wrong_key')
            goOnline()
          },
        })
      },
    })
  }
  const goOnline = (): void => {
    setState('online')
    turn()
  }

  /** The line is free: a command of ours, or the next poll when it is due. */
  const turn = (): void => {
    resting = false
    asked = waiting.shift() ?? null
    if (asked !== null) {
      const { code, data, settle } = asked
      transmit({
        code,
        data,
        then(answer) {
          asked = null
          settle(answer)
          turn()
        },
      })
      return
    }
    resting = true
    later(Math.max(0, polledAt + pollMs - clock.monotonic()), poll)
  }
  const poll = (): void => {
    resting = false
    polledAt = clock.monotonic()
    transmit({
      code: command.poll,
      // The same poll until the device counts as offline: what it had to tell would be lost with another number.
      repeats: Infinity,
      then(answer) {
        if (answer.code === reply.refuse && answer.data[0] === refusal.secureChannelRequired)
          return refuse('key_needed')
        failures = 0
        setState('online')
        // The line goes on before anybody hears of it, so that whatever a listener sends takes its turn.
        turn()
        tell(answer)
      },
    })
  }
  const tell = ({ code, data }: Answer): void => {
    const raw = code === reply.raw ? readRaw(data) : null
    if (raw !== null) options.onCard({ kind: 'bits', bits: raw.bits })
    const formatted = code === reply.formatted ? readFormatted(data) : null
    if (formatted !== null) options.onCard({ kind: 'text', text: formatted.text })
    const keypad = code === reply.keypad ? readKeypad(data) : null
    if (keypad !== null) options.onKeys(keypad.keys)
    const status = code === reply.localStatus ? readLocalStatus(data) : null
    if (status !== null) options.onLocalStatus(status)
  }

  const send = (code: number, data: Uint8Array): Promise<Answer | null> =>
    new Promise((settle) => {
      if (closed || state.state !== 'online' || waiting.length >= mostWaiting) return settle(null)
      waiting.push({ code, data, settle })
      if (!resting) return
      cancelStep()
      turn()
    })

  watch()
  later(0, identify)
  return {
    get state() {
      return state
    },
    get identity() {
      return identity
    },
    get capabilities() {
      return capabilities
    },
    push: exchange.push,
    send,
    async setKey(key) {
      const data = keySetData(key)
      if (session === null) return false
      return (await send(command.keySet, data))?.code === reply.acknowledge
    },
    get rejected() {
      return exchange.rejected
    },
    close() {
      closed = true
      cancelStep()
      cancelWatch()
      exchange.close()
      settleAll()
    },
  }
}
