import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Faults, FiredFault, Strike } from './faults.ts'
import { alterAnswer, refusalOf } from './alter.ts'
import { holdAnswer, type HeldAnswer } from './held-answer.ts'
import { latencyOf } from './latency.ts'
import type { RequestLog, RequestNote } from './request-log.ts'
import { send, untilGone, waitFor } from './send.ts'

/** What strikes one request, for whoever writes the request log. */
export interface Struck {
  /** The kinds that have fired so far. */
  readonly kinds: string[]
  /** Method and path with query as the caller sent them. */
  readonly url: string
  /** How long it was held back before it was served, in milliseconds. */
  waited: number
  /** The status the caller gets when the simulator answers with that one; 0 for no answer. */
  statusOf(served: number): number
  /** To be called with the request's id in the request log. */
  logged(id: number): void
}

/** Where requests of the API pass on their way in, and their answers on the way out. Knows nothing of the server. */
export interface Gate {
  /** Serves the request by `serve`, with whatever fault strikes it. `serve` answers by the response it was given. */
  pass(request: IncomingMessage, response: ServerResponse, serve: () => void): void
  /** What struck a request; null for nearly all of them. */
  of(request: IncomingMessage): Struck | null
}

export interface GateOptions {
  faults: Faults
  log: RequestLog
  clock: { now(): number; iso(): string }
  /** Milliseconds that only ever grow. */
  monotonic?: () => number
  /** Told of mistakes of our own; the connection they happened on is closed. */
  complain?: (error: unknown) => void
}

const AT_THE_END = new Set(['timeout_after', 'reset_after'])
const INSTEAD = new Set(['timeout_before', 'reset_before', 'key_revoked', 'key_expired'])

/** Whether the fault keeps the request from having its effect. */
const isInstead = ({ fault }: Strike): boolean => INSTEAD.has(fault.kind) || (fault.kind === 'status' && !fault.after)

export function createGate(options: GateOptions): Gate {
  const { faults, log, clock, monotonic = () => performance.now(), complain = () => undefined } = options
  const met = new WeakMap<IncomingMessage, Struck>()
  /** Sees a task to its end: a mistake in a fault costs one connection and not the simulator. */
  const see = (request: IncomingMessage, task: Promise<void>) =>
    void task.catch((error: unknown) => {
      complain(error)
      request.socket.destroy()
    })

  async function meet(request: IncomingMessage, response: ServerResponse, serve: () => void): Promise<void> {
    const { method = '', url = '/' } = request
    const path = url.split('?', 1)[0] ?? '/'
    const started = monotonic()
    const strikes = faults.meet({ method, path })
    const blows: FiredFault[] = []
    let logged: number | null = null
    const kinds: string[] = []
    const fire = (strike: Strike): boolean => {
      const blow = strike.fire()
      if (!blow) return false
      blow.request = logged
      blows.push(blow)
      kinds.push(blow.kind)
      return true
    }
    const wait = strikes.filter(({ fault }) => fault.kind === 'latency').filter(fire)
    if (wait.length > 0) await waitFor(latencyOf(wait), response)

    const instead = response.closed ? undefined : strikes.find((strike) => isInstead(strike) && fire(strike))
    const silent = instead?.fault.kind === 'timeout_before' || instead?.fault.kind === 'reset_before'
    const late = strikes.find(({ fault }) => fault.kind === 'status' && fault.after)
    const override = !instead && late && fire(late) ? refusalOf(late.fault) : null
    const ending = silent ? undefined : strikes.find((strike) => AT_THE_END.has(strike.fault.kind) && fire(strike))
    const struck: Struck = {
      kinds,
      url,
      waited: monotonic() - started,
      statusOf: (served) => (silent || ending || response.closed ? 0 : (override?.status ?? served)),
      logged(id) {
        logged = id
        for (const blow of blows) blow.request = id
      },
    }
    met.set(request, struck)

    function record(status: number, answer: unknown) {
      const entry: RequestNote = {
        ...{ at: clock.now(), method, path: url, status: struck.statusOf(status), who: null, body: null, answer },
        milliseconds: Math.round(monotonic() - started),
        faults: kinds,
      }
      log.add(entry)
      struck.logged(log.count())
    }

    if (silent) {
      request.resume()
      if (instead.fault.kind === 'reset_before') request.socket.resetAndDestroy()
      else await untilGone(response)
      return record(0, null)
    }
    const shifted = instead ? null : faults.shifts.turn(request, strikes, fire)
    const leave = (held: HeldAnswer) => see(request, answer(response, held))

    async function answer(to: ServerResponse, held: HeldAnswer): Promise<void> {
      if (ending?.fault.kind === 'reset_after') return void request.socket.resetAndDestroy()
      if (ending) return untilGone(to)
      const read = shifted ? shifted(held) : held
      const { answer: altered, manner } = alterAnswer(override ?? read, strikes, fire, clock)
      await send(to, altered, manner)
    }

    if (response.closed) return record(0, null)
    if (instead) {
      const refusal = refusalOf(instead.fault)
      record(refusal.status, refusal.shown)
      return leave(refusal)
    }
    holdAnswer(response, leave)
    serve()
  }

  return {
    pass(request, response, serve) {
      if (faults.none()) serve()
      else see(request, meet(request, response, serve))
    },
    of: (request) => met.get(request) ?? null,
  }
}
