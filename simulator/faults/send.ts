import type { ServerResponse } from 'node:http'
import type { HeldAnswer } from './held-answer.ts'

/** How an answer leaves, once it stands. */
export interface Manner {
  /** Bytes a second; all at once when null. */
  pace: number | null
  /** The part of the body that leaves, from 0 to 1, and how the connection ends then; null for a whole one. */
  cut: { part: number; ending: 'reset' | 'close' } | null
}

const isGone = (response: ServerResponse): boolean =>
  response.destroyed || response.closed || response.socket?.destroyed === true

/** Resolves when the caller has gone. */
export function untilGone(response: ServerResponse): Promise<void> {
  if (isGone(response)) return Promise.resolve()
  return new Promise((resolve) => response.once('close', () => resolve()))
}

/** Waits so many milliseconds of real time, and no longer than the caller stays. */
export function waitFor(milliseconds: number, response: ServerResponse): Promise<void> {
  if (isGone(response)) return Promise.resolve()
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer)
      response.off('close', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    response.once('close', done)
  })
}

const written = (response: ServerResponse, bytes: Buffer): Promise<void> =>
  new Promise((resolve) => {
    response.once('close', resolve)
    response.write(bytes, () => {
      response.off('close', resolve)
      resolve()
    })
  })

/** No slice comes sooner than this after the one before. */
const TICK = 50

async function drip(response: ServerResponse, bytes: Buffer, pace: number): Promise<void> {
  const slice = Math.max(1, Math.floor((pace * TICK) / 1000))
  for (let at = 0; at < bytes.length && !response.destroyed && !response.closed; at += slice) {
    if (at > 0) await waitFor((slice * 1000) / pace, response)
    await written(response, bytes.subarray(at, at + slice))
  }
}

/** Whether an answer of that status may have a body (RFC 9110, 6.4.1). */
const mayHaveBody = (status: number): boolean => status >= 200 && status !== 204 && status !== 304

/** Sends the answer in that manner. Content-Length is the whole body's, also when only a part of it leaves. */
export async function send(response: ServerResponse, answer: HeldAnswer, { pace, cut }: Manner): Promise<void> {
  if (response.destroyed || response.closed) return
  const { status, body } = answer
  const headers = { ...answer.headers }
  delete headers['transfer-encoding']
  if (mayHaveBody(status)) headers['content-length'] = body.length
  response.writeHead(status, headers)
  if (pace === null && cut === null) {
    response.end(body.length > 0 ? body : undefined)
    return
  }
  const part = cut ? body.subarray(0, Math.floor(body.length * cut.part)) : body
  response.flushHeaders()
  if (pace === null) await written(response, part)
  else await drip(response, part, pace)
  const { socket } = response
  if (!cut) response.end()
  else if (cut.ending === 'reset') socket?.resetAndDestroy()
  else socket?.destroySoon()
}
