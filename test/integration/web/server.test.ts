import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { contentSecurityPolicy } from '../../../electron/web/content.ts'
import { closeCodes } from '../../../electron/web/events.ts'
import { createWebHost, type WebHost } from '../../../electron/web/server.ts'
import { createFakeDesk, type FakeDesk } from '../../fixtures/fake-desk.ts'
import { listen, raw, until, type RawAnswer } from './client.ts'

let directory: string
let desk: FakeDesk
let host: WebHost

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'frontdesk-web-'))
  writeFileSync(join(directory, 'index.html'), '<!doctype html>')
  desk = createFakeDesk(async (name, input) =>
    name === 'doors.unlock'
      ? { ok: false, error: { code: 'offline', message: 'There is no network.', field: 'doorId' } }
      : { ok: true, value: { name, input } },
  )
  host = await createWebHost({ desk, contentRoot: directory, port: 0, tokenTimeoutMs: 50, mostBufferedBytes: 200_000 })
})
afterEach(async () => {
  await host.close()
  rmSync(directory, { recursive: true, force: true })
})

function call(name: string, body: string, headers: Record<string, string> = {}): Promise<RawAnswer> {
  return raw(host.port, {
    path: `/rpc/${name}`,
    method: 'POST',
    headers: { host: `127.0.0.1:${host.port}`, authorization: `Bearer ${host.token}`, ...headers },
    body,
  })
}
const codeOf = (answer: RawAnswer): unknown => (JSON.parse(answer.text) as { error?: { code?: string } }).error?.code

describe('calls', () => {
  it('carry the input to the desk and its value back', async () => {
    const answer = await call('visits.list', '{"list":"left"}')
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.text)).toEqual({ ok: true, value: { name: 'visits.list', input: { list: 'left' } } })
  })

  it('carry a refusal back as it is, under a status of its own', async () => {
    const answer = await call('doors.unlock', '{}')
    expect(answer.status).toBe(424)
    expect(JSON.parse(answer.text)).toEqual({
      ok: false,
      error: { code: 'offline', message: 'There is no network.', field: 'doorId' },
    })
  })

  it.each(['', 'Bearer ', 'Bearer wrong', 'Basic abc'])(
    'are refused with the authorization “%s”',
    async (authorization) => {
      const answer = await call('desk.status', '{}', { authorization })
      expect([answer.status, codeOf(answer)]).toEqual([401, 'unauthorized'])
      expect(desk.asked).toEqual([])
    },
  )

  it('are refused after too many wrong tokens, but never with the right one', async () => {
    const statuses: number[] = []
    for (let attempt = 0; attempt < 22; attempt++) {
      statuses.push((await call('desk.status', '{}', { authorization: 'Bearer wrong' })).status)
    }
    expect(statuses.slice(0, 20)).toEqual(Array<number>(20).fill(401))
    expect(statuses.slice(20)).toEqual([429, 429])
    expect((await call('desk.status', '{}')).status).toBe(200)
  })

  it('are refused when meant for another host or coming from another origin', async () => {
    const strangers: Record<string, string>[] = [
      { host: 'desk.example' },
      { host: `desk.example:${host.port}` },
      { origin: 'https://example.com' },
      { origin: 'null' },
    ]
    for (const headers of strangers) expect((await call('desk.status', '{}', headers)).status).toBe(403)
    expect(desk.asked).toEqual([])
    expect((await call('desk.status', '{}', { origin: `http://127.0.0.1:${host.port}` })).status).toBe(200)
  })

  it('are refused beyond 64 KB, announced or not, and when they are not JSON', async () => {
    const large = JSON.stringify('a'.repeat(64 * 1024))
    const announced = await call('x', large)
    const chunked = await call('x', large, { 'transfer-encoding': 'chunked' })
    expect([announced.status, chunked.status]).toEqual([413, 413])
    expect([codeOf(announced), codeOf(chunked)]).toEqual(['too_much', 'too_much'])
    expect(codeOf(await call('x', '{"a":'))).toBe('invalid')
    expect(desk.asked).toEqual([])
    expect((await call('x', JSON.stringify('a'.repeat(64 * 1024 - 2)))).status).toBe(200)
  })

  it('are made with POST only', async () => {
    const headers = { host: `127.0.0.1:${host.port}`, authorization: `Bearer ${host.token}` }
    expect((await raw(host.port, { path: '/rpc/desk.status', headers })).status).toBe(405)
  })
})

