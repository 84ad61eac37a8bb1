import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { open, until, type Client } from './support.ts'

let desk: Client
beforeEach(async () => {
  desk = await open()
})
afterEach(() => desk.close())

const addGuest = (name: string) => desk.call('POST', '/guests', { guest: { name } })
const guests = async () => (await desk.call('GET', '/guests')).body as { name: string }[]

describe('the network', () => {
  it('cuts the desk off from the cloud and nobody else', async () => {
    await desk.sim('POST', '/network', { state: 'broken' })
    await expect(desk.call('GET', '/user')).rejects.toThrow()
    expect((await desk.sim('GET', '/state')).body.network).toBe('broken')
    const staffCard = (await desk.sim('GET', '/state')).body.cards[0]
    const tap = await desk.sim('POST', '/locks/10481/tap', { card: staffCard.tag })
    expect(tap.body).toMatchObject({ opened: true, person: { name: 'Joris Hendriks' } })
    await desk.sim('POST', '/network', { state: 'ok' })
    expect((await desk.call('GET', '/user')).status).toBe(200)
    const log = (await desk.sim('GET', '/requests')).body
    expect(log.map((each: { status: number; faults: string[] }) => [each.status, each.faults])).toEqual([
      [0, ['network']],
      [200, []],
    ])
  })

  it('tears a call in the middle when it breaks', async () => {
    await desk.sim('POST', '/faults', { kind: 'latency', milliseconds: 60_000 })
    const call = desk.call('GET', '/user')
    const outcome = expect(call).rejects.toThrow()
    await until('the call to arrive', async () => (await desk.sim('GET', '/state')).body.faults[0].fired === 1)
    await desk.sim('POST', '/network', { state: 'broken' })
    await outcome
  })
})

describe('faults', () => {
  it('answer with a status as often as asked, for the requests that fit', async () => {
    await desk.sim('POST', '/faults', { kind: 'status', status: 503, method: 'POST', path: '/gu*', count: 2 })
    expect((await addGuest('One')).status).toBe(503)
    expect((await desk.call('GET', '/guests')).status).toBe(200)
    expect((await addGuest('Two')).status).toBe(503)
    expect((await addGuest('Three')).status).toBe(200)
    expect(await guests()).toHaveLength(1)
    expect((await desk.sim('GET', '/state')).body.faults).toEqual([])
  })

  it('reset the connection after the effect: the guest exists and nobody was told', async () => {
    await desk.sim('POST', '/faults', { kind: 'reset_after', path: '/guests', count: 1 })
    await expect(addGuest('Ghost')).rejects.toThrow()
    expect((await guests()).map((guest) => guest.name)).toEqual(['Ghost'])
  })

  it.each([
    ['timeout_before', 0],
    ['timeout_after', 1],
  ])('%s never answers, and %i guests come of it', async (kind, count) => {
    await desk.sim('POST', '/faults', { kind, path: '/guests', count: 1 })
    const giveUp = new AbortController()
    const call = fetch(`${desk.simulator.url}/guests`, {
      method: 'POST',
      headers: { Authorization: `KISI-LOGIN ${desk.simulator.apiKey}` },
      body: JSON.stringify({ guest: { name: 'Slow' } }),
      signal: giveUp.signal,
    })
    const outcome = expect(call).rejects.toThrow()
    await until('the fault to strike', async () => (await desk.sim('GET', '/state')).body.faults.length === 0)
    if (count === 1) await until('the effect', async () => (await guests()).length === 1)
    giveUp.abort()
    await outcome
    expect(await guests()).toHaveLength(count)
    await until('the log', async () =>
      (await desk.sim('GET', '/requests')).body.some(
        (each: { faults: string[]; status: number }) => each.faults.includes(kind) && each.status === 0,
      ),
    )
  })

  it('end when they are cleared', async () => {
    await desk.sim('POST', '/faults', { kind: 'status', status: 500 })
    expect((await desk.call('GET', '/user')).status).toBe(500)
    await desk.sim('DELETE', '/faults')
    expect((await desk.call('GET', '/user')).status).toBe(200)
  })

  it('are refused in one sentence when they are asked for wrongly', async () => {
    expect(await desk.sim('POST', '/faults', { kind: 'earthquake' })).toMatchObject({ status: 400 })
    expect(await desk.sim('POST', '/faults', '{')).toMatchObject({ status: 400 })
  })
})

describe('/_sim/', () => {
  const ask = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(desk.simulator.url)
      request({ hostname, port, path: '/_sim/state', headers }, (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      })
        .on('error', reject)
        .end()
    })

  it('refuses a foreign Host and a foreign Origin', async () => {
    expect(await ask({})).toBe(200)
    expect(await ask({ Origin: desk.simulator.url })).toBe(200)
    expect(await ask({ Host: 'rebound.example' })).toBe(403)
    expect(await ask({ Origin: 'https://evil.example' })).toBe(403)
    expect(await ask({ Origin: 'null' })).toBe(403)
  })

  it('keeps passwords and secrets out of the request log', async () => {
    const user = { domain: 'harbour-house', email: 'x@example.com', password: 'hunter2' }
    await desk.call('POST', '/logins', { login: { type: 'device' }, user }, null)
    const log = await desk.sim('GET', '/requests')
    expect(log.text).not.toContain('hunter2')
    expect(log.text).not.toContain(desk.simulator.apiKey)
    expect(log.body.at(-1)).toMatchObject({ method: 'POST', path: '/logins', status: 401 })
  })

  it('says who may open what', async () => {
    const people = (await desk.sim('GET', '/rights')).body
    const saskia = people.find((each: { name: string }) => each.name === 'Saskia van den Heuvel')
    expect(saskia.rights).toMatchObject([{ group: 'All staff', window: 'valid' }])
    expect(saskia.cards).toMatchObject([{ status: 'activated' }])
    expect(saskia.opens.map((lock: { name: string }) => lock.name)).not.toContain('Server room')
  })

  it('serves the panel with a policy that allows nothing inline and nothing foreign', async () => {
    const answer = await fetch(desk.simulator.panel)
    const html = await answer.text()
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    expect(html).not.toMatch(/<script(?![^>]*src=)|style=|onclick/)
    for (const [, file] of html.matchAll(/(?:src|href)="([^"#]+)"/g)) {
      expect((await fetch(new URL(file ?? '', answer.url))).status).toBe(200)
    }
  })
})
