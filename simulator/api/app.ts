import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import type { Gate, Struck } from '../faults/gate.ts'
import { KEPT_ANSWER, withoutSecrets, type RequestLog } from '../faults/request-log.ts'
import type { Doors } from '../hardware/doors.ts'
import type { Events } from '../world/events.ts'
import { REFUSALS } from '../world/refusals.ts'
import type { Json } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { createAsks, type Ask } from './asks.ts'
import { authenticate, authenticateVisitor } from './authentication.ts'
import { parseBody, readBodyText } from './body.ts'
import type { Answer, Call } from './call.ts'
import { answerOf, Refused } from './errors.ts'
import { createKept } from './kept.ts'
import { createPaceTime } from './pace-time.ts'
import { createRateLimit } from './rate-limit.ts'
import type { Match } from './router.ts'
import { ROUTES } from './routes.ts'
import { sentOf, type Sent } from './sent.ts'

/** Bodies above this many bytes are refused with 413. */
const LARGEST_BODY = 1_000_000

export interface ApiOptions {
  world: World
  events: Events
  doors: Doors
  /** Knows which faults strike a request that passed it. */
  gate: Pick<Gate, 'of'>
  log: RequestLog
  /** False for tests that would otherwise wait: requests are then not counted. */
  rateLimit?: boolean
  /** Milliseconds of real time that only ever grow: for the pace, and for what the log says a request took. */
  monotonic?: () => number
  /** Told of mistakes of the simulator's own: the answer says only 500. */
  complain?: (error: unknown) => void
}

/** What a request says before its body. */
export interface Asked {
  method: string
  /** Path and query. */
  url: string
  authorization: string | undefined
  host: string | undefined
  /** The caller's IP address. */
  address: string | undefined
}

/** Sends an answer; without a text it has no body. The headers say neither its type nor its length. */
export type Reply = (status: number, headers: OutgoingHttpHeaders, sent: Sent | null) => void

export interface Api {
  /** Serves one request of node:http. */
  serve(request: IncomingMessage, response: ServerResponse): void
  /** Answers a GET that no fault strikes, before it returns. */
  answer(asked: Asked, reply: Reply): void
}

/** One request on its way, and what the log will say of it. */
interface Exchange {
  asked: Asked
  ask: Ask
  reply: Reply
  /** Null of one that can have no body. */
  request: IncomingMessage | null
  struck: Struck | null
  started: number
  headers: OutgoingHttpHeaders
  who: string | null
  body: unknown
  refusal: unknown
}

const NO_FAULTS: readonly string[] = []
const NO_BODY: Record<string, Json> = Object.freeze({})

