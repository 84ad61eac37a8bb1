import { connect, type AddressInfo, type Socket } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { createHttpServer } from '../../../../simulator/api/http-server.ts'
import { openLane, type LaneOptions } from '../../../../simulator/api/lane.ts'
import { sentOf } from '../../../../simulator/api/sent.ts'

/** A server whose lane says "lane" and whose node:http says "server", each with what it was asked. */
async function open(options: Partial<LaneOptions> = {}) {
  const server = createHttpServer()
  const lane = openLane(server, {
    api: {
      answer: (asked, reply) =>
        reply(200, { 'X-Collection-Range': '*/0' }, sentOf({ by: 'lane', ...asked, name: 'Zoë 王' })),
    },
    open: () => true,
    carry: () => undefined,
    ...options,
  })
  server.on('request', (request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => response.end(JSON.stringify({ by: 'server', url: request.url, body })))
    if (request.readableEnded) response.end(JSON.stringify({ by: 'server', url: request.url, body }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    lane.close()
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const socket: Socket = connect(port, '127.0.0.1')
  let heard = ''
  let closed = false
  socket.on('data', (chunk) => (heard += chunk.toString())).on('error', () => undefined)
  socket.on('close', () => (closed = true))
  return {
    ...{ lane, server, socket },
    heard: () => heard,
    closed: () => closed,
    say: (text: string) => socket.write(text),
    /** The bodies of so many answers, once they are there. */
    async answers(count: number): Promise<{ by: string; url: string; body?: string }[]> {
      const found = () => [...heard.matchAll(/\r\n\r\n(\{.*?\})(?=HTTP|$)/gs)].map(([, body = '']) => body)
      await expect.poll(() => found().length).toBeGreaterThanOrEqual(count)
      return found().map((body) => JSON.parse(body))
    },
  }
}

const get = (url: string, headers = '') => `GET ${url} HTTP/1.1\r\nHost: desk:80\r\n${headers}\r\n`

it('answers plain requests one after the other, with what they say', async () => {
  const { say, answers, heard } = await open()
  say(get('/users?limit=1', 'Authorization: KISI-LOGIN key\r\nAccept: */*\r\nconnection: keep-alive\r\n'))
  const [first] = await answers(1)
  expect(first).toEqual({
    ...{ by: 'lane', method: 'GET', url: '/users?limit=1', host: 'desk:80', authorization: 'KISI-LOGIN key' },
    ...{ address: '127.0.0.1', name: 'Zoë 王' },
  })
  say(get('/user', 'Authorization: KISI-LOGIN other\r\n'))
  const [, second] = await answers(2)
  expect(second).toMatchObject({ url: '/user', authorization: 'KISI-LOGIN other' })
  say(get('/user'))
  const [, , third] = await answers(3)
  expect(third).not.toHaveProperty('authorization')
  const [head = ''] = heard().split('\r\n\r\n')
  expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\nX-Collection-Range: \*\/0\r\nContent-Type: application\/json\r\n/)
  expect(head).toMatch(
    /\r\nContent-Length: \d+\r\nDate: \w{3}, .* GMT\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5$/,
  )
})

it.each([
  ['a body', 'POST /guests HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}', '{}'],
  ['a body of a GET', get('/users', 'Content-Length: 2\r\n') + '{}', '{}'],
  ['the controls', get('/_sim/state'), ''],
  ['a header that may matter', get('/users', 'X-Http-Method-Override: DELETE\r\n'), ''],
  ['a connection to be closed', get('/users', 'Connection: close\r\n'), ''],
  ['a header twice', get('/users', 'Host: b\r\n'), undefined],
  ['an older protocol', 'GET /users HTTP/1.0\r\nHost: a\r\n\r\n', ''],
  ['a header that goes on in the next line', get('/users', 'Accept: a\r\n b\r\n'), undefined],
  ['bytes that are no letters', get('/users?query=é'), undefined],
  ['no host', 'GET /users HTTP/1.1\r\nAccept: */*\r\n\r\n', undefined],
])('leaves %s to node:http', async (_what, text, body) => {
  const { say, answers, heard } = await open()
  say(get('/user'))
  expect((await answers(1))[0]).toMatchObject({ by: 'lane' })
  say(text)
  await expect.poll(() => heard().match(/HTTP\/1\.1 \d/g)?.length).toBe(2)
  if (body !== undefined) expect((await answers(2))[1]).toMatchObject({ by: 'server', body })
  expect(heard().match(/"by":"lane"/g)).toHaveLength(1)
})

it('leaves a connection to node:http for good, in the order of what it was asked', async () => {
  const { say, answers } = await open()
  say(get('/1') + get('/2'))
  await answers(2)
  say('GET /3 HTTP/1.1\r\nHo')
  say('st: a\r\n\r\n')
  await answers(3)
  say(get('/4'))
  expect((await answers(4)).map(({ by, url }) => `${by} ${url}`)).toEqual([
    'server /1',
    'server /2',
    'server /3',
    'server /4',
  ])
})

it('puts a request together that comes in pieces', async () => {
  const { say, answers, socket } = await open()
  socket.setNoDelay(true)
  for (const letter of get('/users?limit=3')) {
    say(letter)
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
  expect((await answers(1))[0]).toMatchObject({ by: 'server', url: '/users?limit=3' })
})

it('stands aside while something stands in the way', async () => {
  let clear = true
  const { say, answers } = await open({ open: () => clear })
  say(get('/1'))
  await answers(1)
  clear = false
  say(get('/2'))
  expect((await answers(2)).map(({ by }) => by)).toEqual(['lane', 'server'])
})

it('tells of a connection once it carries a request, and not before', async () => {
  const carried: Socket[] = []
  const { say, answers, server } = await open({ carry: (socket) => void carried.push(socket) })
  await new Promise((resolve) => server.getConnections(resolve))
  expect(carried).toHaveLength(0)
  say(get('/1'))
  await answers(1)
  say(get('/2'))
  await answers(2)
  expect(carried).toHaveLength(1)
})

it('lets go of whoever says nothing at all, and says so', async () => {
  const { heard, closed } = await open({ patience: 20 })
  await expect.poll(closed).toBe(true)
  expect(heard()).toMatch(/^HTTP\/1\.1 408 /)
})

it('lets go of its connections when it closes', async () => {
  const { say, answers, lane, closed } = await open()
  say(get('/1'))
  await answers(1)
  lane.close()
  await expect.poll(closed).toBe(true)
})
