import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { open, until, type Client } from './support.ts'

let desk: Client
let hook: Server
let deliveries: { body: string; signature: string | undefined }[]
let answers: number[]
/** Real time stands still: what is repeated waits until the simulator's clock is moved. */
const START = Date.parse('2027-01-06T11:00:00Z')

beforeEach(async () => {
  desk = await open({ time: () => START, timers: false })
  deliveries = []
  answers = []
  hook = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      deliveries.push({ body, signature: request.headers['x-signature'] as string | undefined })
      response.writeHead(answers.shift() ?? 200).end()
    })
  })
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  await desk.close()
  hook.close()
})

const subscribe = async (enabled_events: string[], path = '/events'): Promise<number> => {
  const made = await desk.call('POST', '/integrations', {
    integration: {
      name: 'Desk',
      type: 'event_webhook',
      url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}${path}`,
      enabled_events,
      signature_key: 'a key',
    },
  })
  expect(made.body).toMatchObject({ type: 'event_webhook', enabled: true })
  expect(made.text).not.toContain('a key')
  return made.body.id
}
const guest = (name: string) => desk.call('POST', '/guests', { guest: { name } })
const names = () => deliveries.map(({ body }) => JSON.parse(body).object_name as string)
const delivered = (count: number) => until(`${count} deliveries`, async () => deliveries.length >= count)
const advance = (seconds: number) => desk.simulator.world.clock.advance(seconds * 1000)
const integration = async (id: number) => (await desk.call('GET', `/integrations/${id}`)).body

it('delivers the events that were asked for, signed over the raw body, and never shows the key', async () => {
  await subscribe(['guest.create'])
  await desk.call('POST', '/groups', { group: { name: 'Not wanted' } })
  await guest('Ann')
  const delivery = await until('the delivery', async () => deliveries[0])
  expect(delivery.signature).toBe(`sha256=${createHmac('sha256', 'a key').update(delivery.body).digest('hex')}`)
  expect(JSON.parse(delivery.body)).toMatchObject({
    type: 'guest.create',
    actor_name: 'Joris Hendriks',
    object_name: 'Ann',
    success: true,
    created_at: expect.stringMatching(/:\d\dZ$/),
  })
  expect(deliveries).toHaveLength(1)
})

it('delivers in order when nothing goes wrong', async () => {
  await subscribe(['guest.create'])
  const all = Array.from({ length: 40 }, (_, index) => `Guest ${index}`)
  await Promise.all(all.map(guest))
  await delivered(40)
  const order = desk.simulator.world.events.filter((event) => event.type === 'guest.create')
  expect(names()).toEqual(order.map((event) => event.object_name))
})

it('tries again by the simulator’s clock, with the same event, until it is taken', async () => {
  answers = [500, 404, 302, 200]
  await subscribe(['guest.create'])
  await guest('Ann')
  const { world } = desk.simulator
  const failures = (count: number) =>
    until(`failure ${count}`, async () => world.all('integrations')[0]?.failures === count)
  await failures(1)
  advance(0.9)
  expect(deliveries).toHaveLength(1)
  advance(0.1)
  await delivered(2)
  await failures(2)
  advance(5)
  await failures(3)
  advance(15)
  await delivered(4)
  await failures(0)
  expect(new Set(deliveries.map(({ body }) => body)).size).toBe(1)
  advance(100_000)
  await guest('Bea')
  await delivered(5)
  expect(names()).toEqual(['Ann', 'Ann', 'Ann', 'Ann', 'Bea'])
})

it('warns, then switches a failing integration off with the events for it, and on again when asked', async () => {
  answers = Array.from({ length: 31 }, () => 500)
  const id = await subscribe(['guest.create'])
  for (let count = 1; count <= 30; count++) {
    await guest(`Guest ${count}`)
    await delivered(count)
    await until('the count', async () => desk.simulator.world.get('integrations', id)?.failures === count)
  }
  const types = () => desk.simulator.world.events.map((event) => event.type).filter((type) => /due_to_error/.test(type))
  expect(types()).toEqual(['integration.warn_due_to_error', 'integration.disable_due_to_error'])
  expect(await integration(id)).toMatchObject({
    enabled: false,
    disabled_due_to_error: true,
    disabled_due_to_error_at: '2027-01-06T11:00:00.000Z',
  })
  // Nothing is repeated for it any more, whatever was still to come.
  advance(1000)
  expect(desk.simulator.world.get('integrations', id)?.failures).toBe(30)
  answers = []
  await desk.call('PATCH', `/integrations/${id}`, { integration: { enabled: true } })
  expect(await integration(id)).toMatchObject({ disabled_due_to_error: false, disabled_due_to_error_at: null })
  await guest('Later')
  await until('the delivery', async () => names().at(-1) === 'Later')
  expect(deliveries).toHaveLength(31)
})

it('delivers an event twice when told so, as often as told', async () => {
  const id = await subscribe(['guest.create'])
  await desk.sim('POST', '/faults', { kind: 'webhook_duplicated', copies: 2, count: 1, event: 'guest.*' })
  await guest('Ann')
  await guest('Bea')
  await delivered(4)
  expect(names()).toEqual(['Ann', 'Ann', 'Ann', 'Bea'])
  expect((await desk.sim('GET', '/faults/log')).body).toEqual([
    expect.objectContaining({ kind: 'webhook_duplicated', path: `/integrations/${id}`, method: 'POST', request: null }),
  ])
})

it('lets later events overtake one when told so, or sends it after a minute of the simulator’s clock', async () => {
  await subscribe(['guest.create'])
  await desk.sim('POST', '/faults', { kind: 'webhook_reordered', later: 2, count: 1 })
  for (const name of ['Ann', 'Bea', 'Cas', 'Dee']) await guest(name)
  await delivered(4)
  expect(names()).toEqual(['Bea', 'Cas', 'Ann', 'Dee'])
  await desk.sim('POST', '/faults', { kind: 'webhook_reordered', count: 1 })
  await guest('Eve')
  advance(59)
  expect(names()).not.toContain('Eve')
  advance(1)
  await delivered(5)
  expect(names().at(-1)).toBe('Eve')
})

it('loses an event when told so, without counting a failure', async () => {
  await subscribe(['guest.create'])
  await desk.sim('POST', '/faults', { kind: 'webhook_lost', count: 1 })
  await guest('Ann')
  await guest('Bea')
  await delivered(1)
  expect(names()).toEqual(['Bea'])
  expect(desk.simulator.world.all('integrations')[0]?.failures).toBe(0)
})

it('takes only web addresses', async () => {
  for (const url of ['file:///etc/passwd', 'ftp://example.com/', 'javascript:alert(1)', 'nowhere', 7]) {
    const integration = { name: 'Desk', type: 'event_webhook', url }
    expect((await desk.call('POST', '/integrations', { integration })).status, String(url)).toBe(422)
  }
})
