import { createHmac } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startReceiver, type Receiver, webhookSettings } from '../../../electron/desk/webhooks/receiver.ts'
import { isSigned } from '../../../electron/desk/webhooks/signature.ts'
import type { KisiEvent } from '../../../electron/kisi/types.ts'
import { open, until } from '../simulator/support.ts'

const key = 'a-key-of-the-webhook'
const body = JSON.stringify({
  uuid: '7f0c1b7e-7a2e-4d0f-9f55-0c3d1a2b4c5d',
  type: 'user.update',
  object_type: 'User',
  object_id: 7,
  created_at: '2026-10-14T07:00:00Z',
})
const sign = (text: string, encoding: 'hex' | 'base64' = 'hex'): string =>
  createHmac('sha256', key).update(text).digest(encoding)
const log = { info: () => undefined, warn: () => undefined, error: () => undefined }

let receiver: Receiver
let heard: KisiEvent[]

beforeEach(async () => {
  heard = []
  const settings = { host: '127.0.0.1', port: 0, key }
  receiver = await startReceiver({ settings, log, onEvent: (event) => heard.push(event) })
})
afterEach(() => receiver.close())

const post = async (text: string, signature: string | null, method = 'POST'): Promise<number> => {
  const answer = await fetch(`http://127.0.0.1:${receiver.port}/kisi`, {
    method,
    headers: signature === null ? {} : { 'X-Signature': signature },
    body: method === 'GET' ? undefined : text,
  })
  expect(await answer.text()).toBe('')
  return answer.status
}

describe('the receiver of webhooks', () => {
  it.each([
    ['as Kisi’s document has it', `sha256=${sign(body)}`],
    ['without its prefix', sign(body)],
    ['in capitals', sign(body).toUpperCase()],
    ['in Base64', `sha256=${sign(body, 'base64')}`],
  ])('takes an event whose signature comes %s', async (_name, signature) => {
    expect(await post(body, signature)).toBe(200)
    expect(heard).toMatchObject([{ type: 'user.update', objectId: 7, success: true }])
  })

  it.each([
    ['no signature', body, null, 401],
    ['an empty one', body, 'sha256=', 401],
    ['one of another body', body, `sha256=${sign(`${body} `)}`, 401],
    ['one that is no text of any encoding', body, 'sha256=∞'.replace('∞', '%%%'), 401],
    ['a body that is no JSON', 'nonsense', `sha256=${sign('nonsense')}`, 400],
    ['a body that is no event', '{"a":1}', `sha256=${sign('{"a":1}')}`, 400],
    ['a body that is too large', 'x'.repeat(70_000), `sha256=${sign('x'.repeat(70_000))}`, 413],
  ])('takes nothing with %s', async (_name, text, signature, status) => {
    expect(await post(text, signature)).toBe(status)
    expect(heard).toEqual([])
  })

  it('takes nothing by another method, and survives a sender that hangs up', async () => {
    expect(await post('', null, 'GET')).toBe(405)
    await new Promise<void>((resolve) => {
      const sending = httpRequest({ port: receiver.port ?? 0, method: 'POST', headers: { 'content-length': 500 } })
      sending.on('error', () => resolve())
      sending.write('{"uuid"', () => sending.destroy(new Error('gone')))
    })
    expect(await post(body, sign(body))).toBe(200)
  })

  it('hears the simulated Kisi', async () => {
    const house = await open()
    try {
      const made = await house.call('POST', '/integrations', {
        integration: {
          name: 'Desk',
          type: 'event_webhook',
          url: `http://127.0.0.1:${receiver.port}/`,
          enabled: true,
          enabled_events: ['guest.create'],
          signature_key: key,
        },
      })
      expect(made.status).toBe(200)
      const guest = await house.call('POST', '/guests', { guest: { name: 'Gil Guest' } })
      const event = await until('the delivery', async () => heard[0])
      expect(event).toMatchObject({ type: 'guest.create', objectType: 'Guest', objectId: guest.body.id })
    } finally {
      await house.close()
    }
  })
})

describe('where webhooks are taken', () => {
  it.each([
    ['8140', { host: '127.0.0.1', port: 8140 }],
    ['0.0.0.0:8140', { host: '0.0.0.0', port: 8140 }],
    ['[::1]:8140', { host: '::1', port: 8140 }],
  ])('is read from %s', (text, expected) => {
    expect(webhookSettings(text, key)).toEqual({ ...expected, key })
  })

  it.each(['', 'door', '70000', 'a b:80', 'http://desk:80'])('is not read from “%s”', (text) => {
    expect(() => webhookSettings(text, key)).toThrow(/^--webhooks takes a port or host:port/)
  })

  it('wants a key worth the name', () => {
    expect(() => webhookSettings('8140', undefined)).toThrow(/KISI_WEBHOOK_KEY/)
    expect(() => webhookSettings('8140', 'short')).toThrow(/KISI_WEBHOOK_KEY/)
    expect(webhookSettings(null, undefined)).toBeNull()
  })
})

it('compares signatures without a header to a refusal', () => {
  expect(isSigned(Buffer.from(body), undefined, key)).toBe(false)
})
