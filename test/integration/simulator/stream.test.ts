import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { open, until, type Client, type Parsed } from './support.ts'

let desk: Client
beforeEach(async () => {
  desk = await open()
})
afterEach(() => desk.close())

interface Message {
  event: string
  data: Parsed
}

/** Listens to the stream; what came is in `messages`, the oldest first. */
async function listen() {
  const ending = new AbortController()
  const answer = await fetch(`${desk.simulator.url}/_sim/stream`, { signal: ending.signal })
  const messages: Message[] = []
  const reading = (async () => {
    let text = ''
    const decoder = new TextDecoder()
    try {
      for await (const chunk of answer.body ?? []) {
        text += decoder.decode(chunk as Uint8Array, { stream: true })
        const parts = text.split('\n\n')
        text = parts.pop() ?? ''
        for (const part of parts) {
          const [, event = '', data = ''] = /^event: (\w+)\ndata: (.*)$/s.exec(part) ?? []
          messages.push({ event, data: JSON.parse(data) })
        }
      }
    } catch (error) {
      if (!ending.signal.aborted) throw error
    }
  })()
  return {
    answer,
    messages,
    /** The first message of that name, after so many others, that fits. */
    next: (event: string, fits: (data: Parsed) => boolean = () => true, from = 0) =>
      until(`a message ${event}`, async () =>
        messages.slice(from).find((each) => each.event === event && fits(each.data)),
      ),
    /** Resolves when the stream has ended, however it did. */
    over: reading.catch(() => undefined),
    async end() {
      ending.abort()
      await reading
    },
  }
}

describe('GET /_sim/stream', () => {
  it('says everything once at first: doors, clock, faults, badge readers, requests, events', async () => {
    const stream = await listen()
    expect(stream.answer.headers.get('content-type')).toBe('text/event-stream')
    const { data } = await stream.next('doors')
    expect(data.changed.length).toBe(data.ids.length)
    for (const name of ['summary', 'clock', 'faults', 'readers', 'requests', 'events']) await stream.next(name)
    await stream.end()
  })

  it('then says only what changed: one door, one event, one request', async () => {
    const stream = await listen()
    const { data } = await stream.next('doors')
    const [door] = data.changed
    const before = stream.messages.length
    await desk.sim('POST', `/locks/${door.id}/force`)
    const changed = await stream.next('doors', (news) => news.changed[0]?.alarm === 'forced_open', before)
    expect(changed.data.changed.map((each: { id: number }) => each.id)).toEqual([door.id])
    expect(changed.data.ids).toBeNull()
    const events = await stream.next('events', (news) => news.added.length > 0, before)
    expect(events.data.added.map((event: { type: string }) => event.type)).toContain('lock.forced_open')
    await desk.call('GET', '/locks')
    const requests = await stream.next('requests', (news) => news.added.length > 0, before)
    expect(requests.data).toMatchObject({ count: 1, anew: false, added: [{ method: 'GET', path: '/locks' }] })
    expect(requests.data.added[0]).not.toHaveProperty('body')
    await stream.end()
  })

  it('says what happened in a burst together, and no more of it than is kept', async () => {
    const stream = await listen()
    await stream.next('requests')
    const before = stream.messages.length
    await Promise.all(Array.from({ length: 300 }, () => desk.call('GET', '/organization')))
    await stream.next('requests', (news) => news.count === 300, before)
    const told = stream.messages.slice(before).filter(({ event }) => event === 'requests')
    expect(told.length).toBeLessThan(300)
    for (const { data } of told) expect(data.added.length).toBeLessThanOrEqual(200)
    await stream.end()
  })

  it('starts anew after the log was cleared and after a world was put back', async () => {
    await desk.call('POST', '/guests', { guest: { name: 'Ann' } })
    await desk.sim('POST', '/snapshots', { name: 'before' })
    await desk.call('POST', '/guests', { guest: { name: 'Ben' } })
    const stream = await listen()
    await stream.next('events', (news) => news.count === 2)
    const before = stream.messages.length
    await desk.sim('POST', '/snapshots/before/restore')
    const { data } = await stream.next('events', (news) => news.count === 1, before)
    expect(data).toMatchObject({ anew: true, kept: 1 })
    await desk.sim('DELETE', '/requests')
    await stream.next('requests', (news) => news.kept === 0, before)
    await stream.end()
  })

  it('tells a clock that goes on by itself only when it is moved or goes otherwise', async () => {
    const stream = await listen()
    await stream.next('clock')
    const before = stream.messages.length
    await desk.sim('POST', '/clock', { advance: 3600 })
    await stream.next('clock', () => true, before)
    await desk.sim('POST', '/clock', { mode: 'frozen' })
    const { data } = await stream.next('clock', (clock) => clock.mode === 'frozen', before)
    expect(data.rate).toBe(0)
    await stream.end()
  })

  it('lets sixteen watch, refuses the next in a sentence, and lets another in when one has gone', async () => {
    const streams = await Promise.all(Array.from({ length: 16 }, listen))
    const refused = await fetch(`${desk.simulator.url}/_sim/stream`)
    expect(refused.status).toBe(409)
    expect(((await refused.json()) as { error: string }).error).toBe('16 pages watch already: close one of them.')
    await streams[0]?.end()
    await until('a free place', async () => {
      const again = await fetch(`${desk.simulator.url}/_sim/stream`)
      await again.body?.cancel()
      return again.status === 200
    })
    await Promise.all(streams.slice(1).map((stream) => stream.end()))
  })

  it('ends with the simulator, which does not wait for whoever watches', async () => {
    const stream = await listen()
    await stream.next('doors')
    await desk.close()
    await stream.over
    desk = await open()
  })
})

it('gives a request with its bodies by its id, and finds requests by what is in their bodies', async () => {
  await desk.call('POST', '/guests', { guest: { name: 'Zebedee' } })
  await desk.call('GET', '/users/1')
  const found = (await desk.sim('GET', '/requests?query=zebedee')).body
  expect(found).toMatchObject([{ method: 'POST', path: '/guests' }])
  expect(found[0]).not.toHaveProperty('body')
  const whole = (await desk.sim('GET', `/requests/${found[0].id}`)).body
  expect(whole.body).toEqual({ guest: { name: 'Zebedee' } })
  expect((await desk.sim('GET', '/requests/999')).body).toEqual({ error: 'Request 999 is no longer kept.' })
})
