import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createKisiClient } from '../../../electron/kisi/client.ts'
import { KisiError } from '../../../electron/kisi/error.ts'
import { createPacer, type Pacer } from '../../../electron/kisi/pace.ts'
import type { KisiClient } from '../../../electron/kisi/types.ts'
import { html, json, startServer, type TestServer } from './server.ts'

const key = 'f00dfacef00dface'
const organization = {
  id: 1,
  resource_type: 'Organization',
  name: 'Haus am Kanal',
  domain: 'kanal',
  time_zone: 'Europe/Berlin',
}
const call = { priority: 'click' } as const

let server: TestServer
let clients: KisiClient[]
let logged: string[]

function connect(options: { address?: string; key?: string; maxPerSecond?: number; pacer?: Pacer } = {}): KisiClient {
  const client = createKisiClient({
    address: server.address,
    key,
    fetch: globalThis.fetch,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    log: { warn: (event, fields) => logged.push(JSON.stringify([event, fields])) },
    random: () => 0.999,
    maxPerSecond: 1000,
    ...options,
  })
  clients.push(client)
  return client
}

async function failure(promise: Promise<unknown>): Promise<KisiError> {
  const outcome = await promise.then(
    () => null,
    (error: unknown) => error,
  )
  if (outcome instanceof KisiError) return outcome
  throw new Error(`expected a KisiError, not ${String(outcome)}`)
}

beforeEach(async () => {
  clients = []
  logged = []
  server = await startServer(json(200, organization))
})
afterEach(async () => {
  for (const client of clients) client.close()
  await server.close()
})

describe('a call', () => {
  it('carries the key in its header and asks for JSON', async () => {
    const client = connect({ address: `${server.address}/` })
    expect(await client.organization(call)).toEqual({
      id: 1,
      name: 'Haus am Kanal',
      domain: 'kanal',
      timeZone: 'Europe/Berlin',
      ownerId: null,
    })
    expect(server.seen[0]).toMatchObject({ method: 'GET', url: '/organization' })
    expect(server.seen[0]!.headers).toMatchObject({ authorization: `KISI-LOGIN ${key}`, accept: 'application/json' })
    expect(client.health.state).toBe('online')
  })

  it('asks for a page and reads the total from the header', async () => {
    server.answer(json(200, [{ id: 7, name: 'Lobby', place_id: 1 }], { 'X-Collection-Range': '0-249/1' }))
    const page = await connect().locks({ ...call, limit: 250, offset: 0 })
    expect(page).toMatchObject({ total: 1, items: [{ id: 7, name: 'Lobby' }] })
    expect(server.seen[0]!.url).toBe('/locks?limit=250&offset=0')
  })

  it('reads an empty collection and a list without a range', async () => {
    const client = connect()
    server.answer(json(200, [], { 'X-Collection-Range': '*/0' }))
    expect(await client.guests({ ...call, limit: 250, offset: 0 })).toEqual({ items: [], total: 0 })
    server.answer(json(200, []))
    expect(await client.guests({ ...call, limit: 250, offset: 0, query: 'a & b=c' })).toEqual({
      items: [],
      total: null,
    })
    expect(server.seen[1]!.url).toBe('/guests?query=a+%26+b%3Dc&limit=250&offset=0')
  })

  it('wraps what it sends in the singular name of the resource', async () => {
    const client = connect()
    server.answer(json(200, { id: 5, name: 'Zoë', email: null }))
    await client.createGuest({ name: 'Zoë', email: null }, call)
    server.answer(json(200, { id: 6, role_id: 'group_basic', guest_id: 5, group_id: 9 }))
    await client.createRoleAssignment(
      { assigneeType: 'Guest', assigneeId: 5, groupId: 9, validFrom: null, validUntil: '2026-10-14T15:00:00Z' },
      call,
    )
    server.answer(json(200, { id: 8, type: 'third_party_lf_em_410x_32_34', uid: '00CE754C', card_id: 13_530_444 }))
    await client.createCard({ type: 'third_party_lf_em_410x_32_34', cardId: 13_530_444 }, call)
    server.answer(json(200, { id: 9, card_id: 8, assignee_type: 'Guest', assignee_id: 5, status: 'deactivated' }))
    await client.createCardAssignment({ cardId: 8, assigneeType: 'Guest', assigneeId: 5 }, call)
    expect(server.seen.map(({ url, body }) => [url, body])).toEqual([
      ['/guests', { guest: { name: 'Zoë' } }],
      [
        '/role_assignments',
        {
          role_assignment: {
            role_id: 'group_basic',
            assignee_type: 'Guest',
            assignee_id: 5,
            applies_to_type: 'Group',
            applies_to_id: 9,
            notify: false,
            valid_until: '2026-10-14T15:00:00Z',
          },
        },
      ],
      ['/cards', { card: { type: 'third_party_lf_em_410x_32_34', card_id: 13_530_444 } }],
      ['/card_assignments', { card_assignment: { card_id: 8, assignee_type: 'Guest', assignee_id: 5 } }],
    ])
  })

  it('takes 204 without a body for done', async () => {
    server.answer((_request, response) => response.writeHead(204).end())
    const client = connect()
    await client.activateCardAssignment(9, call)
    await client.deleteCardAssignment(9, call)
    await client.deleteRoleAssignment(6, call)
    expect(server.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /card_assignments/9/activate',
      'DELETE /card_assignments/9',
      'DELETE /role_assignments/6',
    ])
  })

  it('unlocks only when Kisi says “Unlocked!”', async () => {
    const client = connect()
    server.answer(json(200, { message: 'Unlocked!' }))
    await client.unlock(12, call)
    expect(server.seen[0]).toMatchObject({ method: 'POST', url: '/locks/12/unlock' })
    server.answer(json(200, {}))
    expect(await failure(client.unlock(12, call))).toMatchObject({ kind: 'unreadable', reached: true })
  })
})

