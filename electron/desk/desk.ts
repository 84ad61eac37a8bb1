import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Answer } from '../contract/errors.ts'
import { DeskError } from '../contract/errors.ts'
import type { EventName } from '../contract/names.ts'
import { serveCall } from '../contract/serve.ts'
import type { EventValue, Handlers } from '../contract/table.ts'
import { openSealKey } from '../queue/seal-key.ts'
import { StoreFailure } from '../store/failure.ts'
import { openStore, type Store } from '../store/store.ts'
import type { DeskArguments } from './options.ts'
import type { Clock, Log, Secrets, Settings } from './ports.ts'
import { runDesk, type RunningDesk } from './run.ts'
import { decisiveTables, migrations } from './schema.ts'
import { statusOf } from './status.ts'
import { createEmitter } from './support/emitter.ts'
import { createLogFile } from './support/log-file.ts'
import { systemClock } from './support/system.ts'
import { webhookSettings } from './webhooks/receiver.ts'

export interface Desk {
  /** Answers any call of the contract; never rejects. Waits for the records to be open, except for `desk.status`. */
  call(name: string, input: unknown): Promise<Answer<unknown>>
  on<Name extends EventName>(name: Name, listener: (value: EventValue<Name>) => void): () => void
  /** Opens the records and starts everything. Resolves also when that fails: the status then says why. */
  start(): Promise<void>
  close(): Promise<void>
}

export interface DeskOptions {
  arguments: DeskArguments
  version: string
  /** `KISI_API_KEY` belongs to `--kisi`, `KISI_WEBHOOK_KEY` to `--webhooks`. */
  environment: Record<string, string | undefined>
  secrets: Secrets
  settings: Settings
  clock?: Clock
  log?: Log
}

/** The desk: every use case behind one contract, the same in every host. Does nothing until `start`. */
export function createDesk(options: DeskOptions): Desk {
  const { version, secrets, settings } = options
  const { dataDirectory, demo } = options.arguments
  const clock = options.clock ?? systemClock
  const log = options.log ?? createLogFile(join(dataDirectory, 'logs'), clock)
  const emitter = createEmitter((error) => log.error('event.defect', { error: String(error) }))
  let running: RunningDesk | null = null
  let failure: string | null = null
  let telling: NodeJS.Timeout | undefined
  let starting: Promise<void> = Promise.resolve()
  let closing: Promise<void> | null = null
  let opened: () => void = () => undefined
  const whenOpen = new Promise<void>((resolve) => (opened = resolve))

  const status = () => statusOf({ version, demo, now: clock.now(), failure }, running)
  const tellNow = (): void => {
    telling = undefined
    emitter.emit('desk.status', status())
  }
  /** At most twenty times a second, however much happens. */
  const tell = (): void => {
    if (closing === null) telling ??= setTimeout(tellNow, 50)
  }

  async function open(): Promise<void> {
    let store: Store | null = null
    try {
      store = openStore({
        file: join(dataDirectory, 'desk.db'),
        migrations,
        thorough: decisiveTables,
        now: clock.now(),
      })
      if (store.mended.tables.length > 0) log.info('store.indexes_made_anew', store.mended)
      running = await runDesk({
        store,
        sealKey: openSealKey(join(dataDirectory, 'queue.key')),
        secrets,
        settings,
        demo,
        given: givenConnection(options),
        givenReader: options.arguments.readerPort,
        webhooks: webhookSettings(options.arguments.webhooks, options.environment['KISI_WEBHOOK_KEY']),
        clock,
        log,
        random: Math.random,
        randomId: randomUUID,
        emit: emitter.emit,
        tell,
      })
    } catch (error) {
      store?.close()
      failure =
        error instanceof StoreFailure
          ? error.message
          : 'Frontdesk can’t start. What went wrong is in its log; nothing was lost.'
      log.error('desk.failed', { error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
    opened()
    if (closing === null) tellNow()
  }

  async function end(): Promise<void> {
    await starting
    clearTimeout(telling)
    const ending = running
    running = null
    opened()
    await ending?.close()
  }

  async function handlers(): Promise<RunningDesk['handlers']> {
    await whenOpen
    if (running !== null && closing === null) return running.handlers
    throw new DeskError('not_ready', failure ?? 'Frontdesk is closing.')
  }

  const waiting = new Proxy({} as Handlers, {
    get(_target, name: keyof Handlers) {
      if (name === 'desk.status') return status
      const call = name
      return async (input: unknown) => ((await handlers())[call] as (value: unknown) => unknown)(input)
    },
  })

  return {
    call: (name, input) =>
      serveCall(waiting, name, input, (call, defect) =>
        log.error('call.defect', {
          call,
          error: defect instanceof Error ? (defect.stack ?? defect.message) : String(defect),
        }),
      ),
    on: (name, listener) => emitter.on(name, listener),
    start() {
      if (closing === null) starting = open()
      return starting
    },
    close: () => (closing ??= end()),
  }
}

function givenConnection(options: DeskOptions): { address: string; key: string } | null {
  const address = options.arguments.kisiAddress
  const key = options.environment['KISI_API_KEY']
  return address === null || key === undefined || key === '' ? null : { address, key }
}
