import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { open, until, type Client } from './support.ts'

let desk: Client
let hook: Server
let deliveries: { body: string; signature: string | undefined }[]
let answers: number[]

beforeEach(async () => {
  desk = await open()
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

const subscribe = (enabled_events: string[]) =>
  desk.call('POST', '/integrations', {
    integration: {
      name: 'Desk',
      type: 'event_webhook',
      url: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/events`,
      enabled_events,
      signature_key: 'a key',
    },
  })

it('delivers the events that were asked for, signed over the raw body, and never shows the key', async () => {
  const made = await subscribe(['guest.create'])
  expect(made.body).toMatchObject({ type: 'event_webhook', enabled: true })
  expect(made.text).not.toContain('a key')
  await desk.call('POST', '/groups', { group: { name: 'Not wanted' } })
  await desk.call('POST', '/guests', { guest: { name: 'Ann' } })
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

it('tries again with the same event when the first delivery failed', async () => {
  answers = [500]
  await subscribe(['guest.create'])
  await desk.call('POST', '/guests', { guest: { name: 'Ann' } })
  await until('the second try', async () => deliveries.length === 2)
  expect(deliveries[1]).toEqual(deliveries[0])
})