describe('health', () => {
  it('starts as connecting and tells listeners of each change once', async () => {
    const client = connect()
    expect(client.health.state).toBe('connecting')
    const states: string[] = []
    const end = client.health.onChange(() => states.push(client.health.state))
    await client.organization(call)
    await client.organization(call)
    server.answer(json(401, { error: 'no', code: 'afc496' }))
    await failure(client.organization(call))
    end()
    server.answer(json(200, organization))
    await client.organization(call)
    expect(states).toEqual(['online', 'refused'])
    expect(client.health.state).toBe('online')
  })

  it.each([
    ['a web page', html(200)],
    ['a 404 that is not Kisi’s', html(404)],
    ['a 404 of another API', json(404, { detail: 'Not Found' })],
    ['an empty answer', json(200, undefined)],
    ['another JSON', json(200, { hello: 'world' })],
    [
      'a redirect',
      (_request: unknown, response: ServerResponse) => response.writeHead(302, { location: '/login' }).end(),
    ],
  ])('says not_kisi after %s to GET /organization', async (_name, handler) => {
    server.answer(handler)
    const client = connect()
    await failure(client.organization(call))
    expect(client.health.state).toBe('not_kisi')
    expect(client.health.message).toMatch(/\.$/)
  })

  it('stays online when only a door’s controller is out of reach', async () => {
    const client = connect()
    server.answer(json(503, { error: 'Controller unavailable', code: 'fac001' }))
    expect(await failure(client.unlock(1, call))).toMatchObject({ kind: 'unavailable', code: 'fac001' })
    expect(client.health.state).toBe('online')
  })

  it('says that Kisi has trouble after a 5xx', async () => {
    const client = connect()
    server.answer(html(502))
    expect(await failure(client.organization(call))).toMatchObject({ kind: 'unavailable', status: 502 })
    expect(client.health).toMatchObject({ state: 'offline', message: 'Kisi has trouble.' })
  })
})

