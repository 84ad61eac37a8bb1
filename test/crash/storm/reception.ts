import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as rest } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Answer } from '../../../electron/contract/errors.ts'
import type { CallName } from '../../../electron/contract/names.ts'
import type { Input, Output } from '../../../electron/contract/table.ts'
import type { Simulator } from '../../e2e/fixtures/simulator.ts'
import { startDeskProcess, type DeskProcess } from '../../fixtures/desk-process.ts'
import type { Stall } from '../stalls.ts'
import type { StormTime } from './time.ts'

const webhookKey = 'storm-webhook-signature'

/** A receptionist at a desk that may be killed: whatever was not answered is said again when the desk is back. */
export interface Reception {
  /** Says it until it is answered; `unanswered` tells that it was said more than once. */
  ask<Name extends CallName>(name: Name, input: Input<Name>): Promise<Answer<Output<Name>> & { unanswered: boolean }>
  /** Whether there is a desk to say something to. */
  readonly open: boolean
  /** Says it once; null when the desk went away, or is not there just now. */
  once<Name extends CallName>(name: Name, input: Input<Name>): Promise<Answer<Output<Name>> | null>
  /** kill -9, and a new life on the same records. */
  restart(): Promise<void>
  /** Moves the desk's wall clock. */
  jump(milliseconds: number): Promise<void>
  /** Has Kisi deliver its webhooks to this desk, as whoever looks after Kisi does after they were switched off. */
  switchOnWebhooks(): Promise<void>
  readonly restarts: number
  /** When the desk's process was given no time, in real epoch milliseconds. */
  readonly stalls: readonly Stall[]
  close(): Promise<void>
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

export async function openReception(options: {
  folder: string
  simulator: Simulator
  time: StormTime
}): Promise<Reception> {
  const { folder, simulator, time } = options
  const port = await freePort()
  const stalls: Stall[] = []
  let jumped: () => void = () => undefined
  function hear(message: unknown): void {
    const { stalled, jump } = message as { stalled?: Stall; jump?: number }
    if (stalled !== undefined) stalls.push(stalled)
    if (jump !== undefined) jumped()
  }
  const start = (): Promise<DeskProcess> =>
    startDeskProcess(folder, simulator, {
      before: fileURLToPath(new URL('../dilated-time.ts', import.meta.url)),
      arguments: ['--webhooks', String(port)],
      environment: { ...time.environment(), KISI_WEBHOOK_KEY: webhookKey },
      onMessage: hear,
    })
  let desk: Promise<DeskProcess> = start()
  await desk
  let gone = false
  let restarts = 0
  let hook: number | null = null

  const once: Reception['once'] = async (name, input) => (gone ? null : (await desk).call(name, input))

  /** By the same key as the desk's, so that its own pace may be in the way. */
  async function kisi(method: string, path: string, body: unknown): Promise<{ id: number } | null> {
    try {
      const response = await fetch(new URL(path, simulator.url), {
        method,
        headers: { authorization: `KISI-LOGIN ${simulator.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(2000),
      })
      return response.ok ? ((await response.json()) as { id: number }) : null
    } catch {
      return null
    }
  }

  return {
    once,
    async ask(name, input) {
      for (let unanswered = false; ; unanswered = true) {
        const answer = await once(name, input)
        if (answer !== null) return { ...answer, unanswered }
        await rest(10)
      }
    },
    async restart() {
      const dying = await desk
      gone = true
      await dying.kill()
      desk = start()
      await desk
      gone = false
      restarts += 1
    },
    async jump(milliseconds) {
      const moved = new Promise<void>((resolve) => (jumped = resolve))
      const told = await desk
      const done = time.jump(milliseconds)
      told.tell({ jump: milliseconds })
      await moved
      done()
    },
    async switchOnWebhooks() {
      const url = `http://127.0.0.1:${port}/`
      const integration = { name: 'Desk', type: 'event_webhook', url, enabled: true, signature_key: webhookKey }
      if (hook === null) hook = (await kisi('POST', '/integrations', { integration }))?.id ?? null
      else await kisi('PATCH', `/integrations/${hook}`, { integration: { enabled: true } })
    },
    stalls,
    get open() {
      return !gone
    },
    get restarts() {
      return restarts
    },
    close: async () => (await desk).kill(),
  }
}
