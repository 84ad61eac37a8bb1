import type { createRandom } from '../fixtures/random.ts'
import type { Request } from '../conformance/kit.ts'

export type Random = ReturnType<typeof createRandom>

/** A request as it goes out: whatever its parts say. */
export interface Spoilt {
  method: string
  /** Path and query, as they stand on the wire. */
  target: string
  headers: Record<string, string>
  body: Buffer | null
  /** What was done to it, for the report. */
  how: string
}

export const pick = <Item>(random: Random, items: readonly Item[]): Item => items[random.below(items.length)] as Item

/** JSON texts that fit nowhere, or nearly everywhere. */
const VALUES: readonly string[] = [
  ...['null', 'true', 'false', '0', '-0', '-1', '1', '1.5', '1e300', '1e999', '9007199254740993', '77777777'],
  ...[
    '""',
    '" "',
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\ud800"',
    '"\\udc00x"',
    '"\u202e"',
    '"2027-13-45T99:99:99Z"',
    '"true"',
  ],
  ...[
    '"__proto__"',
    '"constructor"',
    '"toString"',
    '"me"',
    '"-"',
    '"*"',
    '"%00"',
    '"../../etc/passwd"',
    '"\' OR 1=1 --"',
  ],
  ...[
    '"User"',
    '"Group"',
    '"<script>alert(1)</script>"',
    '"javascript:alert(1)"',
    '"http://"',
    '"9999999999999999999"',
  ],
  ...[
    '[]',
    '[[]]',
    '[null]',
    '["__proto__"]',
    '{}',
    '{"__proto__":{"admin":true}}',
    '{"constructor":{"prototype":{}}}',
  ],
  ...['{"length":1000000000}', '{"toString":1}', '{"resource_type":"User"}', '{"id":1}', '[1,2,3]', '{"":""}'],
  JSON.stringify('x'.repeat(3000)),
  JSON.stringify('🦄'.repeat(300)),
  JSON.stringify('9'.repeat(400)),
  `[${'1,'.repeat(3000)}1]`,
  `${'['.repeat(90)}${']'.repeat(90)}`,
]

