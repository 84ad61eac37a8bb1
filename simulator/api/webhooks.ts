import { createHmac } from 'node:crypto'
import type { EventRecord, Events } from '../world/events.ts'
import type { IntegrationRow } from '../world/rows.ts'
import type { World } from '../world/world.ts'

export interface Webhooks {
  close(): void
}

/** Kisi documents neither its patience nor its thresholds (reference F, "Integrations"): these are ours. */
const RETRY_AFTER_SECONDS = [1, 5, 15, 60, 300]
const WARN_AFTER = 10
const DISABLE_AFTER = 30
const TIMEOUT_MILLISECONDS = 5000

/** The fields S3's sample delivery has, and no others. */
const DELIVERED = [
  'uuid',
  'type',
  'actor_type',
  'actor_id',
  'actor_name',
  'object_type',
  'object_id',
  'object_name',
  'organization_id',
  'place_id',
  'success',
  'error_code',
  'error_message',
] as const satisfies readonly (keyof EventRecord)[]

/** The raw body of a delivery: one event, its instant to the second. */
export function deliveryBody(event: EventRecord): string {
  const picked = Object.fromEntries(DELIVERED.map((key) => [key, event[key]]))
  return JSON.stringify({ ...picked, created_at: event.created_at.replace(/\.\d+Z$/, 'Z') })
}

/** The X-Signature header: sha256= and the HMAC-SHA256 of the raw body in lower-case hex. */
export const signatureOf = (body: string, key: string): string =>
  `sha256=${createHmac('sha256', key).update(body).digest('hex')}`

export interface WebhookOptions {
  world: World
  events: Events
  fetch: typeof globalThis.fetch
  /** False while the network between cloud and desk is broken: then no delivery arrives either. */
  reachable: () => boolean
}

/** Delivers every event to the integrations that want it, and tries again on failure. */
export function createWebhooks({ world, events, fetch, reachable }: WebhookOptions): Webhooks {
  const timers = new Set<NodeJS.Timeout>()
  const ending = new AbortController()

  events.onEvent((event) => {
    for (const hook of world.where('integrations', 'enabled', true)) {
      if (wants(hook, event)) void deliver(hook.id, event, 0)
    }
  })

  async function deliver(id: number, event: EventRecord, attempt: number): Promise<void> {
    const hook = world.get('integrations', id)
    if (!hook?.enabled || ending.signal.aborted) return
    if (await post(hook, event)) {
      if (hook.failures > 0) world.update('integrations', id, { failures: 0 }, false)
      return
    }
    if (ending.signal.aborted) return
    countFailure(id)
    const seconds = RETRY_AFTER_SECONDS[attempt]
    if (seconds === undefined) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      void deliver(id, event, attempt + 1)
    }, seconds * 1000)
    timers.add(timer)
  }

  async function post(hook: IntegrationRow, event: EventRecord): Promise<boolean> {
    if (!reachable() || hook.url === undefined) return false
    const body = deliveryBody(event)
    try {
      const answer = await fetch(hook.url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          ...(hook.signature_key ? { 'X-Signature': signatureOf(body, hook.signature_key) } : {}),
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([ending.signal, AbortSignal.timeout(TIMEOUT_MILLISECONDS)]),
      })
      await answer.arrayBuffer()
      return answer.ok
    } catch {
      return false
    }
  }

  function countFailure(id: number) {
    const hook = world.get('integrations', id)
    if (!hook) return
    const failures = hook.failures + 1
    const object = { type: 'Integration', id, name: hook.name }
    world.update('integrations', id, { failures }, false)
    if (failures === WARN_AFTER) events.write({ type: 'integration.warn_due_to_error', object })
    if (failures === DISABLE_AFTER) {
      const at = world.clock.iso()
      world.update('integrations', id, { enabled: false, disabled_due_to_error: true, disabled_due_to_error_at: at })
      events.write({ type: 'integration.disable_due_to_error', object })
    }
  }

  return {
    close() {
      ending.abort()
      for (const timer of timers) clearTimeout(timer)
    },
  }
}

/** An empty list of events means all of them. */
const wants = ({ type, enabled_events: names = [] }: IntegrationRow, event: EventRecord): boolean =>
  type === 'event_webhook' && (names.length === 0 || names.includes(event.type))
