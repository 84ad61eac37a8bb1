import { createReaderBridge } from './bridge.ts'
import type { ReaderBridgeOptions } from './bridge.ts'
import type { Signal } from './conversation.ts'
import { createListeners } from './listeners.ts'
import { createWhereabouts } from './ports/device.ts'
import type { UsbDevice } from './ports/device.ts'
import { createPortList, listSerialPorts } from './ports/list.ts'
import { createPortWatch } from './ports/watch.ts'
import { createProfile } from './profile.ts'
import type { ReaderSettings } from './profile.ts'
import type { PortDescription, Reading, ReaderBridge, ReaderState } from './types.ts'

/** Every reader is a port and a few timers. */
const mostReaders = 16

export interface Readers {
  /** How every reader stands, in the order in which they were connected. */
  readonly states: readonly ReaderState[]
  /**
   * Opens a reader's port with the reader's settings and keeps it open across unplugging; a reader at that port already
   * goes on with the new settings. Resolves with the first known state. A USB device is found again under whatever name
   * its port has then; with `device`, from `onDevice` of a former run, no other one is opened in its place.
   */
  connect(port: string, settings: ReaderSettings, device?: UsbDevice | null): Promise<ReaderState>
  disconnect(port: string): Promise<void>
  ports(): Promise<PortDescription[]>
  /** Told all ports within two seconds after one came or went. None of them is opened. */
  onPorts(listener: (ports: PortDescription[]) => void): () => void
  /** Told which USB device is behind a reader's port, once it is known: to be kept with the reader's settings. */
  onDevice(listener: (found: { port: string; device: UsbDevice }) => void): () => void
  /** Shows it on the reader at that port. False when there is none or it has nothing to show it with. */
  signal(port: string, what: Signal): Promise<boolean>
  onReading(listener: (reading: Reading) => void): () => void
  onKeys(listener: (pressed: { reader: string; keys: string }) => void): () => void
  /** Told a state `none` when a reader is disconnected. */
  onState(listener: (state: ReaderState) => void): () => void
  close(): Promise<void>
}

/** Several readers at once, each with its own kind and settings, none waiting for another. */
export function createReaders(options: Omit<ReaderBridgeOptions, 'profile'>): Readers {
  const { log, list = listSerialPorts } = options
  const whereabouts = createWhereabouts(list)
  const ports = createPortList({ list, log })
  const watch = createPortWatch({ ports, log })
  const bridges = new Map<string, ReaderBridge>()
  const readings = createListeners<Reading>(log)
  const keypad = createListeners<{ reader: string; keys: string }>(log)
  const states = createListeners<ReaderState>(log)
  const devices = createListeners<{ port: string; device: UsbDevice }>(log)
  /** Ports on their way back to the system: an opening before that would be refused. */
  const leaving = new Map<string, Promise<void>>()
  let closed = false

  const release = (port: string): Promise<void> => {
    const given = Promise.all([leaving.get(port), bridges.get(port)?.close()]).then(() => undefined)
    leaving.set(port, given)
    bridges.delete(port)
    return given
  }
  const disconnect = async (port: string): Promise<void> => {
    const bridge = bridges.get(port)
    await release(port)
    if (bridge !== undefined && !bridges.has(port)) states.tell({ state: 'none', port, message: null })
  }

  return {
    get states() {
      return [...bridges.values()].map(({ state }) => state)
    },
    async connect(port, settings, device = null) {
      const refused = (message: string): ReaderState => ({ state: 'refused', port, message })
      if (closed) return refused('The desk is closing.')
      if (!bridges.has(port) && bridges.size >= mostReaders) {
        return refused(`There are ${mostReaders} readers already: take one away first.`)
      }
      const bridge = createReaderBridge({ ...options, whereabouts, profile: createProfile(settings) })
      const released = release(port)
      bridges.set(port, bridge)
      await released
      if (bridges.get(port) !== bridge) return bridge.state
      bridge.onReading(readings.tell)
      bridge.onKeys(keypad.tell)
      bridge.onState(states.tell)
      bridge.onDevice((found) => devices.tell({ port, device: found }))
      return bridge.connect(port, device)
    },
    disconnect,
    ports,
    onPorts: watch.add,
    onDevice: devices.add,
    signal: async (port, what) => (await bridges.get(port)?.signal(what)) ?? false,
    onReading: readings.add,
    onKeys: keypad.add,
    onState: states.add,
    async close() {
      closed = true
      watch.close()
      await Promise.all([...bridges.keys()].map(disconnect))
      readings.clear()
      keypad.clear()
      states.clear()
      devices.clear()
    },
  }
}