describe('a network in trouble', () => {
  it('says when nothing listens there, and that nothing left', async () => {
    const client = connect()
    await server.close()
    const error = await failure(client.organization(call))
    expect(error).toMatchObject({ kind: 'network', reached: false })
    expect(error.systemCode).toBe('ECONNREFUSED')
    expect(client.health.state).toBe('offline')
    expect(client.health.message).toMatch(/^Kisi can’t be reached at 127\.0\.0\.1:\d+: nothing answers there\.$/)
  })

  it('leaves the outcome open when the connection is reset before an answer', async () => {
    server.answer((_request, response) => response.socket?.resetAndDestroy())
    expect(await failure(connect().unlock(1, call))).toMatchObject({ kind: 'network', reached: true })
    expect(server.seen).toHaveLength(1)
  })

  it('leaves the outcome open when the connection is reset half-way', async () => {
    server.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' })
      response.write('{"id":', () => response.socket?.resetAndDestroy())
    })
    expect(await failure(connect().organization(call))).toMatchObject({ kind: 'network', reached: true })
  })

  it('does not trust JSON that was cut short', async () => {
    server.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end('[{"id":1,"na')
    })
    const error = await failure(connect().locks({ ...call, limit: 10, offset: 0 }))
    expect(error).toMatchObject({
      kind: 'unreadable',
      reached: true,
      message: 'GET /locks was answered with broken JSON.',
    })
  })

  it('gives up on an answer that does not come', async () => {
    server.answer(() => undefined)
    const client = connect()
    const error = await failure(client.organization({ ...call, timeoutMs: 50 }))
    expect(error).toMatchObject({ kind: 'timeout', reached: true })
    expect(client.health.state).toBe('offline')
  })

  it('gives up on an answer that never ends', async () => {
    server.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('[')
    })
    expect(await failure(connect().organization({ ...call, timeoutMs: 50 }))).toMatchObject({ kind: 'timeout' })
  })

  it('does not swallow more than 8 MB', async () => {
    server.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.on('error', () => undefined)
      response.end(Buffer.alloc(9 * 1024 * 1024, ' '))
    })
    const error = await failure(connect().organization(call))
    expect(error).toMatchObject({ kind: 'unreadable', message: 'GET /organization was answered with more than 8 MB.' })
  })

  it('says when it is no HTTP that answers', async () => {
    const strange = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.end('220 ready\r\n')
    })
    strange.listen(0, '127.0.0.1')
    await once(strange, 'listening')
    const { port } = strange.address() as { port: number }
    const client = connect({ address: `http://127.0.0.1:${port}` })
    expect(await failure(client.organization(call))).toMatchObject({ kind: 'network' })
    strange.close()
  })

  it('fails every call to a nonsense address with one sentence', async () => {
    const client = connect({ address: 'kisi' })
    const error = await failure(client.organization(call))
    expect(error).toMatchObject({ kind: 'network', reached: false })
    expect(error.message).toMatch(/^The Kisi address /)
    expect(client.health.state).toBe('offline')
  })
})

describe('giving up', () => {
  it('while waiting in the line means that nothing left', async () => {
    server.answer(() => undefined)
    const client = connect({ maxPerSecond: 1 })
    const first = failure(client.organization({ priority: 'grant', timeoutMs: 60_000 }))
    const controller = new AbortController()
    const second = failure(client.organization({ priority: 'grant', signal: controller.signal }))
    controller.abort()
    expect(await second).toMatchObject({ kind: 'aborted', reached: false })
    client.close()
    expect(await first).toMatchObject({ kind: 'aborted' })
    expect(await failure(client.organization(call))).toMatchObject({ kind: 'aborted', reached: false })
  })

  it('after the request has left leaves the outcome open', async () => {
    const controller = new AbortController()
    server.answer(() => controller.abort())
    expect(await failure(connect().unlock(1, { ...call, signal: controller.signal }))).toMatchObject({
      kind: 'aborted',
      reached: true,
    })
  })

  it('counts a click’s wait in the line as part of its time', async () => {
    server.answer(json(429, { error: 'Too many requests', code: 'ffffff' }, { 'retry-after': '30' }))
    const client = connect()
    expect(await failure(client.organization(call))).toMatchObject({ kind: 'rate_limited', retryAfterMs: 30_000 })
    expect(await failure(client.unlock(1, { ...call, timeoutMs: 30 }))).toMatchObject({
      kind: 'timeout',
      reached: false,
    })
    expect(server.seen).toHaveLength(1)
  })
})

describe('secrets', () => {
  it('stay out of every error and log line, whatever answers', async () => {
    const client = connect()
    const secrets = /f00dface|Zoë|zoe@example/
    const echo = { error: `bad ${key}`, errors: { name: [`Zoë Quist zoe@example.com ${key}`] }, code: key }
    for (const status of [400, 401, 403, 404, 409, 422, 429, 500, 503]) {
      server.answer(json(status, echo, { 'retry-after': '0' }))
      const error = await failure(client.createGuest({ name: 'Zoë Quist', email: 'zoe@example.com' }, call))
      expect(JSON.stringify([error.message, error.fields, error.code, String(error.stack)])).not.toMatch(secrets)
    }
    server.answer((_request, response) => response.socket?.resetAndDestroy())
    const query = client.guests({ ...call, limit: 10, offset: 0, query: 'zoe@example.com' })
    expect((await failure(query)).message).not.toMatch(secrets)
    expect(logged.length).toBeGreaterThan(9)
    expect(logged.join('\n')).not.toMatch(secrets)
  })
})

