import { expect, it, vi } from 'vitest'
import { createWebhooks } from '../../../../simulator/api/webhooks.ts'
import { createFaults } from '../../../../simulator/faults/faults.ts'
import { createRequestLog } from '../../../../simulator/faults/request-log.ts'
import { createClock } from '../../../../simulator/world/clock.ts'
import { createEvents } from '../../../../simulator/world/events.ts'
import { createWorld } from '../../../../simulator/world/world.ts'

/** A hook that answers what `fetch` says, in a world of its own whose clock stands still. */
function open(fetch: typeof globalThis.fetch, url = 'https://desk.example/events') {
  const clock = createClock({ time: () => Date.parse('2027-01-06T11:00:00Z'), timers: false })
  const world = createWorld({ name: 'empty', seed: 7, clock })
  const events = createEvents(world)
  const line = { reachable: true }
  const log = createRequestLog()
  const webhooks = createWebhooks({
    ...{ world, events, fetch, patience: 20 },
    faults: createFaults({ seed: 7, clock }),
    log,
    reachable: () => line.reachable,
  })
  const { id } = world.insert('integrations', {
    ...{ name: 'Desk', type: 'event_webhook', enabled: true, url, enabled_events: [], signature_key: null },
    ...{ place_id: null, disabled_due_to_error: false, disabled_due_to_error_at: null, failures: 0 },
  } as never)
  return {
    ...{ world, webhooks, line, clock, log },
    happen: (name = 'Ann') => void events.write({ type: 'guest.create', object: { type: 'Guest', id: 1, name } }),
    failures: () => world.get('integrations', id)?.failures,
  }
}

const taken = () => vi.fn(() => Promise.resolve(new Response(null, { status: 200 })))

it('gives up on a hook that does not answer in time, and tries again later', async () => {
  const never = vi.fn<typeof globalThis.fetch>(
    (_url, init) =>
      new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('timed out')))),
  )
  const { happen, failures, clock } = open(never)
  happen()
  await vi.waitFor(() => expect(failures()).toBe(1))
  clock.advance(1000)
  await vi.waitFor(() => expect(failures()).toBe(2))
  expect(never).toHaveBeenCalledTimes(2)
})

it('reaches nobody while the line is broken, and delivers what happened meanwhile when it is well again', async () => {
  const fetch = taken()
  const { happen, failures, clock, line } = open(fetch)
  line.reachable = false
  happen()
  await vi.waitFor(() => expect(failures()).toBe(1))
  line.reachable = true
  clock.advance(1000)
  await vi.waitFor(() => expect(failures()).toBe(0))
  expect(fetch).toHaveBeenCalledTimes(1)
})

it('does not wait for a body that never ends', async () => {
  const endless = vi.fn(() => Promise.resolve(new Response(new ReadableStream({ pull: () => new Promise(() => {}) }))))
  const { happen, failures } = open(endless)
  happen('Ann')
  happen('Bea')
  await vi.waitFor(() => expect(endless).toHaveBeenCalledTimes(2))
  expect(failures()).toBe(0)
})

it('sends one at a time, and keeps no more than a thousand', async () => {
  let free = () => {}
  const busy = new Promise<void>((resolve) => (free = resolve))
  let now = 0
  let most = 0
  const slow = vi.fn(async () => {
    most = Math.max(most, ++now)
    await busy
    now -= 1
    return new Response(null)
  })
  const { happen } = open(slow)
  for (let count = 0; count < 1500; count++) happen(`Guest ${count}`)
  expect(slow).toHaveBeenCalledTimes(1)
  free()
  await vi.waitFor(() => expect(slow).toHaveBeenCalledTimes(1001))
  happen('last')
  await vi.waitFor(() => expect(slow).toHaveBeenCalledTimes(1002))
  expect(most).toBe(1)
})

it('calls nothing but web addresses, whatever a state file says', async () => {
  const fetch = taken()
  const { happen, failures } = open(fetch, 'file:///etc/passwd')
  happen()
  await vi.waitFor(() => expect(failures()).toBe(1))
  expect(fetch).not.toHaveBeenCalled()
})

it('forgets what was to be repeated when the world is put back', async () => {
  const fetch = vi.fn(() => Promise.resolve(new Response(null, { status: 500 })))
  const { happen, failures, clock, webhooks } = open(fetch)
  happen()
  await vi.waitFor(() => expect(failures()).toBe(1))
  webhooks.reset()
  clock.advance(1_000_000)
  expect(fetch).toHaveBeenCalledTimes(1)
})

it('stands among the requests with what was sent and how it was answered', async () => {
  const { happen, line, log } = open(taken())
  happen('Ann')
  await vi.waitFor(() => expect(log.all()).toHaveLength(1))
  line.reachable = false
  happen('Ben')
  await vi.waitFor(() => expect(log.all()).toHaveLength(2))
  expect(log.all()).toMatchObject([
    { method: 'HOOK', path: 'guest.create, Desk', status: 200, who: 'webhook', body: { object_name: 'Ann' } },
    { method: 'HOOK', path: 'guest.create, Desk', status: 0, body: { object_name: 'Ben' } },
  ])
})
