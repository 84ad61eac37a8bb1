import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Answer, ErrorCode } from '../contract/errors.ts'
import { limits } from '../contract/limits.ts'
import { readContent, securityHeaders } from './content.ts'
import { createEvents } from './events.ts'
import { createFailureLimit, isOwnRequest } from './guard.ts'
import type { HostedDesk } from './host.ts'
import { readJson, statusOf } from './rpc.ts'
import { bearerToken, createToken, tokensMatch } from './token.ts'

export interface WebHostOptions {
  desk: HostedDesk
  /** The folder the renderer was built into. */
  contentRoot: string
  /** 0 takes any free port. */
  port: number
  token?: string
  /** Milliseconds that never go back; for counting failures. */
  now?: () => number
  tokenTimeoutMs?: number
  mostBufferedBytes?: number
}

export interface WebHost {
  port: number
  token: string
  /** What to open in a browser: the token travels in the fragment, which is never sent to a server. */
  url: string
  close(): Promise<void>
}

/** The browser host: the desk on 127.0.0.1. Rejects with the system's error when the port cannot be had. */
export async function createWebHost(options: WebHostOptions): Promise<WebHost> {
  const token = options.token ?? createToken()
  const failures = createFailureLimit(options.now ?? (() => performance.now()))
  const events = createEvents({
    desk: options.desk,
    token,
    onFailure: () => failures.failed(),
    ...(options.tokenTimeoutMs === undefined ? {} : { tokenTimeoutMs: options.tokenTimeoutMs }),
    ...(options.mostBufferedBytes === undefined ? {} : { mostBufferedBytes: options.mostBufferedBytes }),
  })
  let port = options.port

  async function rpc(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    if (request.method !== 'POST') return refuse(response, 'invalid', 'Calls are made with POST.', 405)
    if (!tokensMatch(token, bearerToken(request.headers.authorization))) {
      return failures.failed()
        ? refuse(response, 'too_much', 'Too many wrong tokens. Wait a minute.')
        : refuse(response, 'unauthorized', 'This page is no longer connected to the desk. Open it again from the desk.')
    }
    const body = await readJson(request, limits.requestBytes)
    if (body.kind === 'gone') return
    if (body.kind === 'too_large') return refuse(response, 'too_much', 'That is too much for one call.', 413)
    if (body.kind === 'not_json') return refuse(response, 'invalid', 'The call was not JSON.')
    answer(response, await options.desk.call(name, body.value))
  }

  async function file(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> {
    if (request.method !== 'GET') return plain(response, 405, 'Only GET.')
    const content = await readContent(options.contentRoot, pathname)
    if (content === null) return plain(response, 404, 'Not found.')
    response.writeHead(200, { 'content-type': content.type, 'content-length': content.body.length })
    response.end(content.body)
  }

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value)
    if (!isOwnRequest(request.headers, port)) return plain(response, 403, 'Not from here.')
    const pathname = pathOf(request)
    const handled = pathname.startsWith('/rpc/')
      ? rpc(request, response, pathname.slice('/rpc/'.length))
      : file(request, response, pathname)
    handled.catch(() => {
      if (!response.headersSent) refuse(response, 'internal', 'The desk made a mistake. Try it once more.')
    })
  })
  server.headersTimeout = 10_000
  server.requestTimeout = 30_000

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    if (!isOwnRequest(request.headers, port) || pathOf(request) !== '/events') {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n')
      return
    }
    events.upgrade(request, socket, head)
  })

  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(options.port, '127.0.0.1', () => {
        server.off('error', reject)
        resolve()
      })
    })
  } catch (error) {
    events.close()
    throw error
  }
  port = (server.address() as AddressInfo).port

  return {
    port,
    token,
    url: `http://127.0.0.1:${port}/#token=${token}`,
    close() {
      events.close()
      return new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/'
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
  response.end(text)
}

function answer(response: ServerResponse, value: Answer<unknown>, status?: number): void {
  const code = status ?? (value.ok ? 200 : statusOf[value.error.code])
  response.writeHead(code, { 'content-type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(value))
}

function refuse(response: ServerResponse, code: ErrorCode, message: string, status?: number): void {
  response.setHeader('connection', 'close')
  answer(response, { ok: false, error: { code, message } }, status)
}
