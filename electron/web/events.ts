import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { eventNames, type EventName } from '../contract/names.ts'
import type { HostedDesk } from './host.ts'
import { tokensMatch } from './token.ts'

/** Close codes of the application's own range (RFC 6455, 7.4.2). */
export const closeCodes = { unauthorized: 4401, tooSlow: 4408, stopping: 1001 } as const

export interface EventsOptions {
  desk: HostedDesk
  token: string
  /** Called for each wrong token; true when there have been too many. */
  onFailure: () => boolean
  /** How long a client may take to say its token, in milliseconds. */
  tokenTimeoutMs?: number
  /** A client with more unsent bytes than this is dropped; it connects again and asks for what it missed. */
  mostBufferedBytes?: number
  /** Clients that do not answer a ping within this time are dropped, in milliseconds. */
  heartbeatMs?: number
  mostClients?: number
}

export interface Events {
  /** Takes over an HTTP upgrade that has already been found to be our own. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): void
}

/**
 * The desk's events on WebSockets. A client's first message is `{"token":"…"}`; from then on it gets
 * `{"name":…,"value":…}` for every event, in order, and is dropped when it does not keep up.
 */
export function createEvents(options: EventsOptions): Events {
  const { desk, token, onFailure } = options
  const mostBufferedBytes = options.mostBufferedBytes ?? 1024 * 1024
  const mostClients = options.mostClients ?? 32
  const server = new WebSocketServer({ noServer: true, maxPayload: 1024, clientTracking: true })
  const listening = new Set<WebSocket>()
  const answered = new WeakSet<WebSocket>()

  const subscriptions = eventNames.map((name) => desk.on(name, (value) => broadcast(name, value)))
  const heartbeat = setInterval(() => {
    for (const client of listening) {
      if (!answered.has(client)) client.terminate()
      answered.delete(client)
      client.ping()
    }
  }, options.heartbeatMs ?? 30_000)
  heartbeat.unref()

  function broadcast(name: EventName, value: unknown): void {
    if (listening.size === 0) return
    const message = JSON.stringify({ name, value })
    for (const client of listening) {
      if (client.bufferedAmount > mostBufferedBytes) {
        listening.delete(client)
        client.terminate()
      } else {
        client.send(message)
      }
    }
  }

  server.on('connection', (client: WebSocket) => {
    const deadline = setTimeout(
      () => client.close(closeCodes.unauthorized, 'No token.'),
      options.tokenTimeoutMs ?? 5_000,
    )
    client.on('error', () => client.terminate())
    client.on('pong', () => answered.add(client))
    client.on('close', () => {
      clearTimeout(deadline)
      listening.delete(client)
    })
    client.once('message', (data) => {
      clearTimeout(deadline)
      if (tokensMatch(token, tokenOf(String(data)))) {
        answered.add(client)
        listening.add(client)
      } else {
        onFailure()
        client.close(closeCodes.unauthorized, 'Wrong token.')
      }
    })
  })

  return {
    upgrade(request, socket, head) {
      if (server.clients.size >= mostClients) {
        socket.end('HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\n\r\n')
        return
      }
      server.handleUpgrade(request, socket, head, (client) => server.emit('connection', client, request))
    },
    close() {
      clearInterval(heartbeat)
      for (const unsubscribe of subscriptions) unsubscribe()
      for (const client of server.clients) client.close(closeCodes.stopping, 'The desk is stopping.')
      server.close()
    },
  }
}

function tokenOf(message: string): string {
  try {
    const parsed: unknown = JSON.parse(message)
    if (typeof parsed === 'object' && parsed !== null && 'token' in parsed && typeof parsed.token === 'string') {
      return parsed.token
    }
  } catch {
    return ''
  }
  return ''
}
