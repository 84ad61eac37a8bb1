import type { IncomingMessage } from 'node:http'
import type { ErrorCode } from '../contract/errors.ts'

/** The HTTP status a refusal travels under; the body says the same in the contract's own words. */
export const statusOf: Readonly<Record<ErrorCode, number>> = {
  invalid: 400,
  unauthorized: 401,
  refused: 403,
  not_found: 404,
  conflict: 409,
  too_much: 429,
  offline: 424,
  unavailable: 424,
  unknown_outcome: 424,
  internal: 500,
  not_ready: 503,
  storage: 507,
}

export type Body = { kind: 'json'; value: unknown } | { kind: 'too_large' } | { kind: 'not_json' } | { kind: 'gone' }

/** Reads a request's body as JSON, giving up beyond `mostBytes`. An empty body is `{}`. */
export async function readJson(request: IncomingMessage, mostBytes: number): Promise<Body> {
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) return { kind: 'too_large' }
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes > mostBytes) return { kind: 'too_large' }
      chunks.push(chunk)
    }
  } catch {
    return { kind: 'gone' }
  }
  if (bytes === 0) return { kind: 'json', value: {} }
  try {
    return { kind: 'json', value: JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown }
  } catch {
    return { kind: 'not_json' }
  }
}
