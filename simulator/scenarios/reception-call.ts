import { request } from 'node:http'
import type { Answer, CallApi } from './stage.ts'

/** After this much real time without an answer there is none. */
const PATIENCE_MILLISECONDS = 5000
/** Requests are counted by real time, however fast the simulator's own goes. */
const TOO_MANY_MILLISECONDS = 250
const TOO_MANY = 429
const MOST_WAITS = 40

/** Asks the API over HTTP as any desk does, signed with that key; faults and the rate limit meet it like everybody. */
export function createReceptionCall(url: () => string, key: string): CallApi {
  const send = (method: string, path: string, body?: object) =>
    new Promise<Answer>((resolve) => {
      const nothing = () => resolve({ status: 0, body: null })
      const headers = { authorization: `KISI-LOGIN ${key}`, 'content-type': 'application/json' }
      const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS)
      const asking = request(url() + path, { method, headers, agent: false, signal }, (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('error', nothing)
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: parse(Buffer.concat(parts)) }))
      })
      asking.on('error', nothing)
      asking.end(body === undefined ? undefined : JSON.stringify(body))
    })

  return async (method, path, body) => {
    let answer = await send(method, path, body)
    for (let waits = 0; answer.status === TOO_MANY && waits < MOST_WAITS; waits++) {
      await new Promise((resolve) => setTimeout(resolve, TOO_MANY_MILLISECONDS))
      answer = await send(method, path, body)
    }
    return answer
  }
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    return null
  }
}
