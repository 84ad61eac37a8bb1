import { createServer, STATUS_CODES, type Server } from 'node:http'

/** What node:http refuses before it is a request at all, and what it is called. */
const STATUS_OF: Record<string, number> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
}

/** A refusal as Kisi words one, for a connection that has no response yet. */
function answerTo(status: number): string {
  const body = JSON.stringify({ error: `${STATUS_CODES[status]}.`, code: 'ffffff' })
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n')
}

/**
 * The server everything hangs on. Whoever has not said its whole header within `patience` milliseconds, or its whole
 * request within three times that, is told 408 and let go; what is no HTTP gets 400, and a header above 16 KB 431.
 */
export function createHttpServer(patience = 15_000): Server {
  const server = createServer({
    // Most requests have no body: none is then made ready to be read.
    optimizeEmptyRequests: true,
    headersTimeout: patience,
    requestTimeout: patience * 3,
    connectionsCheckingInterval: Math.max(50, patience / 10),
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') socket.destroy()
    else socket.end(answerTo(STATUS_OF[error.code ?? ''] ?? 400), () => socket.destroy())
  })
  return server
}
