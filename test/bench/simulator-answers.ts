import type { Server } from './simulator-servers.ts'

export type Json = ReturnType<typeof JSON.parse>

/** One kind of request: what the simulator is asked in turn, and what each peer is asked for the same answers. */
export interface Ask {
  name: string
  paths: string[]
  jsonServer: string[]
  /** Prism picks an example by a header. */
  example: string
  /** How many rows a list is asked for; null for a single object. */
  limit: number | null
}

/** Of each kind so many are asked for in turn. */
const SOME = 50

export async function get({ port, headers }: Server, path: string, more: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { ...headers, ...more } })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${text.slice(0, 200)}`)
  return text
}

/** Every row of a list, page by page. */
export async function everything(server: Server, list: string): Promise<Json[]> {
  const rows: Json[] = []
  for (;;) {
    const page = JSON.parse(await get(server, `/${list}?limit=100&offset=${rows.length}`)) as Json[]
    rows.push(...page)
    if (page.length < 100) return rows
  }
}

/** What is asked for. */
export function asksOf(users: readonly Json[], locks: readonly Json[]): Ask[] {
  const some = (rows: readonly Json[]) => rows.slice(0, SOME).map(({ id }) => Number(id))
  const one = (name: string, table: string, rows: readonly Json[]): Ask => {
    const paths = some(rows).map((id) => `/${table}/${id}`)
    return { name, paths, jsonServer: paths, example: table, limit: null }
  }
  const page = (limit: number): Ask => {
    const offsets = Array.from({ length: SOME }, (_, index) => index * limit)
    return {
      name: `${limit} users`,
      paths: offsets.map((offset) => `/users?limit=${limit}&offset=${offset}`),
      jsonServer: offsets.map((offset) => `/users?_limit=${limit}&_start=${offset}`),
      example: `list-${limit}`,
      limit,
    }
  }
  return [one('a user', 'users', users), one('a lock', 'locks', locks), page(10), page(100)]
}

/** The operations that are asked for, with the simulator's own answers as examples. */
export function openApi(examples: Record<string, Json>): Json {
  const integer = { type: 'integer' }
  const answer = (names: string[]) => ({
    200: {
      description: 'OK',
      content: {
        'application/json': { examples: Object.fromEntries(names.map((name) => [name, { value: examples[name] }])) },
      },
    },
  })
  const one = (table: string) => ({
    get: {
      parameters: [{ name: 'id', in: 'path', required: true, schema: integer }],
      responses: answer([table]),
    },
  })
  const parameters = ['limit', 'offset'].map((name) => ({ name, in: 'query', schema: integer }))
  return {
    openapi: '3.0.3',
    info: { title: 'Kisi', version: '1' },
    paths: {
      '/users': { get: { parameters, responses: answer(['list-10', 'list-100']) } },
      '/users/{id}': one('users'),
      '/locks/{id}': one('locks'),
    },
  }
}

export const prefer = (example: string) => ({ Prefer: `example=${example}` })

/** Says how long the answers are, and makes sure that all servers answer with the same. */
export async function compareAnswers(
  asks: readonly Ask[],
  simulator: Server,
  jsonServer: Server,
  prism: Server,
  say: (line: string) => void,
) {
  for (const { name, paths, jsonServer: theirs, example } of asks) {
    const own = await get(simulator, paths[0] ?? '')
    const bytes = [own, await get(jsonServer, theirs[0] ?? ''), await get(prism, paths[0] ?? '', prefer(example))]
    const alike = bytes.every((text) => JSON.stringify(JSON.parse(text)) === JSON.stringify(JSON.parse(own)))
    if (!alike) throw new Error(`The servers answer differently to ${name}.`)
    const [ours, indented, mocked] = bytes.map((text) => Buffer.byteLength(text))
    say(`${name}: ${ours} bytes; json-server ${indented}, which indents the same; prism ${mocked}.`)
  }
}
