import { request as ask } from 'node:http'
import { openKit, type Kit } from '../conformance/kit.ts'
import { caseOf, facts, type Documented } from '../conformance/walk.ts'
import { createRandom } from '../fixtures/random.ts'
import { spoil, type Spoilt } from './nonsense.ts'

/** A request that was answered as none may be, with what was wrong. */
export interface Finding {
  operation: string
  problem: string
  request: string
}

interface Heard {
  status: number
  type: string
  text: string
}

/** These write an event also for an attempt that failed (reference 1, "Locks"). */
const REMEMBERED = /\/(unlock|first_to_arrive|last_to_leave)$/

/** What a stack or a mistake of ours would look like. */
const INNARDS =
  /\bat .+\.(ts|js|mjs):\d+|node:internal|\b(Type|Range|Reference|Syntax)Error\b|undefined is not|\[object/

function send(kit: Kit, { method, target, headers, body }: Spoilt): Promise<Heard> {
  const { hostname, port } = new URL(kit.url)
  return new Promise((resolve, reject) => {
    const length = body ? { 'Content-Length': body.length } : {}
    const asked = ask({ hostname, port, method, path: target, headers: { ...headers, ...length } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      const { statusCode = 0, headers: given } = answer
      answer.on('end', () => resolve({ status: statusCode, type: given['content-type'] ?? '', text }))
      answer.on('error', reject)
    })
    asked.setTimeout(20_000, () => asked.destroy(new Error('no answer within 20 seconds')))
    asked.on('error', reject)
    asked.end(body ?? undefined)
  })
}

/** What is wrong with an answer to nonsense; null when nothing is. */
function judge(documented: Documented, { method }: Spoilt, { status, type, text }: Heard): string | null {
  if (status >= 500 && !(status === 503 && documented.errors.includes(503))) return `answers ${status} ${text}`
  if (text !== '' && INNARDS.test(text)) return `shows its innards: ${text.slice(0, 300)}`
  if (status < 400 || method === 'HEAD') return null
  if (!type.startsWith('application/json'))
    return `refuses with ${status} as ${type || 'nothing'}: ${text.slice(0, 100)}`
  const body = JSON.parse(text)
  const sound = typeof body.error === 'string' ? typeof body.code === 'string' : typeof body.errors === 'object'
  return sound ? null : `refuses with ${status} ${text.slice(0, 200)}`
}

const shortened = ({ method, target, body, how }: Spoilt): string =>
  `${method} ${target.slice(0, 300)} ${body?.toString('utf8').slice(0, 300) ?? ''} (${how})`

async function tryOne(kit: Kit, documented: Documented, random: ReturnType<typeof createRandom>) {
  const { operation, query = {} } = documented
  const [method = ''] = operation.split(' ')
  const prepared = await caseOf(documented).ok(kit)
  const names = Object.keys(query).map((name) => name.replace('*', ''))
  const spoilt = spoil(method, prepared, kit.owner, names, random)
  // The first request of a while leaves its time with the login: that is no part of what is looked at.
  await kit.send('GET', { path: '/login', key: prepared.key ?? undefined, scheme: prepared.scheme })
  const before = JSON.stringify(kit.world.snapshot())
  const found = (problem: string): Finding => ({ operation, problem, request: shortened(spoilt) })
  let heard: Heard
  try {
    heard = await send(kit, spoilt)
  } catch (error) {
    return found(`gives no answer: ${(error as Error).message}`)
  }
  const problem = judge(documented, spoilt, heard)
  if (problem) return found(problem)
  if (heard.status < 400 || REMEMBERED.test(spoilt.target.split('?')[0] ?? '')) return null
  return JSON.stringify(kit.world.snapshot()) === before
    ? null
    : found(`refuses with ${heard.status} and changes the world`)
}

/**
 * Asks for every documented operation `rounds` times, each time with a sound request made unsound in a way the seed
 * decides. Answers what must not be: a status of 500 or more that is not documented, innards, a refusal in another shape, or
 * one that changed the world. `progress` is told after every round.
 */
export async function fuzzSimulator(
  seed: number,
  rounds: number,
  progress: (round: number, requests: number) => void = () => undefined,
): Promise<Finding[]> {
  const random = createRandom(seed)
  const findings: Finding[] = []
  let requests = 0
  for (let round = 1; round <= rounds; round++) {
    const kit = await openKit()
    try {
      kit.world.clock.set('frozen')
      const fresh = structuredClone(kit.world.snapshot())
      for (const documented of facts.operations) {
        const finding = await tryOne(kit, documented, random)
        if (finding) findings.push(finding)
        requests += 1
        // What was let through may have deleted whoever asks.
        kit.world.restore(structuredClone(fresh))
      }
    } finally {
      await kit.close()
    }
    progress(round, requests)
  }
  return findings
}
