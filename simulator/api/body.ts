import { isUtf8 } from 'node:buffer'
import type { IncomingMessage } from 'node:http'
import { REFUSALS } from '../world/refusals.ts'
import type { Json } from '../world/rows.ts'
import { Refused } from './errors.ts'

/** Deeper bodies are refused, as Rails does, on which Kisi runs: nothing in this API is nested by more than five. */
const DEEPEST = 100

/**
 * The whole body as text (UTF-8), or null when it has more than `most` bytes; what is too much is not kept. Rejects with
 * Refused when it is no UTF-8, and with an Error when the caller goes away in the middle of it.
 */
export function readBodyText(incoming: IncomingMessage | undefined, most: number): Promise<string | null> {
  if (!incoming || incoming.readableEnded) return Promise.resolve('')
  if (Number(incoming.headers['content-length'] ?? 0) > most) {
    incoming.resume()
    return Promise.resolve(null)
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    const end = () => {
      const bytes = Buffer.concat(chunks, length)
      if (isUtf8(bytes)) settle(() => resolve(bytes.toString('utf8')))
      else settle(() => reject(new Refused(REFUSALS.badRequest, 'The body is not valid UTF-8.')))
    }
    const fail = () => settle(() => reject(new Error('The caller went away before the body was complete.')))
    function take(chunk: Buffer) {
      length += chunk.length
      if (length <= most) chunks.push(chunk)
      else settle(() => resolve(null))
    }
    function settle(how: () => void) {
      // The rest of what is too large still flows, to nobody, so that the refusal can be read.
      incoming?.off('data', take).off('end', end).off('close', fail)
      how()
    }
    // Without a listener of its own an error would end the process; whatever it is, the connection closes after it.
    incoming.on('error', () => undefined)
    incoming.on('data', take).on('end', end).on('close', fail)
  })
}

const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, 0x5b, 0x5d]

/** How deep JSON is nested, read from the text: what is too deep is not even parsed. Braces and brackets differ by one bit. */
function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (quoted) {
      if (code === BACKSLASH) at++
      else if (code === QUOTE) quoted = false
    } else if (code === QUOTE) quoted = true
    else if ((code & ~0x20) === OPEN) deepest = Math.max(deepest, ++depth)
    else if ((code & ~0x20) === CLOSE) depth--
  }
  return deepest
}

/** A body as an object; an empty one is an empty object, as unlocking needs none. Null was too large. Throws Refused. */
export function parseBody(text: string | null): Record<string, Json> {
  if (text === null) throw new Refused(REFUSALS.tooLarge)
  if (text.trim() === '') return {}
  if (depthOf(text) > DEEPEST) throw new Refused(REFUSALS.badRequest, `The body is nested deeper than ${DEEPEST}.`)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Refused(REFUSALS.badRequest, 'The body is not valid JSON.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refused(REFUSALS.badRequest, 'The body must be a JSON object.')
  }
  return value as Record<string, Json>
}
