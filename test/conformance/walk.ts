import { readFileSync } from 'node:fs'
import { CASES } from './cases.ts'
import type { Case } from './preparations.ts'
import { openKit, type Json, type Kit, type Reply, type Request } from './kit.ts'
import { SAMPLES } from './samples.ts'
import { compare, type Fields } from './shape.ts'

export interface Documented {
  operation: string
  deprecated?: true
  auth: string
  /** Names with `*` where required, and their types. */
  query?: Record<string, string>
  /** Dotted names of what the body needs. */
  required?: string[]
  variants?: Record<string, string[]>
  status: number
  answer: 'array' | 'object' | 'empty'
  schema?: string
  headers?: string[]
  errors: number[]
}

export interface Outcome {
  operation: string
  problems: string[]
}

const fixture = new URL('../fixtures/kisi-endpoints.json', import.meta.url)
export const facts = JSON.parse(readFileSync(fixture, 'utf8')) as {
  operations: Documented[]
  schemas: Record<string, Fields>
}

/** An id that nothing has. */
const NOBODY = '77777777'

/** How the operation is asked for: by a case of its own, or by what its family's sample says. */
export function caseOf(documented: Documented, variant?: string): Case {
  const [method = '', path = ''] = documented.operation.split(' ')
  const own = CASES[documented.operation]
  if (own) return own
  const [, family = '', id, act] = path.split('/')
  const sample = SAMPLES[family]
  if (!sample) throw new Error(`Nobody says how to ask for ${documented.operation}.`)
  return {
    async ok(kit) {
      if (method === 'POST' && id === undefined) {
        return { path, query: await sample.createQuery?.(kit), body: await kit.body(family, variant) }
      }
      const row = await kit.make(family, variant)
      if (id === undefined) return { path, query: sample.listQuery?.(kit, row) }
      const body = method === 'PATCH' || method === 'PUT' ? { [sample.root]: sample.update } : undefined
      return { path: `/${family}/${row.id}${act === undefined ? '' : `/${act}`}`, body }
    },
  }
}

/** The success of an operation: status, headers and every documented key. */
function checkSuccess(documented: Documented, reply: Reply): string[] {
  const { status, answer, schema, headers = [], deprecated } = documented
  if (reply.status !== status) return [`answers ${reply.status} ${JSON.stringify(reply.body)}`]
  const problems = [...headers, ...(deprecated ? ['Deprecation', 'Sunset'] : [])]
    .filter((name) => !reply.headers.has(name))
    .map((name) => `the header ${name} is missing`)
  if (answer === 'empty') return reply.body === null ? problems : [...problems, 'has a body']
  if (answer === 'array') {
    if (!Array.isArray(reply.body)) return [...problems, 'is no list']
    if (reply.body.length === 0) return [...problems, 'the list is empty: nothing was compared']
  }
  const fields = facts.schemas[schema ?? '']
  for (const each of answer === 'array' ? reply.body : [reply.body]) {
    if (fields) problems.push(...compare(each, fields))
    else if (typeof each !== schema) problems.push(`is ${JSON.stringify(each)}, not ${schema}`)
  }
  return [...new Set(problems)]
}

/** A refusal has its status, and the body that goes with it. */
function checkRefusal(what: string, expected: readonly number[], { status, body }: Reply): string[] {
  if (!expected.includes(status))
    return [`${what}: answers ${status} ${JSON.stringify(body)}, not ${expected.join('/')}`]
  const asDocumented = status === 422 ? typeof body?.errors === 'object' : typeof body?.error === 'string' && body.code
  return asDocumented ? [] : [`${what}: the body is ${JSON.stringify(body)}`]
}

/** A copy of the body without that dotted key. */
function without(body: Json, dotted: string): Json {
  const copy = structuredClone(body)
  const keys = dotted.split('.')
  const last = keys.pop() ?? ''
  const holder = keys.reduce((value, key) => value?.[key], copy)
  if (holder) delete holder[last]
  return copy
}

