import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** An answer that has not left yet. */
export interface HeldAnswer {
  status: number
  /** Lower-case names. */
  headers: OutgoingHttpHeaders
  body: Buffer
}

type Chunk = string | Uint8Array

const bytesOf = (chunk: Chunk, encoding: unknown): Buffer =>
  typeof chunk === 'string'
    ? Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
    : Buffer.from(chunk)

const isChunk = (value: unknown): value is Chunk => typeof value === 'string' || value instanceof Uint8Array

/** The headers of writeHead, in any of its three forms, put onto the response. */
function take(response: ServerResponse, given: unknown): void {
  if (Array.isArray(given)) {
    const flat = given.every(Array.isArray) ? given.flat() : given
    for (let at = 0; at + 1 < flat.length; at += 2) response.setHeader(String(flat[at]), flat[at + 1] as string)
  } else if (typeof given === 'object' && given !== null) {
    for (const [name, value] of Object.entries(given as OutgoingHttpHeaders)) {
      if (value !== undefined) response.setHeader(name, value)
    }
  }
}

/**
 * Keeps whatever is written to the response and, when it is ended, gives it to `ready` instead of sending it. The
 * response is then as it was, without headers: `ready` sends what it likes.
 */
export function holdAnswer(response: ServerResponse, ready: (held: HeldAnswer) => void): void {
  const chunks: Buffer[] = []
  const keep = (chunk: unknown, encoding: unknown) => {
    if (isChunk(chunk)) chunks.push(bytesOf(chunk, encoding))
  }
  const callBack = (...given: unknown[]) => {
    const done = given.find((each) => typeof each === 'function') as (() => void) | undefined
    if (done) process.nextTick(done)
  }
  Object.assign(response, {
    writeHead(status: number, ...given: unknown[]) {
      response.statusCode = status
      take(response, given.at(-1))
      return response
    },
    flushHeaders() {},
    write(chunk: unknown, encoding?: unknown, done?: unknown) {
      keep(chunk, encoding)
      callBack(encoding, done)
      return true
    },
    end(chunk?: unknown, encoding?: unknown, done?: unknown) {
      keep(chunk, encoding)
      callBack(chunk, encoding, done)
      for (const name of ['writeHead', 'flushHeaders', 'write', 'end']) Reflect.deleteProperty(response, name)
      const headers = response.getHeaders()
      for (const name of response.getHeaderNames()) response.removeHeader(name)
      ready({ status: response.statusCode, headers: { ...headers }, body: Buffer.concat(chunks) })
      return response
    },
  })
}
