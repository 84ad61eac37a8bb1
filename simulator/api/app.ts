import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import { Hono, type Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Fault, Faults } from '../faults/faults.ts'
import { withoutSecrets, type RequestLog } from '../faults/request-log.ts'
import type { Doors } from '../hardware/doors.ts'
import type { Events } from '../world/events.ts'
import { REFUSALS } from '../world/refusals.ts'
import type { Json } from '../world/rows.ts'
import type { World } from '../world/world.ts'
import { authenticate, authenticateVisitor } from './authentication.ts'
import { readBodyText } from './body.ts'
import type { Call } from './call.ts'
import { answerOf, Refused } from './errors.ts'
import { createRateLimit } from './rate-limit.ts'
import { ROUTES, type Route } from './routes.ts'

/** Bodies above this many bytes are refused with 413. */
const LARGEST_BODY = 1_000_000

export interface ApiOptions {
  world: World
  events: Events
  doors: Doors
  faults: Faults
  log: RequestLog
  /** False for tests that would otherwise wait: requests are then not counted. */
  rateLimit?: boolean
  /** Milliseconds that only ever grow, for the rate limit and for what the log says a request took. */
  monotonic?: () => number
  /** Told of mistakes of the simulator's own: the answer says only 500. */
  complain?: (error: unknown) => void
}

type Env = { Bindings: HttpBindings; Variables: { who: string; body: unknown; answer: unknown } }

/** Kisi's API over this world (reference, all sections). */
export function createApi(options: ApiOptions): Hono<Env> {
  const { world, events, doors, faults, log, rateLimit = true, monotonic = () => performance.now() } = options
  const perUser = createRateLimit(5, 1000, monotonic)
  /** These two operations have limits of their own beside the general one. */
  const perOperation = new Map([
    ['POST /event_sets', createRateLimit(1, 1000, monotonic)],
    ['POST /signed_upload_urls', createRateLimit(1, 10_000, monotonic)],
  ])
  const app = new Hono<Env>()

  app.use(async (c, next) => {
    const started = monotonic()
    const { method, path } = c.req
    const struck = faults.strike(method, path)
    const url = new URL(c.req.url)
    const write = (status: number) =>
      log.add({
        at: world.clock.iso(),
        method,
        path: path + url.search,
        status,
        milliseconds: Math.round(monotonic() - started),
        who: c.get('who') ?? null,
        body: method === 'GET' ? null : (c.get('body') ?? null),
        answer: c.get('answer') ?? null,
        faults: struck.map((fault) => fault.kind),
      })
    const silent = await before(c, struck)
    if (silent !== null) {
      write(silent.status)
      return silent.response
    }
    await next()
    if (await after(c, struck)) {
      write(0)
      return
    }
    write(c.res.status)
  })

  /** Guessing keys is paced like everything else: the refusal waits until the request has been counted. */
  function signIn(c: Context<Env>) {
    const header = c.req.header('authorization')
    try {
      return { caller: authenticate(world, header), visitor: authenticateVisitor(world, header), refused: null }
    } catch (refused) {
      return { caller: null, visitor: null, refused }
    }
  }

  async function serve(c: Context<Env>, route: Route): Promise<Response> {
    const { caller, visitor, refused } = signIn(c)
    if (caller) c.set('who', caller.user.name)
    const name = caller ? `user ${caller.user.id}` : `address ${socketOf(c)?.remoteAddress ?? ''}`
    const own = perOperation.get(`${route.method} ${route.path}`)
    if (rateLimit && !(perUser.take(name) && (!own || own.take(name)))) throw new Refused(REFUSALS.tooMany)
    if (refused) throw refused
    // Links and keys open what the reference lists for them, and nothing else.
    if (visitor && !route.forVisitors) throw new Refused(REFUSALS.notSignedIn)
    const body = await readBody(c)
    c.set('body', withoutSecrets(body))
    const call: Call = {
      world,
      events,
      doors,
      caller,
      visitor,
      origin: new URL(c.req.url).origin,
      path: c.req.param() as Record<string, string>,
      query: c.req.query(),
      body,
      setHeader: (header, value) => c.header(header, value),
    }
    if (route.deprecated) {
      c.header('Deprecation', 'Wed, 01 Jan 2025 00:00:00 GMT')
      c.header('Sunset', 'Fri, 01 Jan 2027 00:00:00 GMT')
    }
    const answer = route.serve(call)
    return answer.status === 204 ? c.body(null, 204) : c.json(answer.body as object, 200)
  }

  for (const route of ROUTES) app.on(route.method, route.path, (c) => serve(c, route))

  app.notFound((c) => refuse(c, 404, { error: REFUSALS.notFound.error, code: REFUSALS.notFound.code }))
  app.onError((error, c) => {
    const answer = answerOf(error)
    if (answer) return refuse(c, answer.status, answer.body)
    options.complain?.(error)
    return refuse(c, 500, { error: REFUSALS.unexpected.error, code: REFUSALS.unexpected.code })
  })
  return app
}

function refuse(c: Context<Env>, status: number, body: Record<string, unknown>): Response {
  c.set('answer', body)
  return c.json(body, status as ContentfulStatusCode)
}

/** The body as an object; an empty one is an empty object, as unlocking needs none. */
async function readBody(c: Context<Env>): Promise<Record<string, Json>> {
  if (c.req.method === 'GET') return {}
  const text = await readBodyText(c.env.incoming, LARGEST_BODY)
  if (text === null) throw new Refused(REFUSALS.tooLarge)
  if (text.trim() === '') return {}
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

const socketOf = (c: Context<Env>) => c.env.incoming?.socket

/** Resolves when the caller has given up. */
function untilGone(c: Context<Env>): Promise<void> {
  const socket = socketOf(c)
  if (!socket || socket.destroyed) return Promise.resolve()
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

/** Faults that strike before the effect. Null when the request goes on. */
async function before(c: Context<Env>, struck: Fault[]): Promise<{ status: number; response: Response } | null> {
  for (const fault of struck) {
    if (fault.kind === 'latency') {
      const ending = new AbortController()
      const waited = sleep(fault.milliseconds ?? 400, undefined, { signal: ending.signal }).catch(() => undefined)
      await Promise.race([waited, untilGone(c)])
      ending.abort()
    }
  }
  for (const fault of struck) {
    if (fault.kind === 'status') {
      const status = fault.status ?? 500
      return { status, response: refuse(c, status, { error: 'Fault asked for.', code: 'ffffff' }) }
    }
    if (fault.kind === 'timeout_before') await untilGone(c)
    if (fault.kind === 'reset_before') socketOf(c)?.resetAndDestroy()
    if (fault.kind === 'timeout_before' || fault.kind === 'reset_before') {
      return { status: 0, response: c.body(null, 204) }
    }
  }
  return null
}

/** Faults that strike when the effect has taken place and nobody was told. True when nothing was answered. */
async function after(c: Context<Env>, struck: Fault[]): Promise<boolean> {
  for (const fault of struck) {
    if (fault.kind === 'timeout_after') await untilGone(c)
    if (fault.kind === 'reset_after') socketOf(c)?.resetAndDestroy()
    if (fault.kind === 'timeout_after' || fault.kind === 'reset_after') return true
  }
  return false
}
