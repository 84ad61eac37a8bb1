import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { peerScript } from './peers.ts'
import { percentile } from './figure.ts'

/** What one round of load is; the process takes it as JSON in its only argument and prints a Load. */
export interface LoadOrder {
  /** `autocannon` for how many requests a second, `probe` for how long the slowest of a hundred takes. */
  by: 'autocannon' | 'probe'
  port: number
  /** Asked for in turn. */
  paths: readonly string[]
  headers: Record<string, string>
  connections: number
  seconds: number
}

export interface Load {
  perSecond: number
  /** All answers, those that came before the measuring too. */
  total: number
  /** Milliseconds. */
  p99: number
}

interface AutocannonResult {
  requests: { average: number; total: number }
  latency: { p99: number }
  errors: number
  non2xx: number
}
type Autocannon = (options: {
  url: string
  connections: number
  duration: number
  headers: Record<string, string>
  requests: { path: string }[]
}) => Promise<AutocannonResult>

async function byAutocannon({ port, paths, headers, connections, seconds }: LoadOrder): Promise<Load> {
  const script = peerScript('autocannon')
  const autocannon = createRequire(script)(script) as Autocannon
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    ...{ connections, headers },
    duration: seconds,
    requests: paths.map((path) => ({ path })),
  })
  if (result.errors + result.non2xx > 0) throw new Error(`${result.errors} errors, ${result.non2xx} refusals.`)
  return { perSecond: result.requests.average, total: result.requests.total, p99: result.latency.p99 }
}

/** How many bytes the answer that begins here has in all. */
function lengthOf(start: Buffer): number {
  const head = start.indexOf('\r\n\r\n')
  const [, length] = /^HTTP\/1\.1 200 [\s\S]*\r\ncontent-length: (\d+)/i.exec(start.toString('latin1', 0, head)) ?? []
  if (length === undefined) throw new Error(`An answer without 200 and a length: ${start.toString('latin1', 0, 80)}`)
  return head + 4 + Number(length)
}

/**
 * Every connection asks as soon as it is answered. Autocannon spends longer on an answer than the simulator does, so
 * that its latencies are mostly its own: this does no more than count bytes.
 */
function byProbe({ port, paths, headers, connections, seconds }: LoadOrder): Promise<Load> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const requests = paths.map((path) =>
    Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${lines.join('')}\r\n`),
  )
  const times: number[] = []
  let total = 0
  const warm = performance.now() + 1000
  const end = warm + seconds * 1000
  const one = (first: number) =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true })
      let turn = first
      let asked = 0
      let left = 0
      const ask = () => {
        asked = performance.now()
        socket.write(requests[turn++ % requests.length] ?? '')
      }
      socket.on('connect', ask).on('error', reject).on('close', resolve)
      socket.on('data', (bytes) => {
        if (left === 0) left = lengthOf(bytes)
        left -= bytes.length
        if (left > 0) return
        const now = performance.now()
        total += 1
        if (asked >= warm) times.push(now - asked)
        if (now < end) ask()
        else socket.destroy()
      })
    })
  const all = Promise.all(Array.from({ length: connections }, (_, index) => one(index)))
  return all.then(() => ({ perSecond: times.length / seconds, total, p99: percentile(times, 0.99) }))
}

const [order] = process.argv.slice(2).map((text) => JSON.parse(text) as LoadOrder)
if (order) {
  const load = await (order.by === 'autocannon' ? byAutocannon(order) : byProbe(order))
  process.stdout.write(`${JSON.stringify(load)}\n`)
  process.exit()
}
