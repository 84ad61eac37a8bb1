import { createConnection } from './connection.ts'
import type { Connection } from './connection.ts'
import { parseAddress } from './ports/address.ts'
import { createWhereabouts } from './ports/device.ts'
import type { UsbDevice, Whereabouts } from './ports/device.ts'
import { createPortList, listSerialPorts } from './ports/list.ts'
import type { ListFunction } from './ports/list.ts'
import { createOpenPort } from './ports/open.ts'
import type { OpenPortFunction } from './ports/port.ts'
import { createPresence } from './ports/presence.ts'
import { em4100Reader } from './profile.ts'
import type { ReaderProfile } from './profile.ts'
import { reconnectDefaults } from './reconnect.ts'
import type { ReconnectSettings } from './reconnect.ts'
import type { Clock, Log } from './services.ts'
import { createListeners } from './listeners.ts'
import { createTaps } from './taps.ts'
import type { Reading, ReaderBridge, ReaderState } from './types.ts'

export interface ReaderBridgeOptions {
  clock: Clock
  /** Never given more of a card's number than its last four characters. */
  log: Log
  /** How ports are opened; default serial devices and TCP. */
  open?: OpenPortFunction
  /** The system's serial ports; default serialport's list. */
  list?: ListFunction
  reconnect?: Partial<ReconnectSettings>
  /** The kind of reader; default RDM6300 and ID-12. */
  profile?: ReaderProfile
  /** Shared by the bridges of one desk, so that none takes another's device for its own. */
  whereabouts?: Whereabouts
}

const none: ReaderState = { state: 'none', port: null, message: null }

/** One badge reader: keeps its port open, turns what it sends into taps, and tells how it stands. */
export function createReaderBridge(options: ReaderBridgeOptions): ReaderBridge {
  const { clock, log, list = listSerialPorts, profile = em4100Reader } = options
  const reconnect = { ...reconnectDefaults, ...options.reconnect }
  const present = createPresence(list)
  const whereabouts = options.whereabouts ?? createWhereabouts(list)
  const open = options.open ?? createOpenPort({ ...reconnect, present })
  const ports = createPortList({ list, log })
  const taps = createTaps(profile.taps)
  const readings = createListeners<Reading>(log)
  const keypad = createListeners<{ reader: string; keys: string }>(log)
  const states = createListeners<ReaderState>(log)
  const devices = createListeners<UsbDevice>(log)

  let state = none
  let connection: Connection | null = null
  let device: UsbDevice | null = null
  let released: Promise<void> = Promise.resolve()
  let latestCall = 0
  let closed = false

  const setState = (next: ReaderState): void => {
    const same = next.state === state.state && next.port === state.port && next.message === state.message
    state = next
    if (!same) states.tell(next)
  }

  /** Gives the present port back; resolves when that and all earlier ones are given back. */
  const release = (): Promise<void> => {
    const leaving = connection
    connection = null
    if (leaving !== null) released = Promise.all([released, leaving.close()]).then(() => undefined)
    return released
  }

  const connect = async (name: string, known: UsbDevice | null = null): Promise<ReaderState> => {
    if (closed) return state
    latestCall += 1
    const call = latestCall
    await release()
    // Whoever called last decides.
    if (call !== latestCall) return state
    const parsed = parseAddress(name)
    if (!parsed.ok) {
      log.warn('reader.address_refused', { message: parsed.message })
      setState({ state: 'refused', port: name, message: parsed.message })
      return state
    }
    device = known
    const opened = createConnection({
      address: parsed.address,
      name,
      profile,
      open,
      present,
      whereabouts,
      device,
      clock,
      log,
      reconnect,
      onState: setState,
      onDevice(found) {
        device = found
        devices.tell(found)
      },
      onCard(card, lastByteAt) {
        if (!taps.isTap(name, card.identity, lastByteAt)) return
        log.info('reader.tap', { port: name, cardEndsIn: card.identity.slice(-4) })
        readings.tell({
          reader: name,
          identity: card.identity,
          number: card.number,
          readings: card.readings,
          lastByteAt,
        })
      },
      onKeys: (keys) => keypad.tell({ reader: name, keys }),
    })
    connection = opened
    await opened.settled
    return state
  }

  const disconnect = async (): Promise<ReaderState> => {
    latestCall += 1
    const call = latestCall
    await release()
    if (call === latestCall) setState(none)
    return state
  }

  return {
    get state() {
      return state
    },
    get device() {
      return device
    },
    connect,
    disconnect,
    ports,
    signal: async (what) => (await connection?.signal(what)) ?? false,
    onKeys: keypad.add,
    onReading: readings.add,
    onState: states.add,
    onDevice: devices.add,
    async close() {
      closed = true
      await disconnect()
      readings.clear()
      keypad.clear()
      states.clear()
      devices.clear()
    },
  }
}