/** Kisi's API over this world (reference, all sections). */
export function createApi(options: ApiOptions): Api {
  const { world, events, doors, gate, log, rateLimit = true, monotonic = () => performance.now() } = options
  const pace = createPaceTime(world.clock, monotonic)
  const perUser = createRateLimit(5, 1000, pace)
  /** These two operations have limits of their own beside the general one. */
  const perOperation = new Map([
    ['POST /event_sets', createRateLimit(1, 1000, pace)],
    ['POST /signed_upload_urls', createRateLimit(1, 10_000, pace)],
  ])
  const kept = createKept(world)
  const readAsk = createAsks(ROUTES)

  /** Guessing keys is paced like everything else: the refusal waits until the request has been counted. */
  function signIn(header: string | undefined) {
    try {
      return { caller: authenticate(world, header), visitor: authenticateVisitor(world, header), refused: null }
    } catch (refused) {
      return { caller: null, visitor: null, refused }
    }
  }

  function mayAsk({ address = '' }: Asked, { route }: Match, caller: Call['caller']): boolean {
    const name = caller ? `user ${caller.user.id}` : `address ${address}`
    const own = perOperation.get(`${route.method} ${route.path}`)
    return perUser.take(name) && (!own || own.take(name))
  }

  /** Everything of a call but its body. Throws Refused. */
  function open(exchange: Exchange, match: Match): Call {
    const { asked, ask, headers } = exchange
    const { caller, visitor, refused } = signIn(asked.authorization)
    if (caller) exchange.who = caller.user.name
    if (rateLimit && !mayAsk(asked, match, caller)) throw new Refused(REFUSALS.tooMany)
    if (refused) throw refused
    // Links and keys open what the reference lists for them, and nothing else.
    if (visitor && !match.route.forVisitors) throw new Refused(REFUSALS.notSignedIn)
    return {
      world,
      events,
      doors,
      kept,
      caller,
      visitor,
      origin: `http://${asked.host ?? 'localhost'}`,
      path: match.path,
      query: ask.query,
      body: NO_BODY,
      setHeader: (header, value) => void (headers[header] = value),
    }
  }

  function finishCall(exchange: Exchange, match: Match, call: Call): void {
    const { headers } = exchange
    if (match.route.deprecated) {
      headers.Deprecation = 'Wed, 01 Jan 2025 00:00:00 GMT'
      headers.Sunset = 'Fri, 01 Jan 2027 00:00:00 GMT'
    }
    const given = match.route.serve(call)
    finish(exchange, given.status, sentBy(given))
  }

  async function takeBody(request: IncomingMessage, exchange: Exchange, match: Match, call: Call): Promise<void> {
    try {
      const body = parseBody(await readBodyText(request, LARGEST_BODY))
      exchange.body = withoutSecrets(body)
      finishCall(exchange, match, { ...call, body })
    } catch (error) {
      refuse(exchange, error)
    }
  }

  function refuse(exchange: Exchange, error: unknown): void {
    const refusal = answerOf(error)
    const gone = exchange.request?.socket.destroyed ?? false
    if (!refusal && !gone) options.complain?.(error)
    const { status, body } = refusal ?? { status: 500, body: said(REFUSALS.unexpected) }
    exchange.refusal = body
    finish(exchange, gone ? 0 : status, sentOf(body))
  }

  /** Status 0 when nobody is there any more to be answered. */
  function finish(exchange: Exchange, status: number, sent: Sent | null): void {
    const { asked, ask, struck } = exchange
    log.add({
      at: world.clock.now(),
      method: asked.method,
      path: struck?.url ?? ask.url,
      status: struck?.statusOf(status) ?? status,
      milliseconds: Math.round(monotonic() - exchange.started + (struck?.waited ?? 0)),
      who: exchange.who,
      body: exchange.body,
      answer: exchange.refusal,
      bytes: sent?.length ?? 0,
      sent: sent !== null && sent.length <= KEPT_ANSWER ? sent : null,
      faults: struck?.kinds ?? NO_FAULTS,
    })
    struck?.logged(log.count())
    if (status !== 0) exchange.reply(status, exchange.headers, sent)
  }

  function run(asked: Asked, reply: Reply, request: IncomingMessage | null): void {
    const ask = readAsk(asked.method, asked.url)
    const exchange: Exchange = {
      ...{ asked, ask, reply, request },
      struck: request && gate.of(request),
      started: monotonic(),
      headers: {},
      ...{ who: null, body: null, refusal: null },
    }
    try {
      const { match } = ask
      if (!match) throw new Refused(REFUSALS.notFound)
      const call = open(exchange, match)
      if (request === null || match.route.method === 'GET') finishCall(exchange, match, call)
      else void takeBody(request, exchange, match, call)
    } catch (error) {
      refuse(exchange, error)
    }
  }

  return {
    serve(request, response) {
      const { method = '', url = '/', headers, socket } = request
      const asked = {
        ...{ method, url: url.startsWith('/') ? url : pathOf(url), address: socket.remoteAddress },
        ...{ authorization: headers.authorization, host: headers.host },
      }
      run(asked, (status, given, sent) => write(response, status, given, sent), request)
    },
    answer: (asked, reply) => run(asked, reply, null),
  }
}

function write(response: ServerResponse, status: number, headers: OutgoingHttpHeaders, sent: Sent | null): void {
  if (sent === null) {
    response.writeHead(status, headers).end()
    return
  }
  headers['Content-Type'] = 'application/json'
  headers['Content-Length'] = sent.length
  response.writeHead(status, headers).end(sent, 'latin1')
}

const said = ({ error, code }: { error: string; code: string }) => ({ error, code })

function sentBy(answer: Answer): Sent | null {
  if (answer.status === 204) return null
  return 'sent' in answer ? answer.sent : sentOf(answer.body)
}

/** The path and query of a whole address, as proxies are asked (RFC 9112, 3.2.2). */
function pathOf(address: string): string {
  if (!URL.canParse(address)) return '/'
  const { pathname, search } = new URL(address)
  return pathname + search
}
