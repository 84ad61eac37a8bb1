import { STATUS_CODES } from 'node:http'
import { REFUSALS } from '../world/refusals.ts'
import type { FaultRequest, Strike } from './faults.ts'
import type { HeldAnswer } from './held-answer.ts'
import type { Manner } from './send.ts'
import { shiftInstants, withUnknownFields, withoutFields } from './tamper.ts'

const JSON_TYPE = 'application/json'

/** An answer made up, with its body as the request log shows it. */
export type Refusal = HeldAnswer & { shown: unknown }

/** What Kisi says with a status; what is documented nowhere it says with ffffff. */
function jsonOf(
  status: number,
  code: string | undefined,
  fields: Record<string, string[]> | undefined,
): Record<string, unknown> {
  const error = `${STATUS_CODES[status] ?? 'Refused'}.`
  if (status === 401) return { error: REFUSALS.notSignedIn.error, code: code ?? REFUSALS.notSignedIn.code }
  if (status === 403) return { error: REFUSALS.accessDenied.error, code: code ?? REFUSALS.accessDenied.code }
  if (status === 422) return { errors: fields ?? { base: [error] }, ...(code === undefined ? {} : { error, code }) }
  if (status === 500) return { error: REFUSALS.unexpected.error, code: code ?? REFUSALS.unexpected.code }
  return { error, code: code ?? 'ffffff' }
}

/** The page a proxy in front of Kisi answers with, as nginx words it. */
function pageOf(status: number): string {
  const title = `${status} ${STATUS_CODES[status] ?? 'Error'}`
  return [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '<hr><center>nginx</center>',
    '</body>',
    '</html>',
    '',
  ].join('\r\n')
}

/** The answer of a fault that answers in the simulator's place. */
export function refusalOf(fault: FaultRequest): Refusal {
  if (fault.kind !== 'status') return refusalOf({ kind: 'status', status: 401, after: false })
  const { status, retry_after, code, errors } = fault
  const body = fault.body ?? (status === 502 || status === 504 ? 'html' : 'json')
  const shown = body === 'json' ? jsonOf(status, code, errors) : null
  const text = body === 'json' ? JSON.stringify(shown) : body === 'html' ? pageOf(status) : ''
  return {
    status,
    headers: {
      ...(body === 'empty' ? {} : { 'content-type': body === 'json' ? JSON_TYPE : 'text/html' }),
      ...(retry_after === undefined ? {} : { 'retry-after': String(retry_after) }),
    },
    body: Buffer.from(text),
    shown,
  }
}

const isJson = ({ headers, body }: HeldAnswer): boolean =>
  body.length > 0 && String(headers['content-type'] ?? '').startsWith(JSON_TYPE)

/** The same answer with another JSON body. */
const withJson = (answer: HeldAnswer, change: (value: unknown) => unknown): HeldAnswer => ({
  ...answer,
  body: Buffer.from(JSON.stringify(change(JSON.parse(answer.body.toString('utf8'))))),
})

/** One fault's change to an answer, or null when there is nothing in it to change. */
function change(answer: HeldAnswer, strike: Strike, clock: { now(): number }): (() => HeldAnswer) | null {
  const { fault } = strike
  switch (fault.kind) {
    case 'wrong_clock': {
      const shift = fault.shift_seconds * 1000
      const date = new Date(clock.now() + shift).toUTCString()
      const dated = { ...answer, headers: { ...answer.headers, date } }
      return () => (isJson(answer) ? withJson(dated, (value) => shiftInstants(value, shift)) : dated)
    }
    case 'extra_fields':
      return isJson(answer) ? () => withJson(answer, (value) => withUnknownFields(value, fault.fields, strike)) : null
    case 'missing_fields':
      return isJson(answer) ? () => withJson(answer, (value) => withoutFields(value, fault.fields, strike)) : null
    case 'not_json':
      return answer.body.length > 0 ? () => ({ ...answer, body: Buffer.from(fault.text) }) : null
    case 'content_type':
      return answer.body.length > 0
        ? () => ({ ...answer, headers: { ...answer.headers, 'content-type': fault.content_type } })
        : null
    default:
      return null
  }
}

/** What is in an answer is changed before what it is called, and both before how it leaves. */
const ORDER = ['wrong_clock', 'extra_fields', 'missing_fields', 'not_json', 'content_type'] as const

function mannerOf(answer: HeldAnswer, strikes: readonly Strike[], fire: (strike: Strike) => boolean) {
  let { body } = answer
  const manner: Manner = { pace: null, cut: null }
  if (body.length === 0) return { body, manner }
  for (const strike of strikes) {
    const { fault } = strike
    if (fault.kind === 'truncated' && !manner.cut && fire(strike)) {
      if (fault.complete) body = body.subarray(0, Math.floor(body.length * fault.part))
      else manner.cut = { part: fault.part, ending: 'close' }
    }
    if (fault.kind === 'reset_half' && !manner.cut && fire(strike)) manner.cut = { part: fault.part, ending: 'reset' }
    if (fault.kind === 'slow_drip' && fire(strike)) {
      manner.pace = Math.min(manner.pace ?? Infinity, fault.bytes_per_second)
    }
  }
  return { body, manner }
}

/** The answer as these faults leave it, and how it is to be sent. Those that find nothing to change do not fire. */
export function alterAnswer(
  held: HeldAnswer,
  strikes: readonly Strike[],
  fire: (strike: Strike) => boolean,
  clock: { now(): number },
): { answer: HeldAnswer; manner: Manner } {
  let answer = held
  for (const kind of ORDER) {
    for (const strike of strikes.filter(({ fault }) => fault.kind === kind)) {
      const changed = change(answer, strike, clock)
      if (changed && fire(strike)) answer = changed()
    }
  }
  const { body, manner } = mannerOf(answer, strikes, fire)
  return { answer: { ...answer, body }, manner }
}
