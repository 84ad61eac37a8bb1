import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { open, until, type Client } from './support.ts'

let desk: Client
let complaints: string[]
beforeEach(async () => {
  complaints = []
  desk = await open({
    time: () => Date.parse('2027-01-06T11:00:00Z'),
    timers: false,
    complain: (sentence) => complaints.push(sentence),
  })
  // The first call of a while leaves its time with the login.
  await desk.call('GET', '/user')
})
afterEach(async () => {
  await desk.close()
  expect(complaints).toEqual([])
})

const world = () => JSON.stringify(desk.simulator.world.snapshot())
const port = () => Number(new URL(desk.simulator.url).port)
const key = () => `Authorization: KISI-LOGIN ${desk.simulator.apiKey}`

interface Heard {
  status: number
  body: string
}

/** Writes these bytes to a connection of its own and reads until the other side closes it. */
function raw(...parts: (string | Buffer)[]): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect({ port: port(), host: '127.0.0.1', allowHalfOpen: true })
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('error', () => undefined)
    socket.on('end', () => socket.end())
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('latin1')
      const at = text.indexOf('\r\n\r\n')
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), body: at < 0 ? '' : text.slice(at + 4) })
    })
    socket.setTimeout(20_000, () => reject(new Error('The connection stays open.')))
    for (const part of parts) socket.write(part)
  })
}

const lines = (...all: string[]) => `${all.join('\r\n')}\r\n\r\n`
const CLOSE = 'Connection: close'

/** A POST of that body, whatever it is, with further headers. */
const post = (body: string | Buffer, ...headers: string[]) => [
  lines('POST /guests HTTP/1.1', 'Host: a', key(), CLOSE, `Content-Length: ${Buffer.byteLength(body)}`, ...headers),
  body,
]

