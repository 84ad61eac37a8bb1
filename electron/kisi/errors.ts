import { codeInWords } from './codes.ts'
import { KisiError, type KisiErrorKind } from './error.ts'

/** An answer as it came, before anyone looked at what it means. */
export interface RawAnswer {
  status: number
  /** Undefined when the body was empty or no JSON. */
  json: unknown
  /** The body looks like a web page: it comes from something else than Kisi's API. */
  html: boolean
}

const kinds: Record<number, KisiErrorKind> = {
  400: 'invalid',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  422: 'invalid',
  429: 'rate_limited',
}

const sentences: Partial<Record<KisiErrorKind, string>> = {
  unauthorized: 'Kisi no longer accepts this desk’s key',
  forbidden: 'the API key may not do that',
  not_found: 'Kisi does not know it (any more)',
  conflict: 'it contradicts what is already so in Kisi',
  invalid: 'Kisi finds the request wrong',
  rate_limited: 'too many requests at once',
  unavailable: 'Kisi has trouble',
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a body is one of the shapes that Kisi gives its errors. */
export function isKisiErrorBody(json: unknown): boolean {
  return isRecord(json) && (typeof json.error === 'string' || isRecord(json.errors) || typeof json.code === 'string')
}

/** The name of a field as a sentence may carry it: nothing a server made up. */
function fieldName(name: string): string {
  return name.replace(/[^\w.[\]-]/g, '').slice(0, 60)
}

/** Every text of a request's body. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsOf)
}

/** Takes everything out of a text that came from us: an error carries no key and nothing a visitor typed. */
function createBlotter(sent: unknown, key: string): (text: string) => string {
  const blots = [...textsOf(sent), key]
    .filter((blot) => blot.length >= 3)
    .sort((one, other) => other.length - one.length)
  return (text) => blots.reduce((clean, blot) => clean.split(blot).join('…'), text)
}

/** Kisi's complaints by field. */
function fieldsOf(json: unknown, clean: (text: string) => string): Record<string, string[]> | undefined {
  if (!isRecord(json) || !isRecord(json.errors)) return undefined
  const fields: Record<string, string[]> = {}
  for (const [name, complaints] of Object.entries(json.errors).slice(0, 20)) {
    const texts = (Array.isArray(complaints) ? complaints : [complaints]).filter((text) => typeof text === 'string')
    fields[fieldName(clean(name))] = texts.slice(0, 5).map((text: string) => clean(text).slice(0, 300))
  }
  return fields
}

/** Kisi's own code; anything that is none, or that we sent ourselves, is left out. */
function codeOf(json: unknown, clean: (text: string) => string): string | undefined {
  if (!isRecord(json) || typeof json.code !== 'string' || !/^\w{1,12}$/.test(json.code)) return undefined
  return clean(json.code) === json.code ? json.code : undefined
}

/**
 * Turns a refusal by Kisi into a `KisiError`. Reads `{error, code}`, `{errors}`, the OAuth form and bodies that are no
 * JSON at all. `endpoint` is e.g. `POST /locks/{id}/unlock`; `sent` and `key` are kept out of what the error says.
 */
export function errorFromAnswer(
  answer: RawAnswer,
  request: { endpoint: string; sent: unknown; key: string; retryAfterMs?: number },
): KisiError {
  const { status, json } = answer
  const { endpoint, retryAfterMs } = request
  const kind = kinds[status] ?? (status >= 500 ? 'unavailable' : 'unreadable')
  if (answer.html && ['invalid', 'forbidden', 'not_found', 'conflict'].includes(kind)) {
    return new KisiError('unreadable', `${endpoint} was answered with a web page instead of Kisi’s data (${status}).`, {
      status,
    })
  }
  const clean = createBlotter(request.sent, request.key)
  const code = codeOf(json, clean)
  const fields = fieldsOf(json, clean)
  const reason = codeInWords(code) ?? sentences[kind] ?? 'with a status that Kisi does not use'
  const numbers = code === undefined ? `${status}` : `${status}, ${code}`
  const names = fields === undefined ? '' : Object.keys(fields).join(', ')
  const about = names === '' ? '' : ` Fields: ${names}.`
  return new KisiError(kind, `${endpoint} was refused: ${reason} (${numbers}).${about}`, {
    status,
    code,
    fields,
    retryAfterMs,
  })
}

/** `Retry-After` (RFC 9110 10.2.3: seconds or a date) in milliseconds from `now`, or undefined. */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
