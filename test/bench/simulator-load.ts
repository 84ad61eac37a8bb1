import { connect } from 'node:net'
import { percentile } from './figure.ts'

/** What one round of load is; the process takes it as JSON in its only argument and prints a Load. */
export interface LoadOrder {
  port: number
  /** Asked for in turn. */
  paths: readonly string[]
  headers: Record<string, string>
  connections: number
  /** How long is measured, after one second that is not. */
  seconds: number
}

export interface Load {
  perSecond: number
  /** All answers, those that came before the measuring too. */
  total: number
  /** Milliseconds. */
  p99: number
}

const HEAD_END = '\r\n\r\n'
const LENGTH = /\r\ncontent-length: *(\d+)\r\n/i

/** Whether what is read completes an answer, whose length its head says. */
function createReader(): (bytes: Buffer, size: number) => boolean {
  let left = 0
  return (bytes, size) => {
    if (left === 0) {
      const head = bytes.indexOf(HEAD_END)
      const text = bytes.toString('latin1', 0, Math.min(size, head + 2))
      const [, length] = (text.startsWith('HTTP/1.1 200') && LENGTH.exec(text)) || []
      if (length === undefined) throw new Error(`An answer without 200 and a length: ${text.slice(0, 80)}`)
      left = head + HEAD_END.length + Number(length)
    }
    left -= size
    return left === 0
  }
}

/**
 * Every connection asks as soon as it is answered. It reads into one buffer and does no more than find the end of an
 * answer: usual load programs for Node spend longer on an answer than the simulator does, and would measure themselves.
 */
async function load({ port, paths, headers, connections, seconds }: LoadOrder): Promise<Load> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const requests = paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${lines.join('')}\r\n`)
  const times: number[] = []
  const buffer = Buffer.alloc(65_536)
  let total = 0
  const warm = performance.now() + 1000
  const end = warm + seconds * 1000

  const one = (first: number) =>
    new Promise<void>((resolve, reject) => {
      let turn = first
      let asked = 0
      const read = createReader()
      const ask = () => {
        asked = performance.now()
        socket.write(requests[turn++ % requests.length] ?? '', 'latin1')
      }
      function take(size: number, bytes: Uint8Array): boolean {
        if (!read(bytes as Buffer, size)) return true
        const now = performance.now()
        total += 1
        if (asked >= warm) times.push(now - asked)
        if (now < end) ask()
        else socket.destroy()
        return true
      }
      const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer, callback: take } })
      socket.on('connect', ask).on('error', reject).on('close', resolve)
    })
  await Promise.all(Array.from({ length: connections }, (_, index) => one(index)))
  return { perSecond: times.length / seconds, total, p99: percentile(times, 0.99) }
}

const [order] = process.argv.slice(2).map((text) => JSON.parse(text) as LoadOrder)
if (order) {
  process.stdout.write(`${JSON.stringify(await load(order))}\n`)
  process.exit()
}