describe('files', () => {
  const get = (path: string, method = 'GET', headers: Record<string, string> = {}): Promise<RawAnswer> =>
    raw(host.port, { path, method, headers: { host: `127.0.0.1:${host.port}`, ...headers } })

  it('come with the policy of both hosts', async () => {
    const answer = await get('/')
    expect([answer.status, answer.text]).toEqual([200, '<!doctype html>'])
    expect(answer.headers).toMatchObject({
      'content-security-policy': contentSecurityPolicy,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
    })
    expect(Object.keys(answer.headers)).not.toContain('access-control-allow-origin')
  })

  it.each([
    '/../server.test.ts',
    '/%2e%2e/secrets.json',
    '/..%2f..%2fetc/passwd',
    '//etc/passwd',
    '/nothing.html',
    '*',
  ])('are not found at %s', async (path) => {
    const answer = await get(path)
    expect(answer.status).toBe(404)
    expect(answer.headers['content-security-policy']).toBe(contentSecurityPolicy)
  })

  it('are only for GET, and only for our own pages', async () => {
    expect((await get('/', 'POST')).status).toBe(405)
    expect((await get('/', 'GET', { host: 'desk.example' })).status).toBe(403)
    expect((await get('/', 'GET', { origin: 'https://example.com' })).status).toBe(403)
  })
})

describe('events', () => {
  it('come in order after the token, and not before', async () => {
    const client = await listen(host.port)
    desk.say('visits.changed', { visitIds: ['early'] })
    client.socket.send(JSON.stringify({ token: host.token }))
    await until(() => {
      desk.say('visits.changed', { visitIds: ['hello'] })
      return client.messages.length > 0
    }, 'the token was accepted')
    client.messages.length = 0
    desk.say('doors.changed', { doors: [], gone: [], seenAt: null })
    desk.say('visits.changed', { visitIds: ['a', 'b'] })
    await until(() => client.messages.some((message) => message.name === 'doors.changed'), 'the first event came')
    await until(() => client.messages.at(-1)?.name === 'visits.changed', 'the second event came')
    expect(client.messages.at(-1)).toEqual({ name: 'visits.changed', value: { visitIds: ['a', 'b'] } })
    expect(JSON.stringify(client.messages)).not.toContain('early')
    client.socket.close()
  })

  it.each(['{"token":"wrong"}', '{"token":7}', 'token', '{}'])('are refused to a client that says %s', async (said) => {
    const client = await listen(host.port)
    client.socket.send(said)
    expect(await client.closed).toBe(closeCodes.unauthorized)
  })

  it('are refused to a client that says nothing in time', async () => {
    expect(await (await listen(host.port)).closed).toBe(closeCodes.unauthorized)
  })

  it('are refused to other origins, other hosts and other paths', async () => {
    await expect(listen(host.port, { origin: 'https://example.com' })).rejects.toThrow('403')
    await expect(listen(host.port, { headers: { host: 'desk.example' } })).rejects.toThrow('403')
    const upgrade = raw(host.port, {
      path: '/rpc/desk.status',
      headers: {
        host: `127.0.0.1:${host.port}`,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      },
    })
    expect((await upgrade).status).toBe(403)
  })

  it('drop a client that does not keep up, and keep the others', async () => {
    const quick = await listen(host.port)
    const slow = await listen(host.port)
    for (const client of [quick, slow]) client.socket.send(JSON.stringify({ token: host.token }))
    await until(() => {
      desk.say('visits.changed', { visitIds: [] })
      return quick.messages.length > 0 && slow.messages.length > 0
    }, 'both clients listen')
    slow.socket.pause()
    const wide = { visitIds: ['x'.repeat(100_000)] }
    for (let sent = 0; sent < 300; sent++) {
      const heard = quick.messages.length
      desk.say('visits.changed', wide)
      await quick.heard(heard + 1)
    }
    slow.socket.resume()
    await slow.closed
    expect(slow.messages.length).toBeLessThan(quick.messages.length)
    expect(quick.socket.readyState).toBe(quick.socket.OPEN)
    quick.socket.close()
  })

  it('leave nothing subscribed when the host closes', async () => {
    const client = await listen(host.port)
    client.socket.send(JSON.stringify({ token: host.token }))
    await host.close()
    expect(desk.listeners()).toBe(0)
    await client.closed
  })
})

describe('the listening socket', () => {
  it('is on loopback only', async () => {
    expect(new URL(host.url).hostname).toBe('127.0.0.1')
    const outside = await new Promise<string>((resolve) => {
      const socket = connect({ host: '127.0.0.2', port: host.port })
      socket.once('connect', () => resolve('connected'))
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
    })
    expect(outside).not.toBe('connected')
  })

  it('says the system’s code when its port is taken', async () => {
    const second = createWebHost({ desk: createFakeDesk(), contentRoot: directory, port: host.port })
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })

  it('gives every host a token of its own, in the fragment only', async () => {
    const other = await createWebHost({ desk: createFakeDesk(), contentRoot: directory, port: 0 })
    expect(other.token).not.toBe(host.token)
    const url = new URL(host.url)
    expect([url.pathname, url.search, url.hash]).toEqual(['/', '', `#token=${host.token}`])
    await other.close()
  })
})
