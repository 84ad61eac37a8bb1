import { createHmac } from 'node:crypto'
import type { Faults } from '../faults/faults.ts'
import type { RequestLog } from '../faults/request-log.ts'
import type { EventRecord, Events } from '../world/events.ts'
import type { IntegrationRow } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { createLanes, type Delivery } from './webhook-lanes.ts'

export interface Webhooks {
  /** Forgets what has not been delivered yet: for a world that was put back to an earlier state. */
  reset(): void
  close(): void
}

/** Kisi documents neither its patience nor its thresholds (reference F, "Integrations"): these are ours. */
const RETRY_AFTER_SECONDS = [1, 5, 15, 60, 300]
const WARN_AFTER = 10
const DISABLE_AFTER = 30
const PATIENCE_MILLISECONDS = 5000

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
  faults: Faults
  log: RequestLog
  fetch: typeof globalThis.fetch
  /** False while the network between cloud and desk is broken: then no delivery arrives either. */
  reachable: () => boolean
  /** How long a hook may take to answer, in milliseconds of real time: one that is slow is slow by any clock. */
  patience?: number
}

/**
 * Delivers every event to the integrations that want it, one after the other for each of them, and tries again on failure
 * by the simulator's clock. After too many failures in a row the integration is switched off, with the events for it.
 */
export function createWebhooks(options: WebhookOptions): Webhooks {
  const { world, events, faults, log, fetch, reachable, patience = PATIENCE_MILLISECONDS } = options
  const ending = new AbortController()
  const lanes = createLanes({ clock: world.clock, deliver })

  events.onEvent((event) => {
    for (const hook of world.where('integrations', 'enabled', true)) {
      if (wants(hook, event)) send(hook.id, event)
    }
  })

  /** Puts an event on its way, as the faults for webhooks leave it. */
  function send(id: number, event: EventRecord) {
    const strikes = faults.meet({ method: 'POST', path: `/integrations/${id}`, event: event.type })
    const struck: string[] = []
    let copies = 1
    let later = 0
    for (const { fault, fire } of strikes) {
      if (!fault.kind.startsWith('webhook_') || !fire()) continue
      struck.push(fault.kind)
      if (fault.kind === 'webhook_lost') {
        const hook = world.get('integrations', id)
        if (hook) note(hook, event, struck, 0, performance.now())
        return
      }
      if (fault.kind === 'webhook_duplicated') copies += fault.copies
      if (fault.kind === 'webhook_reordered') later = Math.max(later, fault.later)
    }
    const deliveries = Array.from({ length: copies }, (): Delivery => ({ event, attempt: 0, struck }))
    if (later > 0) lanes.hold(id, deliveries, later)
    else lanes.push(id, deliveries)
  }

  /** Deliveries stand among the requests, as HOOK, so that what the cloud said can be read beside what it was asked. */
  function note(hook: IntegrationRow, event: EventRecord, struck: readonly string[], status: number, began: number) {
    log.add({
      ...{ at: world.clock.now(), method: 'HOOK', path: `${event.type}, ${hook.name}`, status },
      ...{ milliseconds: Math.round(performance.now() - began), who: 'webhook' },
      ...{ body: JSON.parse(deliveryBody(event)) as unknown, answer: null, faults: [...struck] },
    })
  }

  async function deliver(id: number, { event, attempt, struck }: Delivery): Promise<void> {
    const hook = world.get('integrations', id)
    if (!hook?.enabled) return lanes.drop(id)
    const began = performance.now()
    const status = await post(hook, event)
    if (ending.signal.aborted) return
    note(hook, event, struck, status, began)
    const delivered = status >= 200 && status < 300
    if (delivered) {
      if (hook.failures > 0) world.update('integrations', id, { failures: 0 }, false)
      return
    }
    const seconds = RETRY_AFTER_SECONDS[attempt]
    if (seconds !== undefined) lanes.repeat(id, { event, attempt: attempt + 1, struck }, seconds)
    countFailure(id)
  }

  /** The status of the answer, 0 where there was none. */
  async function post(hook: IntegrationRow, event: EventRecord): Promise<number> {
    const url = hook.url !== undefined && URL.canParse(hook.url) ? new URL(hook.url) : null
    if (!reachable() || !url || !/^https?:$/.test(url.protocol)) return 0
    const body = deliveryBody(event)
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          ...(hook.signature_key ? { 'X-Signature': signatureOf(body, hook.signature_key) } : {}),
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([ending.signal, AbortSignal.timeout(patience)]),
      })
      // Whatever it says beside its status is not waited for.
      void answer.body?.cancel().catch(() => undefined)
      return answer.status
    } catch {
      return 0
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
      lanes.drop(id)
      events.write({ type: 'integration.disable_due_to_error', object })
    }
  }

  return {
    reset: () => lanes.clear(),
    close() {
      ending.abort()
      lanes.clear()
    },
  }
}

/** An empty list of events means all of them. */
const wants = ({ type, enabled_events: names = [] }: IntegrationRow, event: EventRecord): boolean =>
  type === 'event_webhook' && (names.length === 0 || names.includes(event.type))