/** Bodies that are no object in JSON. */
const TEXTS: readonly string[] = [
  ...['{', '}', '{"', '[', '[]', '"text"', '1', 'null', 'true', '{"a":}', '{a:1}', "{'a':1}", '{"a":1}}', '{"a":1,}'],
  ...['\ufeff{}', 'a=1&b=2', '<xml/>', '\u0000', '{"a":NaN}', '{"a":"\\x"}', '{"a":"\u0001"}', '--boundary', ' ', '\n'],
  `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
  '['.repeat(200_000),
  `{"a":${'['.repeat(100_000)}`,
]

const KEYS: readonly string[] = [
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'then', 'id', 'created_at'],
  ...['organization_id', 'secret', 'revoked', 'password', 'failures', 'type', '', '\u0000', 'x'.repeat(1000)],
]

const IDS: readonly string[] = [
  ...['0', '-1', '1', '77777777', '1.5', '1e3', '99999999999999999999', 'constructor', '__proto__', 'toString', 'me'],
  ...[
    '%00',
    '%',
    '%zz',
    '%ff',
    'a%2Fb',
    '..',
    '.',
    '%2e%2e',
    ' '.replace(' ', '%20'),
    '*',
    ':id',
    '{id}',
    'null',
    'NaN',
  ],
  ...['%F0%9F%A6%84', "'", 'x'.repeat(2000), '0x10', '+1', '-0', '1;drop', '[]', 'undefined'],
]

const PARAMETERS: readonly string[] = [
  ...['limit', 'offset', 'sort', 'ids', 'query', 'cursor', 'user_id', 'place_id', 'scope', 'constructor', '__proto__'],
  ...['', 'limit[]', 'ids[]', 'date', 'around', 'year', 'interval'],
]

const QUERY_VALUES: readonly string[] = [
  ...[
    '',
    '-1',
    '0',
    '1e9',
    '99999999999999999999',
    '9007199254740993',
    '%',
    '%00',
    '%ff',
    '%zz',
    '+',
    'a,b,,c',
    'null',
  ],
  ...['constructor', '__proto__', '-constructor', '-', '--id', '2027-13-45/P1D', 'P99999Y', 'true', 'me', '1.5', 'NaN'],
  ...['2027-01-01T00:00:00Z/P1000000D', '%F0%9F%A6%84', '((((((((a+)+)+)+)+)+)+)+)', "'", '<', 'x'.repeat(5000)],
  Array.from({ length: 1500 }, (_, id) => id).join(','),
]

const AUTHORIZATIONS: readonly string[] = [
  ...['', 'KISI-LOGIN', 'KISI-LOGIN ', 'KISI-LOGIN x', 'KISI-LOGIN  constructor', 'KISI-LOGIN __proto__', 'Bearer x'],
  ...[
    'KISI-GROUP-LINK x',
    'KISI-ACCESS-KEY x',
    'KISI-SERVICE x',
    'Basic Og==',
    'null',
    'kisi-login x',
    'KISI-LOGIN a b',
  ],
  `KISI-LOGIN ${'x'.repeat(5000)}`,
]

const HEADERS: readonly (readonly [string, string])[] = [
  ...(
    ['text/plain', 'application/xml', 'multipart/form-data', 'application/json; charset=utf-16', ';', ''] as const
  ).map((type) => ['Content-Type', type] as const),
  ['Content-Encoding', 'gzip'],
  ['Accept', 'image/png'],
  ['Accept-Language', ',;q=x'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['Origin', 'https://evil.example'],
  ['Cookie', 'a=b; __proto__=c'],
  ['X-Long', 'x'.repeat(10_000)],
  ['Range', 'bytes=0-1'],
  ['If-None-Match', '*'],
  ['Upgrade', 'websocket'],
  ['Expect', '100-continue'],
]

/** JSON with one value, anywhere in it, replaced by that text. */
function withValue(body: unknown, random: Random): string {
  const places: (string | number)[][] = []
  const walk = (value: unknown, path: (string | number)[]) => {
    places.push(path)
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key])
  }
  walk(body, [])
  // Mostly below the root key: above it everything is the same bad request.
  const deep = places.filter((path) => path.length > 1)
  const place = pick(random, deep.length > 0 && random.below(5) > 0 ? deep : places).map(String)
  const write = (value: unknown, path: readonly string[]): string => {
    const [key, ...rest] = path
    if (key === undefined) return pick(random, VALUES)
    const entries = Object.entries(value as object).map(([name, inner]): [string, string] => [
      name,
      name === key ? write(inner, rest) : JSON.stringify(inner),
    ])
    if (Array.isArray(value)) return `[${entries.map(([, text]) => text).join(',')}]`
    return `{${entries.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`
  }
  return write(body, place)
}

/** JSON with further keys in its first object, or in the one under its first key. */
function withKeys(body: unknown, random: Random): string {
  const text = JSON.stringify(body)
  const added = Array.from({ length: 1 + random.below(4) }, () => {
    return `${JSON.stringify(pick(random, KEYS))}:${pick(random, VALUES)}`
  }).join(',')
  const at = text.indexOf('{', random.below(2)) + 1
  if (at === 0) return `{${added}}`
  return `${text.slice(0, at)}${added}${text[at] === '}' ? '' : ','}${text.slice(at)}`
}

function withoutKey(body: unknown, random: Random): string {
  const copy = structuredClone(body) as Record<string, unknown>
  const inner = Object.values(copy).find((value) => typeof value === 'object' && value !== null)
  const holder = (random.below(3) > 0 && inner ? inner : copy) as Record<string, unknown>
  const keys = Object.keys(holder)
  if (keys.length > 0) delete holder[pick(random, keys)]
  return JSON.stringify(copy)
}

/** The same text with some of its bytes changed, taken away or put twice. */
function damaged(text: string, random: Random): Buffer {
  const bytes = [...Buffer.from(text)]
  for (let count = 0; count <= random.below(4); count++) {
    const at = random.below(bytes.length || 1)
    const length = random.below(3)
    bytes.splice(at, length, ...random.bytes(random.below(3)))
  }
  return Buffer.from(bytes)
}

const SPOIL: Record<string, (spoilt: Spoilt, request: Request, random: Random) => void> = {
  text: (spoilt, _request, random) => (spoilt.body = Buffer.from(pick(random, TEXTS))),
  value: (spoilt, request, random) => (spoilt.body = Buffer.from(withValue(request.body ?? {}, random))),
  values: (spoilt, request, random) => {
    let body: unknown = request.body ?? {}
    for (let count = 0; count < 4; count++) {
      const text = withValue(body, random)
      if (text.length < 20_000) body = JSON.parse(text)
    }
    spoilt.body = Buffer.from(JSON.stringify(body))
  },
  keys: (spoilt, request, random) => (spoilt.body = Buffer.from(withKeys(request.body ?? {}, random))),
  missing: (spoilt, request, random) => (spoilt.body = Buffer.from(withoutKey(request.body ?? {}, random))),
  bytes: (spoilt, request, random) => (spoilt.body = damaged(JSON.stringify(request.body ?? { a: 1 }), random)),
  path(spoilt, _request, random) {
    const [path = '', query] = spoilt.target.split('?')
    const parts = path.split('/')
    const at = 1 + random.below(parts.length)
    parts.splice(at, random.below(2), pick(random, IDS))
    spoilt.target = parts.join('/') + (query === undefined ? '' : `?${query}`)
  },
  id(spoilt, _request, random) {
    const ids = [...spoilt.target.matchAll(/\/\d+/g)]
    const found = ids.length > 0 ? pick(random, ids) : null
    if (found) spoilt.target = spoilt.target.replace(found[0], `/${pick(random, IDS)}`)
  },
  query(spoilt, _request, random) {
    const added = Array.from({ length: 1 + random.below(3) }, () => {
      return `${pick(random, PARAMETERS)}=${pick(random, QUERY_VALUES)}`
    }).join('&')
    const named = [...spoilt.target.matchAll(/[?&]([a-z_]+)=([^&]*)/g)]
    if (named.length > 0 && random.below(2) === 0) {
      const [whole, name = ''] = pick(random, named)
      spoilt.target = spoilt.target.replace(whole, `${whole[0]}${name}=${pick(random, QUERY_VALUES)}`)
    } else spoilt.target += `${spoilt.target.includes('?') ? '&' : '?'}${added}`
  },
  authorization: (spoilt, _request, random) => (spoilt.headers.Authorization = pick(random, AUTHORIZATIONS)),
  header(spoilt, _request, random) {
    const [name, value] = pick(random, HEADERS)
    spoilt.headers[name] = value
  },
  method: (spoilt, _request, random) =>
    (spoilt.method = pick(random, ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND'])),
}

const FOR_ALL = ['path', 'id', 'query', 'authorization', 'header', 'method']
const FOR_BODIES = ['text', 'value', 'value', 'values', 'keys', 'missing', 'bytes']

/** The names of the parameters an operation documents, for its query to be spoilt by name. */
export type Documented = readonly string[]

/** A sound request made unsound, in one way or in several. */
export function spoil(method: string, request: Request, key: string, documented: Documented, random: Random): Spoilt {
  const query = new URLSearchParams(request.query).toString()
  const spoilt: Spoilt = {
    method,
    target: request.path + (query === '' ? '' : `?${query}`),
    headers: request.key === null ? {} : { Authorization: `${request.scheme ?? 'KISI-LOGIN'} ${request.key ?? key}` },
    body: request.body === undefined ? null : Buffer.from(JSON.stringify(request.body)),
    how: '',
  }
  if (documented.length > 0 && random.below(3) === 0) {
    spoilt.target += `${spoilt.target.includes('?') ? '&' : '?'}${pick(random, documented)}=${pick(random, QUERY_VALUES)}`
  }
  const ways = method === 'GET' || random.below(4) === 0 ? FOR_ALL : FOR_BODIES
  const how = Array.from({ length: 1 + (random.below(4) === 0 ? 1 : 0) }, () => pick(random, ways))
  for (const way of how) SPOIL[way]?.(spoilt, request, random)
  return { ...spoilt, how: how.join(' and ') }
}
