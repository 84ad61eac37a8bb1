import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { createApi } from './api/app.ts'
import { createWebhooks } from './api/webhooks.ts'
import { createFaults } from './faults/faults.ts'
import { createNetwork } from './faults/network.ts'
import { createRequestLog } from './faults/request-log.ts'
import { createDoors } from './hardware/doors.ts'
import { openBadgeReader, type BadgeReader } from './hardware/reader.ts'
import type { ReaderProtocol } from './hardware/frames.ts'
import { createControl } from './control/control.ts'
import { createPanelPage } from './panel/page.ts'
import { createClock } from './world/clock.ts'
import { createEvents } from './world/events.ts'
import { buildOffice, demoKey } from './world/office.ts'
import { keepState, loadState, StateFileError } from './world/state-file.ts'
import { createWorld, type World } from './world/world.ts'

export interface SimulatorOptions {
  /** 0 takes a free one. */
  port?: number
  seed?: number
  /** Where the world is kept; nothing is kept without it. */
  state?: string
  world?: 'office'
  /** False for no badge reader; a protocol for which kind. */
  reader?: ReaderProtocol | false
  /** A TCP serial line even where there are ptys. */
  readerOverTcp?: boolean
  rateLimit?: boolean
  /** IANA name; the machine's when missing. */
  timeZone?: string
  /** Real time in milliseconds since the epoch; a test that holds it still also turns the timers off. */
  time?: () => number
  timers?: boolean
  fetch?: typeof globalThis.fetch
  /** One sentence for whoever runs the simulator. */
  complain?: (sentence: string) => void
}

export interface Simulator {
  /** http://127.0.0.1:PORT */
  readonly url: string
  readonly apiKey: string
  readonly panel: string
  /** What the desk opens as its badge reader, or null. */
  readonly reader: string | null
  readonly world: World
  /** Saves the world and closes everything. */
  close(): Promise<void>
}

export { StateFileError }

/** Starts the mock Kisi cloud and its building on 127.0.0.1. Rejects with the server's error, e.g. EADDRINUSE. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, time = Date.now, timers = true, complain = () => undefined } = options
  const snapshot = options.state === undefined ? null : loadState(options.state)
  const seed = snapshot?.seed ?? options.seed ?? 7
  const clock = createClock({ time, timers, offset: snapshot?.clockOffset })
  const world = createWorld({
    name: snapshot?.name ?? options.world ?? 'office',
    seed,
    clock,
    snapshot: snapshot ?? undefined,
  })
  if (!snapshot) buildOffice(world, options.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone)

  const events = createEvents(world)
  const doors = createDoors(world, events)
  const faults = createFaults()
  const network = createNetwork()
  const log = createRequestLog()

  const server = createServer()
  await listen(server, port)
  let reader: BadgeReader | null = null
  try {
    if (options.reader !== false) {
      const folder = options.state === undefined ? undefined : dirname(options.state)
      reader = await openBadgeReader({ protocol: options.reader, folder, tcp: options.readerOverTcp })
    }
  } catch (error) {
    server.close()
    clock.close()
    throw error
  }

  const webhooks = createWebhooks({
    world,
    events,
    fetch: options.fetch ?? globalThis.fetch,
    reachable: () => !network.broken(),
  })
  const file = options.state === undefined ? null : keepState(world, options.state, complain)
  doors.resume()

  const app = new Hono<{ Bindings: HttpBindings }>()
  app.route('/_sim/panel', createPanelPage())
  app.route('/_sim', createControl({ world, doors, faults, network, log, reader }))
  const api = createApi({
    world,
    events,
    doors,
    faults,
    log,
    rateLimit: options.rateLimit,
    complain: (error) => complain(`Unexpected: ${error instanceof Error ? error.message : String(error)}`),
  })
  const serveControl = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const serveApi = getRequestListener(api.fetch as typeof app.fetch, { overrideGlobalObjects: false })
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/_sim/')) return void serveControl(request, response)
    if (network.broken()) {
      log.add({
        at: clock.iso(),
        method: request.method ?? '',
        path: request.url ?? '',
        status: 0,
        milliseconds: 0,
        who: null,
        body: null,
        answer: null,
        faults: ['network'],
      })
      request.socket.resetAndDestroy()
      return
    }
    network.carry(request.socket)
    void serveApi(request, response)
  })

  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    apiKey: demoKey(seed),
    panel: `${url}/_sim/panel`,
    reader: reader?.path ?? null,
    world,
    async close() {
      webhooks.close()
      clock.close()
      reader?.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      file?.close()
    },
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}
