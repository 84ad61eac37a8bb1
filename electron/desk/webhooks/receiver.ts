import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { readEvent } from '../../kisi/schemas/events.ts'
import type { KisiEvent } from '../../kisi/types.ts'
import type { Log } from '../ports.ts'
import { isSigned } from './signature.ts'

/** One event of Kisi is about a kilobyte. */
const largestBody = 64 * 1024
const patienceMs = 10_000

export interface WebhookSettings {
  host: string
  port: number
  /** The webhook's `signature_key` in Kisi. */
  key: string
}

export interface Receiver {
  /** The port it listens on, once it does; null while it could not. */
  readonly port: number | null
  close(): Promise<void>
}

function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= largestBody) chunks.push(chunk)
    })
    request.on('end', () => resolve(size > largestBody ? null : Buffer.concat(chunks)))
    request.on('error', reject)
  })
}

/**
 * Takes Kisi's webhooks where they can reach this desk, so that it hears of an event at once. Nothing unsigned is read;
 * an answer says 200 only when the event was taken, and nothing about why it was not. The same event may come twice:
 * whoever hears it dedupes by its uuid.
 */
export async function startReceiver(options: {
  settings: WebhookSettings
  log: Log
  onEvent(event: KisiEvent): void
}): Promise<Receiver> {
  const { settings, log, onEvent } = options

  async function take(request: IncomingMessage): Promise<number> {
    if (request.method !== 'POST') return 405
    const body = await bodyOf(request)
    if (body === null) return 413
    const signature = request.headers['x-signature']
    if (!isSigned(body, Array.isArray(signature) ? signature[0] : signature, settings.key)) return 401
    const event = readEvent(body.toString('utf8'))
    if (event === null) return 400
    onEvent(event)
    return 200
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    take(request)
      .catch((error: unknown) => {
        log.error('webhook.defect', { error: String(error) })
        return 500
      })
      .then((status) => {
        if (status !== 200) log.warn('webhook.refused', { status })
        response.writeHead(status, { Connection: status === 200 ? 'keep-alive' : 'close' }).end()
      })
      .catch((error: unknown) => log.warn('webhook.unanswered', { error: String(error) }))
  })
  server.requestTimeout = patienceMs
  server.headersTimeout = patienceMs
  const port = await new Promise<number | null>((resolve) => {
    server.once('error', (error) => {
      log.error('webhook.not_listening', { error: String(error) })
      resolve(null)
    })
    server.listen(settings.port, settings.host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : null)
    })
  })
  if (port !== null) log.info('webhook.listening', { host: settings.host, port })
  return {
    port,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/**
 * Reads `--webhooks PORT` or `--webhooks HOST:PORT`; loopback when no host is said, since a proxy with a certificate
 * belongs in front of it. Null when nothing was asked for; throws with one sentence when it makes no sense or the key,
 * `KISI_WEBHOOK_KEY`, is missing.
 */
export function webhookSettings(given: string | null | undefined, key: string | undefined): WebhookSettings | null {
  if (given === null || given === undefined) return null
  const match = /^(?:(?<host>\[[0-9a-f:]+\]|[\w.-]+):)?(?<port>\d{1,5})$/i.exec(given)
  const port = Number(match?.groups?.['port'] ?? Number.NaN)
  if (!(port >= 0 && port <= 65_535)) {
    throw new Error(`--webhooks takes a port or host:port, like 127.0.0.1:8140, not “${given}”.`)
  }
  if (key === undefined || key.length < 16) {
    throw new Error('--webhooks needs the webhook’s signature key, 16 characters or more, in KISI_WEBHOOK_KEY.')
  }
  return { host: (match?.groups?.['host'] ?? '127.0.0.1').replace(/^\[|\]$/g, ''), port, key }
}
