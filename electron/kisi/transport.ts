import { type KisiAddress, parseKisiAddress, parseKisiKey } from './address.ts'
import { KisiError } from './error.ts'
import { errorFromAnswer, isKisiErrorBody, parseRetryAfter, type RawAnswer } from './errors.ts'
import type { HealthBook } from './health.ts'
import { errorFromFailure, isRedirect } from './network.ts'
import type { Breaker } from './breaker.ts'
import type { Pacer } from './pace.ts'
import { parseCollectionRange } from './range.ts'
import { plainSentence } from './sentence.ts'
import type { CallOptions } from './types.ts'

const defaultTimeoutMs = 10_000
/** A page of 250 of Kisi's largest objects is below 1 MB. */
const largestAnswer = 8 * 1024 * 1024

export interface Request {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** The path with names in place of values, for sentences and logs: `/locks/{id}/unlock`. */
  route: string
  /** The path that is asked for: `/locks/12/unlock`. Defaults to the route. */
  path?: string
  query?: Record<string, string | number | undefined>
  body?: unknown
}

export interface Answer {
  /** Undefined for an empty body. */
  json: unknown
  total: number | null
  /** `GET /locks`, for whoever finds that the answer does not fit. */
  endpoint: string
}

export interface Transport {
  /**
   * Sends one request, once. Rejects with a `KisiError` for everything but a good answer with JSON or no body.
   * A click's time-out counts from the call; everyone else's from the moment the request starts.
   */
  send(request: Request, options: CallOptions): Promise<Answer>
  close(): void
}

export interface TransportOptions {
  address: string
  key: string
  fetch: typeof globalThis.fetch
  clock: { now(): number; monotonic(): number }
  log: { warn(event: string, fields?: Record<string, unknown>): void }
  pacer: Pacer
  breaker: Breaker
  health: HealthBook
}

async function readBody(response: Response): Promise<string | null> {
  if (response.body === null) return ''
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    size += value.byteLength
    if (size > largestAnswer) {
      await reader.cancel()
      return null
    }
    text += decoder.decode(value, { stream: true })
  }
}

function parseBody(text: string, response: Response): RawAnswer {
  const { status } = response
  const html = /\bhtml\b/i.test(response.headers.get('content-type') ?? '') || /^\s*<(!doctype|html|\?xml)/i.test(text)
  if (html || text.trim() === '') return { status, json: undefined, html }
  try {
    return { status, json: JSON.parse(text), html }
  } catch {
    return { status, json: undefined, html }
  }
}