describe('a 429', () => {
  it('is never repeated by the client itself', async () => {
    server.answer(json(429, { error: 'Too many requests', code: 'ffffff' }))
    expect(await failure(connect().unlock(1, call))).toMatchObject({ kind: 'rate_limited', status: 429 })
    expect(server.seen).toHaveLength(1)
  })
})

describe('events', () => {
  const event = (uuid: string, at: string) => ({
    uuid,
    type: 'lock.unlock',
    created_at: at,
    success: true,
    object_type: 'Lock',
    object_id: 1,
  })

  it('are gathered from a set that takes its time and has several pages', async () => {
    let polls = 0
    server.answer((request, response) => {
      const set = {
        ...{ id: 3, created_at: '2026-10-14T09:00:00Z', status: 'in_progress' },
        cursor: null as string | null,
      }
      if (request.method === 'POST') return json(200, set)(request, response)
      if (request.url.includes('cursor=next')) {
        const events = [
          event('b', '2026-10-14T07:30:00Z'),
          event('a', '2026-10-14T07:10:00Z'),
          event('z', '2026-10-14T08:00:00Z'),
        ]
        return json(200, { ...set, status: 'finished', events })(request, response)
      }
      polls += 1
      if (polls === 1) return json(200, set)(request, response)
      const events = [event('c', '2026-10-14T07:50:00Z'), event('b', '2026-10-14T07:30:00Z')]
      return json(200, { ...set, status: 'finished', cursor: 'next', events })(request, response)
    })
    const range = { from: '2026-10-14T07:00:00Z', to: '2026-10-14T08:00:00Z', types: ['lock.unlock', 'lock.opened'] }
    const { events, made } = await connect().events(range, call)
    expect(events.map(({ uuid }) => uuid)).toEqual(['a', 'b', 'c'])
    expect(made?.at).toBe(Date.parse('2026-10-14T09:00:00Z'))
    expect(server.seen[0]!.body).toEqual({
      event_set: { interval: '2026-10-14T07:00:00Z/2026-10-14T08:00:00Z', event_type: 'lock.unlock,lock.opened' },
    })
  })

  it('of a cursor that never ends are refused', async () => {
    server.answer(json(200, { id: 3, status: 'finished', cursor: 'again', events: [] }))
    const range = { from: '2026-10-14T07:00:00Z', to: '2026-10-14T08:00:00Z', types: [] }
    expect((await failure(connect().events(range, call))).message).toContain('cursor')
  })

  it('of a set that failed are an error that may pass', async () => {
    server.answer(json(200, { id: 3, status: 'failed' }))
    const range = { from: '2026-10-14T07:00:00Z', to: '2026-10-14T08:00:00Z', types: [] }
    expect(await failure(connect().events(range, call))).toMatchObject({ kind: 'unavailable' })
  })
})

describe('a Kisi that is down', () => {
  const background = { priority: 'background' } as const

  it('is left in peace by the desk’s own reading, and asked by clicks all the same', async () => {
    const client = connect()
    server.answer(html(503))
    for (let count = 0; count < 3; count++) await failure(client.organization(background))
    const before = server.seen.length
    expect(await failure(client.organization(background))).toMatchObject({ kind: 'unavailable', reached: false })
    expect(server.seen).toHaveLength(before)
    server.answer(json(200, organization))
    await client.organization(call)
    await client.organization(background)
    expect(server.seen).toHaveLength(before + 2)
  })

  it('is asked no more with a refused key than it takes to learn that the key is good again', async () => {
    const client = connect()
    server.answer(json(401, { error: 'Access denied.', code: 'afc496' }))
    await failure(client.organization(background))
    expect(await failure(client.organization(background))).toMatchObject({ kind: 'unauthorized', reached: false })
    expect(server.seen).toHaveLength(1)
  })
})

it('keeps the pace it was given open when it closes', async () => {
  const pacer = createPacer({ clock: { monotonic: () => performance.now() }, random: Math.random })
  connect({ pacer }).close()
  await connect({ pacer }).organization(call)
  expect(server.seen).toHaveLength(1)
  pacer.close()
})