describe('what is no HTTP, or hardly', () => {
  it.each<[string, () => (string | Buffer)[], number[]]>([
    ['noise', () => [Buffer.from(Array.from({ length: 2000 }, (_, at) => (at * 7919) % 256)), '\r\n\r\n'], [400]],
    ['TLS', () => [Buffer.from('160301020001000001fc0303', 'hex'), '\r\n\r\n'], [400]],
    ['HTTP/0.9', () => [lines('GET /user')], [400, 401]],
    ['another version', () => [lines('GET /user HTTP/9.9', 'Host: a')], [400]],
    ['no Host', () => [lines('GET /user HTTP/1.1', key())], [400]],
    ['two Hosts', () => [lines('GET /user HTTP/1.1', 'Host: a', 'Host: b', key(), CLOSE)], [200, 400]],
    ['a Host that is none', () => [lines('GET /user HTTP/1.1', 'Host: a b/[', key(), CLOSE)], [200, 400]],
    ['an unknown method', () => [lines('FROB /user HTTP/1.1', 'Host: a', key())], [400]],
    ['a method nobody serves', () => [lines('TRACE /user HTTP/1.1', 'Host: a', key(), CLOSE)], [404]],
    ['a space in the path', () => [lines('GET /us er HTTP/1.1', 'Host: a', key())], [400]],
    [
      'bytes in the path',
      () => [Buffer.from('GET /\xff\xfe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 'latin1')],
      [400, 404],
    ],
    ['a null byte in the path', () => [lines('GET /gu\0ests HTTP/1.1', 'Host: a', key())], [400]],
    ['two slashes', () => [lines('GET //guests HTTP/1.1', 'Host: a', key(), CLOSE)], [404]],
    ['dots', () => [lines('GET /guests/../../etc/passwd HTTP/1.1', 'Host: a', key(), CLOSE)], [404]],
    ['a star', () => [lines('OPTIONS * HTTP/1.1', 'Host: a', key(), CLOSE)], [404]],
    ['a whole address', () => [lines('GET http://a/user HTTP/1.1', 'Host: a', key(), CLOSE)], [200]],
    ['an address that is none', () => [lines('GET http://[/user HTTP/1.1', 'Host: a', key(), CLOSE)], [400, 404]],
    ['a header without a name', () => [lines('GET /user HTTP/1.1', 'Host: a', ': b')], [400]],
    ['a header without a colon', () => [lines('GET /user HTTP/1.1', 'Host: a', 'nothing')], [400]],
    ['a null byte in a header', () => [lines('GET /user HTTP/1.1', 'Host: a', 'X: a\0b')], [400]],
    ['a bare line feed', () => ['GET /user HTTP/1.1\nHost: a\n\n'], [400]],
    ['a huge header', () => [lines('GET /user HTTP/1.1', 'Host: a', `X: ${'x'.repeat(20_000)}`)], [431]],
    [
      'a thousand headers',
      () => [lines('GET /user HTTP/1.1', 'Host: a', ...Array.from({ length: 4000 }, (_, at) => `X${at}: y`))],
      [431],
    ],
    ['an endless path', () => [lines(`GET /${'x'.repeat(20_000)} HTTP/1.1`, 'Host: a')], [431]],
    [
      'a length that is none',
      () => [lines('POST /guests HTTP/1.1', 'Host: a', key(), 'Content-Length: x'), '{}'],
      [400],
    ],
    ['a negative length', () => [lines('POST /guests HTTP/1.1', 'Host: a', key(), 'Content-Length: -1'), '{}'], [400]],
    [
      'two lengths',
      () => [lines('POST /guests HTTP/1.1', 'Host: a', key(), 'Content-Length: 2', 'Content-Length: 3'), '{}'],
      [400],
    ],
    [
      'a length and chunks',
      () => [lines('POST /guests HTTP/1.1', 'Host: a', key(), 'Content-Length: 2', 'Transfer-Encoding: chunked'), '{}'],
      [400],
    ],
    [
      'an unknown coding',
      () => [lines('POST /guests HTTP/1.1', 'Host: a', key(), 'Transfer-Encoding: frob'), '{}'],
      [400],
    ],
    [
      'chunks that are none',
      () => [lines('POST /guests HTTP/1.1', 'Host: a', key(), 'Transfer-Encoding: chunked'), 'zz\r\n{}\r\n0\r\n\r\n'],
      [400],
    ],
    [
      'a chunk of the wrong length',
      () => [lines('POST /guests HTTP/1.1', 'Host: a', key(), 'Transfer-Encoding: chunked'), '1\r\n{}\r\n0\r\n\r\n'],
      [400],
    ],
    [
      'a chunk larger than anything',
      () => [
        lines('POST /guests HTTP/1.1', 'Host: a', key(), 'Transfer-Encoding: chunked'),
        'ffffffffffffffffffff\r\n',
      ],
      [400],
    ],
    ['a wish nobody fulfils', () => [...post('{"guest":{}}', 'Expect: miracles')], [417, 422]],
  ])('%s is refused', async (_what, parts, statuses) => {
    const before = world()
    const heard = await raw(...parts())
    expect(statuses).toContain(heard.status)
    expect(heard.body).not.toMatch(/\bat .+:\d+|node:/)
    expect(world()).toBe(before)
    expect((await desk.call('GET', '/user')).status).toBe(200)
  })

  it('says why in the shape of every other refusal', async () => {
    const { body } = await raw(lines('GET /user HTTP/1.1', 'Host: a', `X: ${'x'.repeat(20_000)}`))
    expect(JSON.parse(body)).toEqual({ error: 'Request Header Fields Too Large.', code: 'ffffff' })
  })
})

describe('a body', () => {
  const MALFORMED: readonly [string, string | Buffer][] = [
    ...(
      ['{', '[1', '"', '{"guest":', '{"guest":{"name":"Ann"}}}', "{'guest':{}}", '\0', '{"a":NaN}', 'guest=1'] as const
    ).map((text): [string, string] => [JSON.stringify(text), text]),
    ['a list', '[]'],
    ['a text', '"guest"'],
    ['a number', '7'],
    ['null', 'null'],
    ['invalid UTF-8', Buffer.from('{"guest":{"name":"\xff\xfe"}}', 'latin1')],
    ['half a character', Buffer.from('{"guest":{"name":"\xc3"}}', 'latin1')],
    ['UTF-16', Buffer.from('{"guest":{"name":"Ann"}}', 'utf16le')],
    ['10,000 levels of lists', `{"guest":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['10,000 levels of objects', `${'{"guest":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['400,000 brackets', '['.repeat(400_000)],
  ]
  it.each(MALFORMED)('%s is a bad request', async (_what, body) => {
    const before = world()
    expect((await raw(...post(body))).status).toBe(400)
    expect(world()).toBe(before)
  })

  it('is no deeper for the brackets in its texts', async () => {
    const made = await desk.call('POST', '/guests', { guest: { name: '[[{{"\\'.repeat(30) } })
    expect(made.status).toBe(200)
  })

  it('cannot reach what every object has', async () => {
    const text =
      '{"guest":{"name":"Ann","__proto__":{"email":"x"},"constructor":{"prototype":{"admin":true}}},"__proto__":{"a":1}}'
    const made = await desk.call('POST', '/guests', text)
    expect(made.body).toMatchObject({ name: 'Ann', email: null })
    expect(Object.keys(made.body)).not.toContain('constructor')
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
    expect((await desk.call('POST', '/guests', '{"__proto__":{"guest":{"name":"Ann"}}}')).status).toBe(400)
  })

  it('with a null byte in a text is refused where it stands', async () => {
    const before = world()
    const answer = await desk.call('POST', '/guests', { guest: { name: 'A\0nn' } })
    expect(answer).toMatchObject({ status: 422, body: { errors: { name: ['is invalid'] } } })
    expect(world()).toBe(before)
  })

  it('of 10 MB is refused, with or without its length, and the refusal arrives', async () => {
    const before = world()
    const large = Buffer.alloc(10_000_000, 0x20)
    const answer = await fetch(`${desk.simulator.url}/guests`, {
      method: 'POST',
      headers: { Authorization: `KISI-LOGIN ${desk.simulator.apiKey}` },
      body: large,
    })
    expect(answer.status).toBe(413)
    expect(await answer.json()).toEqual({ error: 'Request entity too large.', code: 'ffffff' })
    const chunked = lines('POST /guests HTTP/1.1', 'Host: a', key(), CLOSE, 'Transfer-Encoding: chunked')
    expect((await raw(chunked, '989680\r\n', large, '\r\n0\r\n\r\n')).status).toBe(413)
    expect(world()).toBe(before)
    expect((await desk.call('GET', '/user')).status).toBe(200)
  })

  it('that breaks off changes nothing and is logged as unanswered', async () => {
    const before = world()
    const socket = connect(port(), '127.0.0.1')
    socket.write(lines('POST /guests HTTP/1.1', 'Host: a', key(), 'Content-Length: 100'))
    socket.write('{"guest":')
    await new Promise((resolve) => socket.once('connect', resolve))
    socket.end()
    const last = async () => (await desk.sim('GET', '/requests')).body.at(-1)
    await until('the log', async () => (await last())?.path === '/guests')
    expect((await last()).status).toBe(0)
    expect(world()).toBe(before)
  })
})

describe('the controls', () => {
  it.each([
    ['/faults', '{'],
    ['/faults', '[]'],
    ['/faults', 'null'],
    ['/faults', '['.repeat(90_000)],
    ['/faults', '{"kind":"__proto__"}'],
    ['/faults', '{"kind":"latency","__proto__":{"a":1},"constructor":1}'],
    ['/network', '{"state":"odd"}'],
    ['/network', '{"state":"broken","seconds":-1}'],
    ['/keys/revoke', '{"key":"mine"}'],
    ['/clock', '{"advance":"x"}'],
    ['/locks/10481/tap', '{"card":[]}'],
  ])('%s refuses %.40s in one sentence', async (path, body) => {
    const answer = await desk.sim('POST', path, body)
    expect(answer.status).toBe(400)
    expect(answer.body).toEqual({ error: expect.stringMatching(/^[^\n]+$/) })
  })

  it.each(['\xff', '\xc3('])('refuse what is no UTF-8', async (bytes) => {
    const body = Buffer.from(bytes, 'latin1')
    const head = lines(
      'POST /_sim/faults HTTP/1.1',
      `Host: 127.0.0.1:${port()}`,
      CLOSE,
      `Content-Length: ${body.length}`,
    )
    expect((await raw(head, body)).status).toBe(400)
  })

  it('refuse a body that is too large, and a Host that is none', async () => {
    expect((await desk.sim('POST', '/faults', ' '.repeat(200_000))).status).toBe(413)
    for (const host of ['a b', '[', '127.0.0.1:x', '']) {
      const { status } = await raw(lines('GET /_sim/state HTTP/1.1', `Host: ${host}`, CLOSE))
      expect([400, 403], host).toContain(status)
    }
  })
})

it('serves on beside 1,000 idle connections, and lets them go when it closes', async () => {
  const idle: Socket[] = []
  const before = world()
  try {
    await Promise.all(
      Array.from(
        { length: 1000 },
        (_, at) =>
          new Promise<void>((resolve, reject) => {
            const socket = connect(port(), '127.0.0.1', () => {
              // Half of them have begun to say something.
              if (at % 2 === 0) socket.write('GET /user HTTP/1.1\r\nHost: a\r\n')
              resolve()
            })
            socket.on('error', reject)
            idle.push(socket)
          }),
      ),
    )
    for (let count = 0; count < 20; count++) expect((await desk.call('GET', '/user')).status).toBe(200)
    expect(world()).toBe(before)
  } finally {
    for (const socket of idle) socket.destroy()
  }
})

it.each([
  ['/integrations', { integration: { name: 'Desk', type: { toString: 1 }, url: 'http://a' } }],
  ['/cards', { card: { type: { toString: 1, valueOf: 1 }, card_id: 1 } }],
  ['/cards/40001/assign', { card: { email: { toString: 1 } } }],
  ['/group_links', { group_link: { group_id: { valueOf: 1 } } }],
])('POST %s refuses an object that cannot be made a text', async (path, body) => {
  const before = world()
  expect([404, 422]).toContain((await desk.call('POST', path, body)).status)
  expect(world()).toBe(before)
})