export function createTransport(options: TransportOptions): Transport {
  const { clock, log, pacer, breaker, health } = options
  const closing = new AbortController()

  function settings(): { address: KisiAddress; key: string } {
    try {
      return { address: parseKisiAddress(options.address), key: parseKisiKey(options.key) }
    } catch (error) {
      if (error instanceof KisiError) {
        health.note(error.kind === 'unauthorized' ? 'refused' : 'offline', error.message)
      }
      throw error
    }
  }

  function noteRefusal(error: KisiError, answer: RawAnswer, route: string): void {
    if (error.kind === 'unauthorized')
      return health.note(
        'refused',
        'Kisi no longer accepts this desk’s key. Ask whoever looks after Kisi for a new one.',
      )
    const fromKisi = isKisiErrorBody(answer.json)
    if (error.kind === 'unavailable') {
      // A controller out of reach is Kisi's own answer about a door; the cloud itself is well.
      const aboutHardware = fromKisi && error.code !== undefined && error.code !== 'ffffff'
      return aboutHardware ? health.note('online', null) : health.note('offline', 'Kisi has trouble.')
    }
    if (error.kind === 'rate_limited' || fromKisi) return health.note('online', null)
    if (route === '/organization') {
      return health.note('not_kisi', 'Something answers at this address, but it is not Kisi.')
    }
    if (error.kind === 'unreadable') health.note('offline', 'Something other than Kisi answered.')
  }

  function noteUnreadable(answer: RawAnswer, route: string): void {
    if (route === '/organization') health.note('not_kisi', 'Something answers at this address, but it is not Kisi.')
    else if (answer.html) health.note('offline', 'Something other than Kisi answered.')
  }

  async function exchange(
    request: Request,
    target: { address: KisiAddress; key: string },
    startedAt: number,
    signal: AbortSignal,
  ): Promise<Answer> {
    const endpoint = `${request.method} ${request.route}`
    const url = new URL(target.address.base + (request.path ?? request.route))
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) url.searchParams.set(name, String(value))
    }
    const headers: Record<string, string> = { Authorization: `KISI-LOGIN ${target.key}`, Accept: 'application/json' }
    if (request.method !== 'GET') headers['Content-Type'] = 'application/json'
    let response: Response
    let text: string | null
    try {
      response = await options.fetch(url.href, {
        method: request.method,
        headers,
        body: request.body === undefined ? undefined : JSON.stringify(request.body),
        redirect: 'error',
        signal,
      })
      text = await readBody(response)
    } catch (failure) {
      if (isRedirect(failure)) {
        noteUnreadable({ status: 0, json: undefined, html: true }, request.route)
        throw new KisiError('unreadable', `${endpoint} was answered with a redirect, which Kisi never sends.`)
      }
      throw errorFromFailure(failure, endpoint, target.address.host)
    }
    if (text === null) {
      throw new KisiError('unreadable', `${endpoint} was answered with more than 8 MB.`, { status: response.status })
    }
    const answer = parseBody(text, response)
    if (!response.ok) {
      const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), clock.now())
      if (response.status === 429) pacer.refused(startedAt, retryAfterMs)
      else pacer.accepted(startedAt)
      const error = errorFromAnswer(answer, { endpoint, sent: request.body, key: target.key, retryAfterMs })
      noteRefusal(error, answer, request.route)
      throw error
    }
    pacer.accepted(startedAt)
    if (answer.json === undefined && text.trim() !== '') {
      noteUnreadable(answer, request.route)
      const what = answer.html ? 'a web page instead of Kisi’s data' : 'broken JSON'
      throw new KisiError('unreadable', `${endpoint} was answered with ${what}.`, { status: response.status })
    }
    if (request.route !== '/organization') health.note('online', null)
    const range = parseCollectionRange(response.headers.get('x-collection-range'))
    return { json: answer.json, total: range?.total ?? null, endpoint }
  }

  async function send(request: Request, call: CallOptions): Promise<Answer> {
    const endpoint = `${request.method} ${request.route}`
    const target = settings()
    const timeoutMs = call.timeoutMs ?? defaultTimeoutMs
    const controller = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    let timedOut = false
    let sent = false
    const abort = (): void => controller.abort()
    const startTimer = (): void => {
      timer = setTimeout(() => {
        timedOut = true
        abort()
      }, timeoutMs)
    }
    const gaveUp = (): KisiError =>
      timedOut
        ? new KisiError('timeout', `Kisi did not answer ${endpoint} within ${timeoutMs / 1000} s.`, { reached: sent })
        : new KisiError('aborted', `${endpoint} was given up.`, { reached: sent })
    if (call.signal?.aborted || closing.signal.aborted) throw gaveUp()
    call.signal?.addEventListener('abort', abort)
    closing.signal.addEventListener('abort', abort)
    if (call.priority === 'click') startTimer()
    const asked = { wall: clock.now(), monotonic: clock.monotonic() }
    /** A computer that slept while a click stood in line must not send it on waking, whichever timer rings first. */
    const clickIsTooOld = (): boolean => {
      const wall = clock.now() - asked.wall
      return call.priority === 'click' && (wall < 0 || Math.max(wall, clock.monotonic() - asked.monotonic) >= timeoutMs)
    }
    const eventSet = request.method === 'POST' && request.route === '/event_sets'
    let pass: ReturnType<typeof breaker.enter> = 'free'
    try {
      if (call.priority === 'background') pass = breaker.enter()
      if (pass instanceof KisiError) throw pass
      const startedAt = await pacer.turn({ priority: call.priority, eventSet, signal: controller.signal })
      if (startedAt === null || controller.signal.aborted) throw gaveUp()
      if (clickIsTooOld()) {
        timedOut = true
        throw gaveUp()
      }
      if (call.priority !== 'click') startTimer()
      sent = true
      const answer = await exchange(request, target, startedAt, controller.signal)
      breaker.answered()
      return answer
    } catch (failure) {
      const error = controller.signal.aborted && sent ? gaveUp() : failure
      if (error instanceof KisiError) {
        if (error.kind === 'network' || (error.kind === 'timeout' && sent)) health.note('offline', plainSentence(error))
        if (sent) breaker.failed(error)
        if (error.kind !== 'aborted' && error !== pass) {
          const { kind, status, code, reached, systemCode } = error
          log.warn('kisi.call_failed', { endpoint, kind, status, code, reached, systemCode })
        }
      }
      throw error
    } finally {
      if (pass === 'probe') breaker.leave()
      clearTimeout(timer)
      call.signal?.removeEventListener('abort', abort)
      closing.signal.removeEventListener('abort', abort)
    }
  }

  return { send, close: () => closing.abort() }
}
