import type { RequestBrief } from '../shapes.ts'

export interface AnswerWords {
  tone: 'plain' | 'warning' | 'danger'
  text: string
}

const FAULTS: Record<string, string> = {
  network: 'no network',
  status: '',
  timeout_before: 'no answer',
  timeout_after: 'no answer',
  reset_before: 'reset',
  reset_half: 'reset',
  reset_after: 'reset',
  truncated: 'truncated',
  not_json: 'not JSON',
  content_type: 'content type',
  extra_fields: 'more fields',
  missing_fields: 'fewer fields',
  slow_drip: 'dripping',
  wrong_clock: 'wrong clock',
  key_revoked: 'key revoked',
  key_expired: 'key expired',
  shifting_pages: 'pages shift',
  webhook_duplicated: 'twice',
  webhook_reordered: 'later',
  webhook_lost: 'lost',
}

/** Latency is in the time that a request took: what it touches is not marked, or everything would be. */
const struckBy = (faults: readonly string[]): string[] => faults.filter((kind) => kind !== 'latency')

export const isStruck = ({ faults }: RequestBrief): boolean => struckBy(faults).length > 0

/** A request's answer in a few letters: what struck it, else its status. */
export function answerWords({ status, faults }: RequestBrief): AnswerWords {
  const struck = struckBy(faults).map((kind) => FAULTS[kind] ?? kind)
  const number = status === 0 ? '' : String(status)
  if (struck.length > 0) return { tone: 'warning', text: [number, ...struck].filter(Boolean).join(' ') }
  if (status >= 500 || status === 0) return { tone: 'danger', text: number || 'no answer' }
  return { tone: 'plain', text: number }
}

export const isWebhook = ({ method }: RequestBrief): boolean => method === 'HOOK'

/** A body as it is read best: JSON, indented by two; null where there is none. */
export function bodyText(body: unknown): string | null {
  if (body === null || body === undefined) return null
  return typeof body === 'string' ? body : JSON.stringify(body, null, 2)
}

export function bytesOf(text: string): string {
  const bytes = new TextEncoder().encode(text).length
  return bytes === 1 ? '1 byte' : `${bytes.toLocaleString('en-GB')} bytes`
}

/** What a fault left behind that neither side can see: why the panel is worth a look. */
export function aftermath({ faults, method }: RequestBrief): string | null {
  const after = faults.some((kind) => ['timeout_after', 'reset_after', 'reset_half', 'truncated'].includes(kind))
  if (after) return method === 'GET' ? 'The answer did not arrive whole.' : 'It was done. Whoever asked was not told.'
  if (faults.some((kind) => ['timeout_before', 'reset_before', 'network'].includes(kind))) return 'Nothing was done.'
  return null
}
