import type { Handlers } from '../contract/table.ts'
import type { DeskStatus } from '../contract/status.ts'
import type { ReaderBridge } from '../reader/types.ts'
import type { Cards } from './cards/cards.ts'
import type { Clock, Settings } from './ports.ts'
import type { Emit } from './support/emitter.ts'

export interface Taps {
  handlers: Pick<Handlers, 'readers.ports' | 'readers.connect' | 'readers.disconnect'>
  status(): DeskStatus['reader']
  start(): Promise<void>
  close(): Promise<void>
}

/** The badge reader at this desk, and what a tap on it means. */
export function createTaps(options: {
  bridge: ReaderBridge
  cards: Cards
  settings: Settings
  /** A reader for this run only, instead of the one in the settings. */
  givenPort: string | null
  clock: Clock
  randomId: () => string
  emit: Emit
  onChange(): void
}): Taps {
  const { bridge, cards, settings, clock, randomId, emit, onChange } = options
  let lastTapAt: number | null = null
  const status = (): DeskStatus['reader'] => ({
    ...bridge.state,
    lastTapAt: lastTapAt === null ? null : new Date(lastTapAt).toISOString(),
  })
  const unsubscribe = [
    bridge.onState(onChange),
    bridge.onReading((reading) => {
      lastTapAt = clock.now()
      emit('tap', {
        id: randomId(),
        at: new Date(lastTapAt).toISOString(),
        reader: reading.reader,
        identity: reading.identity,
        number: reading.number,
        meaning: cards.meaningOf(reading.identity),
      })
    }),
  ]
  return {
    status,
    async start() {
      const port = options.givenPort ?? settings.get().readerPort
      if (port !== null) await bridge.connect(port)
    },
    async close() {
      for (const end of unsubscribe) end()
      await bridge.close()
    },
    handlers: {
      'readers.ports': async () => ({ ports: await bridge.ports() }),
      'readers.connect': async ({ port }) => {
        await bridge.connect(port)
        if (bridge.state.port !== null) settings.set({ readerPort: port })
        return status()
      },
      'readers.disconnect': async () => {
        await bridge.disconnect()
        settings.set({ readerPort: null })
        return status()
      },
    },
  }
}
