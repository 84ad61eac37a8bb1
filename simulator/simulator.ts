import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { createApi } from './api/app.ts'
import { createHttpServer } from './api/http-server.ts'
import { openLane } from './api/lane.ts'
import { createWebhooks } from './api/webhooks.ts'
import { createFaults } from './faults/faults.ts'
import { createGate } from './faults/gate.ts'
import { createNetwork } from './faults/network.ts'
import { createRequestLog } from './faults/request-log.ts'
import { createDoors } from './hardware/doors.ts'
import { createBadgeReaders, type NewReader, type Transport } from './hardware/badge-readers/badge-readers.ts'
import type { ReaderProtocol } from './hardware/badge-readers/kinds.ts'
import { createControl } from './control/control.ts'
import { createPanelPage } from './panel/page.ts'
import { createScenarios, type Scenarios } from './scenarios/scenarios.ts'
import { createReceptionCall } from './scenarios/reception-call.ts'
import { createClock, type ClockMode } from './world/clock.ts'
import { createEvents } from './world/events.ts'
import { demoKey } from './world/keys.ts'
import { keepState } from './world/keep-state.ts'
import { loadState, StateFileError } from './world/state-file.ts'
import { createWorld, type World } from './world/world.ts'
import { worldOf } from './world/worlds.ts'

export interface SimulatorOptions {
  /** 0 takes a free one. */
  port?: number
  seed?: number
  /** Where the world is kept; nothing is kept without it. */
  state?: string
  /** Which world there is when none is kept: a name (`harbour` when missing), or the path of a world file. */
  world?: string
  /** How the time goes; as it went when a kept world was left, and by real time in a new one. */
  clock?: { mode: ClockMode; rate?: number }
  /** The time of a new world at its start, in milliseconds since the epoch; now when missing. */
  start?: number
  /** The kind of the one badge reader there is at first (an RDM6300 when missing); false for none. */
  reader?: ReaderProtocol | false
  /** All badge readers there are at first, instead of `reader`. */
  readers?: NewReader[]
  /** A TCP serial line even where there are ptys. */
  readerOverTcp?: boolean
  rateLimit?: boolean
  /** IANA name; Europe/Amsterdam when missing, wherever the machine is. */
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
  /** All badge readers, the first one too. */
  readonly readers: { id: number; name: string; protocol: ReaderProtocol; transport: Transport; path: string }[]
  readonly world: World
  readonly scenarios: Scenarios
  /** Saves the world and closes everything. */
  close(): Promise<void>
}

export { StateFileError }

/** Starts the mock Kisi cloud and its building on 127.0.0.1. Rejects with the server's error, e.g. EADDRINUSE. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, time = Date.now, timers = true, complain = () => undefined } = options
  const snapshot = options.state === undefined ? null : loadState(options.state)
  const seed = snapshot?.seed ?? options.seed ?? 7
  const source = snapshot ? null : worldOf(options.world ?? 'harbour')
  // It stands still at its start until it is told how to go, so that it starts at that very millisecond.
  const begin = { mode: 'frozen', rate: 0, offset: 0, now: options.start ?? time() } as const
  const clock = createClock({ time, timers, state: snapshot?.clock ?? begin })
  if (options.clock || !snapshot) clock.set(options.clock?.mode ?? 'real', options.clock?.rate)
  const world = createWorld({
    name: snapshot?.name ?? source?.name ?? '',
    seed,
    clock,
    snapshot: snapshot ?? undefined,
  })
  source?.fill(world, options.timeZone)

  const events = createEvents(world)
  const faults = createFaults({ seed, clock })
  const log = createRequestLog()
  const unexpected = (error: unknown) =>
    complain(`Unexpected: ${error instanceof Error ? error.message : String(error)}`)
  const gate = createGate({ faults, log, clock, complain: unexpected })

  const server = createHttpServer()
  const network = createNetwork(server)
  const building = createDoors(world, events, { reachable: () => !network.broken(), onTurn: network.onTurn })
  const call = createReceptionCall(() => urlOf(server), demoKey(seed))
  const scenarios = createScenarios({ world, events, doors: building, call })
  const { doors } = scenarios
  await listen(server, port)
  const readers = createBadgeReaders({
    folder: options.state === undefined ? undefined : dirname(options.state),
    tcp: options.readerOverTcp,
  })
  try {
    const first: NewReader[] = options.reader === false ? [] : [{ protocol: options.reader ?? 'rdm6300' }]
    for (const each of options.readers ?? first) await readers.add(each)
  } catch (error) {
    readers.close()
    server.close()
    clock.close()
    throw error
  }

  const webhooks = createWebhooks({
    world,
    events,
    faults,
    log,
    fetch: options.fetch ?? globalThis.fetch,
    reachable: () => !network.broken(),
  })
  const file = options.state === undefined ? null : keepState(world, options.state, complain)
  doors.resume()
  world.onRestore(() => {
    webhooks.reset()
    doors.resume()
  })

  const app = new Hono<{ Bindings: HttpBindings }>()
  const panel = createPanelPage()
  app.route('/_sim/panel', panel.app)
  app.route('/_sim', createControl({ world, doors, faults, network, log, readers, scenarios }))
  const api = createApi({
    world,
    events,
    doors,
    gate,
    log,
    rateLimit: options.rateLimit,
    complain: unexpected,
  })
  const lane = openLane(server, {
    api,
    open: () => faults.none() && !network.broken(),
    carry: (socket) => network.carry(socket),
  })
  const serveControl = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/_sim/')) {
      network.spare(request.socket)
      return void serveControl(request, response)
    }
    if (network.broken()) {
      log.add({
        at: clock.now(),
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
    gate.pass(request, response, () => api.serve(request, response))
  })

  const url = urlOf(server)
  return {
    url,
    apiKey: demoKey(seed),
    panel: `${url}/_sim/panel`,
    reader: readers.all()[0]?.path ?? null,
    readers: readers.all().map(({ id, name, protocol, transport, path }) => ({ id, name, protocol, transport, path })),
    world,
    scenarios,
    async close() {
      webhooks.close()
      panel.close()
      clock.close()
      network.close()
      readers.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      lane.close()
      server.closeAllConnections()
      await closed
      file?.close()
    },
  }
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
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