async function checkRefusals(kit: Kit, documented: Documented, prepared: Case): Promise<string[]> {
  const { operation, auth, errors, query = {}, required = [] } = documented
  const [method = '', pattern = ''] = operation.split(' ')
  const problems: string[] = []
  const own = prepared.refused ?? {}
  const expect = async (what: string, expected: readonly number[], change: (request: Request) => Request) => {
    const request = change(await prepared.ok(kit))
    problems.push(...checkRefusal(what, expected, await kit.send(method, request)))
  }

  for (const [status, request] of Object.entries(own)) {
    problems.push(...checkRefusal(`own ${status}`, [Number(status)], await kit.send(method, await request(kit))))
  }
  if (auth !== '' && errors.includes(401)) {
    await expect('unsigned', [401], (request) => ({ ...request, key: null }))
    await expect('with a wrong key', [401], (request) => ({ ...request, key: 'wrong' }))
  }
  if (auth !== '' && errors.includes(403) && !own[403]) {
    await expect('without permission', [403], (request) => ({ ...request, key: kit.ordinary }))
  }
  if (errors.includes(404) && !own[404] && pattern.includes('{')) {
    const swap = (request: Request) => {
      const parts = request.path.split('/')
      const at = pattern.split('/').findIndex((part) => part.startsWith('{'))
      return { ...request, path: parts.map((part, index) => (index === at ? NOBODY : part)).join('/') }
    }
    await expect('unknown id', [404], swap)
  }
  for (const marked of Object.keys(query).filter((name) => name.endsWith('*'))) {
    const name = marked.slice(0, -1)
    await expect(`without ${name}`, errors.includes(400) ? [400] : [400, 422], (request) => {
      const { [name]: _dropped, ...rest } = request.query ?? {}
      return { ...request, query: rest }
    })
    if (errors.includes(404) && name.endsWith('_id') && method === 'GET' && !own[404]) {
      const unknown = (request: Request) => ({ ...request, query: { ...request.query, [name]: NOBODY } })
      await expect(`${name} of nothing`, [404], unknown)
    }
  }
  if (errors.includes(400) && method === 'GET' && 'limit' in query && !own[400]) {
    await expect('absurd limit', [400], (request) => ({ ...request, query: { ...request.query, limit: 'many' } }))
  }
  // A body without its root is a bad request, whatever else is wrong with it.
  if (required.some((name) => !name.includes('.'))) {
    await expect('wrong root', [400], (request) => ({ ...request, body: { nothing: {} } }))
  }
  const variants = documented.variants ?? {}
  const mine = method === 'POST' ? [...required, ...(Object.values(variants)[0] ?? [])] : required
  for (const name of new Set(mine.filter((each) => each.includes('.') && !operation.endsWith('/unlock')))) {
    const expected = errors.includes(422) ? [422] : [404, 422]
    await expect(`without ${name}`, expected, (request) => ({ ...request, body: without(request.body, name) }))
  }
  if ((method === 'PATCH' || method === 'PUT') && errors.includes(422) && !own[422]) {
    await expect('wrong type', [422], (request) => {
      const [root = '', fields = {}] = Object.entries(request.body)[0] ?? []
      const wrong = Object.fromEntries(Object.keys(fields as Json).map((key) => [key, { nothing: [] }]))
      return { ...request, body: { [root]: wrong } }
    })
  }
  return problems
}

async function checkOperation(documented: Documented): Promise<string[]> {
  const kit = await openKit()
  try {
    const [method = '', path = ''] = documented.operation.split(' ')
    const family = path.split('/')[1] ?? ''
    const variants = CASES[documented.operation] ? [undefined] : (SAMPLES[family]?.variants ?? [undefined])
    const problems: string[] = []
    for (const variant of variants) {
      const request = await caseOf(documented, variant).ok(kit)
      const found = checkSuccess(documented, await kit.send(method, request))
      problems.push(...found.map((problem) => (variant ? `${variant}: ${problem}` : problem)))
    }
    problems.push(...(await checkRefusals(kit, documented, caseOf(documented))))
    return problems
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  } finally {
    await kit.close()
  }
}

/** Asks a simulator of its own for every documented operation, one after the other. */
export async function walk(): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const documented of facts.operations) {
    outcomes.push({ operation: documented.operation, problems: await checkOperation(documented) })
  }
  return outcomes
}
