import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SeenRequest {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: unknown
}

export type Handler = (request: SeenRequest, response: ServerResponse) => void

export interface TestServer {
  address: string
  seen: SeenRequest[]
  /** What answers from now on. */
  answer(handler: Handler): void
  close(): Promise<void>
}

/** A real HTTP server on a free loopback port that answers as a test says. */
export async function startServer(first: Handler): Promise<TestServer> {
  let handler = first
  const seen: SeenRequest[] = []
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      const { method = '', url = '', headers } = request
      const one: SeenRequest = { method, url, headers, body: text === '' ? undefined : JSON.parse(text) }
      seen.push(one)
      handler(one, response)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${port}`,
    seen,
    answer(next) {
      handler = next
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Handler {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    response.end(JSON.stringify(value))
  }
}

export function html(status: number): Handler {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'text/html' })
    response.end('<!doctype html><title>Welcome</title>')
  }
}
