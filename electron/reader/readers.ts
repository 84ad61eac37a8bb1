import { createReaderBridge } from './bridge.ts'
import type { ReaderBridgeOptions } from './bridge.ts'
import type { Signal } from './conversation.ts'
import { createListeners } from './listeners.ts'
import { createPortList, listSerialPorts } from './ports/list.ts'
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
   * goes on with the new settings. Resolves with the first known state.
   */
  connect(port: string, settings: ReaderSettings): Promise<ReaderState>
  disconnect(port: string): Promise<void>
  ports(): Promise<PortDescription[]>
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
  const bridges = new Map<string, ReaderBridge>()
  const readings = createListeners<Reading>(log)
  const keypad = createListeners<{ reader: string; keys: string }>(log)
  const states = createListeners<ReaderState>(log)
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
    async connect(port, settings) {
      const refused = (message: string): ReaderState => ({ state: 'refused', port, message })
      if (closed) return refused('The desk is closing.')
      if (!bridges.has(port) && bridges.size >= mostReaders) {
        return refused(`There are ${mostReaders} readers already: take one away first.`)
      }
      const bridge = createReaderBridge({ ...options, profile: createProfile(settings) })
      const released = release(port)
      bridges.set(port, bridge)
      await released
      if (bridges.get(port) !== bridge) return bridge.state
      bridge.onReading(readings.tell)
      bridge.onKeys(keypad.tell)
      bridge.onState(states.tell)
      return bridge.connect(port)
    },
    disconnect,
    ports: createPortList({ list, log }),
    signal: async (port, what) => (await bridges.get(port)?.signal(what)) ?? false,
    onReading: readings.add,
    onKeys: keypad.add,
    onState: states.add,
    async close() {
      closed = true
      await Promise.all([...bridges.keys()].map(disconnect))
      readings.clear()
      keypad.clear()
      states.clear()
    },
  }
}
