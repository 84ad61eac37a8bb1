import { request, type IncomingHttpHeaders } from 'node:http'
import { once } from 'node:events'
import { WebSocket, type ClientOptions } from 'ws'

export interface RawAnswer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** One HTTP request with exactly these headers and this path, as no browser or `fetch` would let us send it. */
export function raw(
  port: number,
  options: { path: string; method?: string; headers?: Record<string, string>; body?: string },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const { path, method = 'GET', headers = {}, body } = options
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

export interface Listener {
  socket: WebSocket
  messages: { name: string; value: unknown }[]
  /** Resolves with the close code. */
  closed: Promise<number>
  /** Resolves when so many messages have come. */
  heard(count: number): Promise<void>
}

/** Opens `/events`; rejects when the upgrade is refused. */
export async function listen(port: number, options: ClientOptions = {}): Promise<Listener> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/events`, options)
  const messages: Listener['messages'] = []
  socket.on('message', (data) => messages.push(JSON.parse(String(data)) as Listener['messages'][number]))
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await once(socket, 'open')
  return {
    socket,
    messages,
    closed,
    async heard(count) {
      while (messages.length < count) await once(socket, 'message')
    },
  }
}

/** Calls `attempt` until it answers true; for what another process does in its own time. */
export async function until(attempt: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!(await attempt())) {
    if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
