import { request, type IncomingMessage } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FaultAsked, Fault } from '../../../simulator/faults/faults.ts'
import { open, until, type Client, type Parsed } from './support.ts'

let desk: Client
beforeEach(async () => {
  desk = await open()
})
afterEach(() => desk.close())

interface Heard {
  status: number
  headers: IncomingMessage['headers']
  text: string
  /** Null when the whole answer arrived. */
  broke: string | null
}

/** Asks by node:http, which tells of an answer that broke off what had arrived until then. */
function ask(path: string, method = 'GET', body?: unknown): Promise<Heard> {
  return new Promise((resolve) => {
    const headers = { Authorization: `KISI-LOGIN ${desk.simulator.apiKey}` }
    const heard: Heard = { status: 0, headers: {}, text: '', broke: null }
    const asked = request(desk.simulator.url + path, { method, headers, agent: false }, (answer) => {
      heard.status = answer.statusCode ?? 0
      heard.headers = answer.headers
      answer.setEncoding('utf8').on('data', (chunk: string) => (heard.text += chunk))
      answer.on('error', (error: NodeJS.ErrnoException) => (heard.broke ??= error.code ?? error.message))
      answer.on('close', () => resolve(heard))
    })
    asked.on('error', (error: NodeJS.ErrnoException) => resolve({ ...heard, broke: error.code ?? error.message }))
    asked.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

const fault = async (asked: FaultAsked): Promise<Fault> => {
  const made = await desk.sim('POST', '/faults', asked)
  expect(made.status).toBe(200)
  return made.body
}
const fired = async (): Promise<Parsed[]> => (await desk.sim('GET', '/faults/log')).body
const requests = async (): Promise<Parsed[]> => (await desk.sim('GET', '/requests')).body
const guest = (name: string) => ask('/guests', 'POST', { guest: { name } })
const guests = () => desk.simulator.world.all('guests').map(({ name }) => name)

describe('a status', () => {
  it.each([400, 401, 403, 404, 409, 422, 429, 500, 503])('%i comes as Kisi words it', async (status) => {
    await fault({ kind: 'status', status })
    const { headers, text, ...heard } = await ask('/groups')
    expect(heard).toMatchObject({ status, broke: null })
    expect(headers['content-type']).toBe('application/json')
    expect(headers['retry-after']).toBeUndefined()
    const body = JSON.parse(text)
    if (status === 422) expect(body).toEqual({ errors: { base: [expect.any(String)] } })
    else expect(body).toEqual({ error: expect.any(String), code: expect.stringMatching(/^[0-9a-f]{6}$/) })
  })

  it.each([502, 504])('%i comes as a proxy words it', async (status) => {
    await fault({ kind: 'status', status })
    const heard = await ask('/groups')
    expect(heard).toMatchObject({ status, headers: { 'content-type': 'text/html' } })
    expect(heard.text).toContain(`<h1>${status} `)
  })

  it('429 says when to come back, if it is told to', async () => {
    await fault({ kind: 'status', status: 429, retry_after: 30 })
    expect(await ask('/groups')).toMatchObject({ status: 429, headers: { 'retry-after': '30' } })
  })

  it('comes without a body, or with another code, if it is told to', async () => {
    await fault({ kind: 'status', status: 500, body: 'empty', count: 1 })
    expect(await ask('/groups')).toMatchObject({ status: 500, text: '', broke: null })
    await fault({ kind: 'status', status: 503, code: 'fac001' })
    expect(JSON.parse((await ask('/groups')).text).code).toBe('fac001')
  })

  it('comes after the effect, if it is told to', async () => {
    await fault({ kind: 'status', status: 502, after: true, count: 1, path: '/guests' })
    expect((await guest('Ann')).status).toBe(502)
    expect(guests()).toEqual(['Ann'])
  })

  it.each(['key_revoked', 'key_expired'] as const)('401 is what %s gets', async (kind) => {
    await fault({ kind, count: 1 })
    const heard = await guest('Ann')
    expect(heard.status).toBe(401)
    expect(JSON.parse(heard.text)).toEqual({ error: 'Access denied.', code: 'afc496' })
    expect(guests()).toEqual([])
  })
})

describe('a connection', () => {
  it.each([
    ['reset_before', []],
    ['reset_after', ['Ann']],
  ] as const)('%s tells nothing', async (kind, effect) => {
    await fault({ kind, path: '/guests', count: 1 })
    expect(await guest('Ann')).toMatchObject({ status: 0, broke: 'ECONNRESET' })
    expect(guests()).toEqual(effect)
    expect((await requests()).at(-1)).toMatchObject({ status: 0, faults: [kind] })
  })

  it('is reset half-way through the body, after the effect', async () => {
    await fault({ kind: 'reset_half', path: '/guests', count: 1 })
    const heard = await guest('Ann')
    expect(heard).toMatchObject({ status: 200, broke: 'ECONNRESET' })
    const length = Number(heard.headers['content-length'])
    expect(heard.text.length).toBe(Math.floor(length / 2))
    expect(guests()).toEqual(['Ann'])
  })

  it('is closed before the length it announced', async () => {
    const whole = (await ask('/groups')).text
    await fault({ kind: 'truncated', part: 0.25 })
    const heard = await ask('/groups')
    expect(heard).toMatchObject({ status: 200, broke: 'ECONNRESET' })
    expect(heard.headers['content-length']).toBe(String(Buffer.byteLength(whole)))
    expect(whole.startsWith(heard.text)).toBe(true)
    expect(heard.text.length).toBe(Math.floor(whole.length / 4))
  })

  it('serves the next call as if nothing had been', async () => {
    await fault({ kind: 'truncated', count: 1 })
    await ask('/groups')
    expect(await ask('/groups')).toMatchObject({ status: 200, broke: null })
  })
})

describe('a body', () => {
  it('is short and complete but for its JSON', async () => {
    await fault({ kind: 'truncated', complete: true })
    const heard = await ask('/groups')
    expect(heard).toMatchObject({ status: 200, broke: null })
    expect(Number(heard.headers['content-length'])).toBe(heard.text.length)
    expect(() => JSON.parse(heard.text)).toThrow()
  })

  it('is no JSON though it says so', async () => {
    await fault({ kind: 'not_json' })
    const heard = await ask('/groups')
    expect(heard).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' }, broke: null })
    expect(heard.text).toMatch(/^<!doctype html>/)
  })

  it('is JSON and says otherwise', async () => {
    await fault({ kind: 'content_type', content_type: 'text/plain' })
    const heard = await ask('/groups')
    expect(heard.headers['content-type']).toBe('text/plain')
    expect(JSON.parse(heard.text)).toHaveLength(desk.simulator.world.all('groups').length)
  })

  it('has fields nobody knows, everywhere', async () => {
    const [plain] = JSON.parse((await ask('/locks?limit=1')).text)
    await fault({ kind: 'extra_fields', fields: 3 })
    const [lock] = JSON.parse((await ask('/locks?limit=1')).text)
    expect(lock).toMatchObject(plain)
    expect(Object.keys(lock)).toHaveLength(Object.keys(plain).length + 3)
    expect(Object.keys(lock.place)).toHaveLength(Object.keys(plain.place).length + 3)
  })

  it('lacks the named fields, and nothing else', async () => {
    const [plain] = JSON.parse((await ask('/locks?limit=1')).text)
    await fault({ kind: 'missing_fields', fields: ['name', 'place'] })
    const [lock] = JSON.parse((await ask('/locks?limit=1')).text)
    const { name: _name, place: _place, ...rest } = plain
    expect(lock).toEqual(rest)
  })

  it('is of a cloud whose clock is wrong, in its Date and in what it stamps, and not in what others said', async () => {
    const right = {
      assignee_type: 'User',
      assignee_id: desk.simulator.world.all('users')[1]?.id,
      role_id: 'group_basic',
    }
    const [group] = desk.simulator.world.all('groups')
    const window = { valid_from: '2031-01-01T00:00:00.000Z', valid_until: '2031-01-02T00:00:00.000Z' }
    const made = await desk.call('POST', '/role_assignments', {
      role_assignment: { ...right, applies_to_type: 'Group', applies_to_id: group?.id, ...window },
    })
    expect(made.status).toBe(200)
    await fault({ kind: 'wrong_clock', shift_seconds: -86_400 })
    const heard = await ask(`/role_assignments/${made.body.id}`)
    const shown = JSON.parse(heard.text)
    expect(shown).toMatchObject(window)
    expect(Date.parse(made.body.created_at) - Date.parse(shown.created_at)).toBe(86_400_000)
    const behind = Date.now() - Date.parse(heard.headers.date ?? '')
    expect(Math.abs(behind - 86_400_000)).toBeLessThan(60_000)
  })

  it('drips, and arrives whole', async () => {
    const whole = (await ask('/groups?limit=1')).text
    await fault({ kind: 'slow_drip', bytes_per_second: 2000, count: 1 })
    const started = performance.now()
    const heard = await ask('/groups?limit=1')
    expect(heard).toMatchObject({ status: 200, broke: null, text: whole })
    expect(performance.now() - started).toBeGreaterThan((whole.length / 2000) * 1000 - 100)
  })

  it('is left alone, and the fault unspent, where there is none', async () => {
    await guest('Ann')
    const [ann] = desk.simulator.world.all('guests')
    await fault({ kind: 'truncated', count: 1 })
    expect(await ask(`/guests/${ann?.id}`, 'DELETE')).toMatchObject({ status: 204, broke: null })
    expect((await desk.sim('GET', '/faults')).body).toMatchObject([{ fired: 0, left: 1 }])
    expect(await fired()).toEqual([])
  })
})

describe('several faults at once', () => {
  it('wait first, then refuse, then spoil the refusal', async () => {
    await fault({ kind: 'truncated', complete: true, part: 0.5 })
    await fault({ kind: 'status', status: 503 })
    await fault({ kind: 'latency', milliseconds: 30 })
    const heard = await ask('/groups')
    expect(heard).toMatchObject({ status: 503, broke: null })
    expect(() => JSON.parse(heard.text)).toThrow()
    expect((await fired()).map((each) => each.kind)).toEqual(['latency', 'status', 'truncated'])
    const last = (await requests()).at(-1)
    expect(last).toMatchObject({ status: 503, faults: ['latency', 'status', 'truncated'] })
    expect(last.milliseconds).toBeGreaterThanOrEqual(30)
  })

  it('refuse once: the one that came first', async () => {
    await fault({ kind: 'status', status: 500, count: 5 })
    await fault({ kind: 'status', status: 503, count: 5 })
    expect((await ask('/groups')).status).toBe(500)
    expect((await desk.sim('GET', '/faults')).body).toMatchObject([{ left: 4 }, { left: 5 }])
  })

  it('add up to a line that is bad in more than one way', async () => {
    await fault({ kind: 'extra_fields' })
    await fault({ kind: 'slow_drip', bytes_per_second: 5000 })
    await fault({ kind: 'reset_half', part: 0.1 })
    const heard = await ask('/groups?limit=1')
    expect(heard).toMatchObject({ status: 200, broke: 'ECONNRESET' })
    expect(heard.text.length).toBe(Math.floor(Number(heard.headers['content-length']) / 10))
  })
})

describe('the log of faults', () => {
  it('says what fired, when, and on which request', async () => {
    await desk.call('GET', '/user')
    const { id } = await fault({ kind: 'status', status: 500, count: 1 })
    await ask('/groups?limit=3')
    await desk.call('GET', '/user')
    const all = await requests()
    const [entry, ...others] = await fired()
    expect(others).toEqual([])
    const struck = all.find((each) => each.faults.length > 0)
    expect(entry).toEqual({
      ...{ at: expect.stringMatching(/Z$/), id, kind: 'status', method: 'GET', path: '/groups' },
      request: struck.id,
    })
    expect(struck).toMatchObject({ path: '/groups?limit=3', status: 500, faults: ['status'] })
    expect((await desk.sim('DELETE', '/faults/log')).status).toBe(200)
    expect(await fired()).toEqual([])
  })

  it('names the request of a fault that only struck the answer', async () => {
    await fault({ kind: 'not_json', count: 1 })
    await ask('/groups')
    const [entry] = await fired()
    expect(entry.request).toBe((await requests()).at(-1).id)
  })

  it('tells of a caller who gave up while it waited', async () => {
    await fault({ kind: 'latency', milliseconds: 60_000, count: 1, path: '/guests' })
    const giveUp = new AbortController()
    const headers = { Authorization: `KISI-LOGIN ${desk.simulator.apiKey}` }
    const call = fetch(`${desk.simulator.url}/guests`, { headers, signal: giveUp.signal }).catch(() => null)
    await until('the fault', async () => (await fired()).length === 1)
    giveUp.abort()
    await call
    await until('the log', async () => (await requests()).at(-1)?.status === 0)
  })
})

it('lists every kind with what it takes', async () => {
  const { kinds, schema } = (await desk.sim('GET', '/faults/kinds')).body
  expect(kinds).toContain('slow_drip')
  expect(kinds.length).toBe(schema.oneOf.length)
})

it('forgets a single fault, and says when there is none', async () => {
  const { id } = await fault({ kind: 'status' })
  expect((await desk.sim('DELETE', `/faults/${id}`)).status).toBe(200)
  expect((await desk.sim('DELETE', `/faults/${id}`)).status).toBe(404)
  expect((await ask('/groups')).status).toBe(200)
})
