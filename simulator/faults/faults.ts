import { deriveNumber } from '../world/derive.ts'
import { faultRequest, type FaultAsked, type FaultRequest } from './kinds.ts'
import { fits } from './pattern.ts'
import { createShifts, type Shifts } from './shifting.ts'

export { FAULT_KINDS, faultRequest, type FaultAsked, type FaultKind, type FaultOf, type FaultRequest } from './kinds.ts'

/** A standing fault as GET /_sim/faults shows it. */
export type Fault = FaultRequest & {
  id: number
  /** How often it has struck. */
  fired: number
  /** How often it still will; null without end. */
  left: number | null
  /** RFC 3339, by the simulator's clock; null without end. */
  until: string | null
}

/** One blow of a fault as GET /_sim/faults/log shows it. */
export interface FiredFault {
  at: string
  /** The fault's. */
  id: number
  kind: FaultRequest['kind']
  method: string
  path: string
  /** The id of the request in GET /_sim/requests; null of webhooks and until the request is over. */
  request: number | null
}

/** A fault that is about to strike one request or one webhook. */
export interface Strike {
  readonly fault: FaultRequest
  /** Counts and logs it; null when it has nothing left or was taken away meanwhile. */
  fire(): FiredFault | null
  /** From 0 up to, not including, 1: the same for the same seed, fault and turn. */
  draw(what: string): number
}

/** What is struck; webhooks are no requests. */
export interface Target {
  method: string
  /** Without its query. */
  path: string
  /** Of webhooks: the event's type. */
  event?: string
}

export interface Faults {
  add(asked: FaultAsked): Fault
  /** True when nothing stands, so that nobody need ask. */
  none(): boolean
  /** The lists that shift while they are read. */
  readonly shifts: Shifts
  /** The faults that strike this request or webhook, in the order they were added. */
  meet(target: Target): Strike[]
  /** The standing ones. */
  all(): Fault[]
  remove(id: number): boolean
  clear(): void
  /** Every fault that fired, the newest last, at most the last thousand. */
  fired(): FiredFault[]
  clearFired(): void
}

export interface FaultsOptions {
  seed: number
  clock: { now(): number; iso(): string }
}

interface Standing {
  fault: FaultRequest
  id: number
  /** Counts from 1 since the faults were last cleared, so that a run repeats in a simulator that stays up. */
  turn: number
  met: number
  fired: number
  left: number
  until: number
}

const KEPT = 1000
const FINE = 2 ** 32

const isOfWebhooks = ({ kind }: FaultRequest): boolean => kind.startsWith('webhook_')

function fitsTarget(fault: FaultRequest, { method, path, event }: Target): boolean {
  if (isOfWebhooks(fault) !== (event !== undefined)) return false
  if ('event' in fault && fault.event !== undefined && !fits(fault.event, event ?? '')) return false
  return (fault.method ?? method) === method && (fault.path === undefined || fits(fault.path, path))
}

export function createFaults({ seed, clock }: FaultsOptions): Faults {
  let nextId = 1
  let turn = 1
  let standing: Standing[] = []
  let log: FiredFault[] = []
  const shifts = createShifts()

  const stands = (each: Standing) => each.left > 0 && clock.now() < each.until
  const current = () => (standing = standing.filter(stands))

  const shown = ({ fault, id, fired, left, until }: Standing): Fault => ({
    ...fault,
    ...{ id, fired },
    left: left === Infinity ? null : left,
    until: until === Infinity ? null : new Date(until).toISOString(),
  })

  function strikeOf(each: Standing, { method, path }: Target): Strike | null {
    const met = each.met++
    const draw = (what: string) => deriveNumber(seed, `fault/${each.turn}/${what}`, met, FINE) / FINE
    const { probability = 1 } = each.fault
    if (probability < 1 && draw('strikes') >= probability) return null
    return {
      fault: each.fault,
      draw,
      fire() {
        if (!standing.includes(each) || !stands(each)) return null
        each.fired += 1
        each.left -= 1
        const blow = { at: clock.iso(), id: each.id, kind: each.fault.kind, method, path, request: null }
        log.push(blow)
        if (log.length > KEPT * 2) log = log.slice(-KEPT)
        return blow
      },
    }
  }

  return {
    add(asked) {
      const fault = faultRequest.parse(asked)
      const { count = Infinity, seconds = Infinity } = fault
      const until = clock.now() + seconds * 1000
      const added = { fault, id: nextId++, turn: turn++, met: 0, fired: 0, left: count, until }
      standing.push(added)
      return shown(added)
    },
    none: () => standing.length === 0 && shifts.none(),
    shifts,
    meet: (target) =>
      current()
        .filter(({ fault }) => fitsTarget(fault, target))
        .flatMap((each) => strikeOf(each, target) ?? []),
    all: () => current().map(shown),
    remove(id) {
      const before = current().length
      standing = standing.filter((each) => each.id !== id)
      return standing.length < before
    },
    clear() {
      standing = []
      turn = 1
      shifts.clear()
    },
    fired: () => log.slice(-KEPT),
    clearFired() {
      log = []
    },
  }
}
