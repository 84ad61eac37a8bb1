/** One request as GET /_sim/requests and the panel show it. */
export interface LoggedRequest {
  id: number
  /** The simulator's time, RFC 3339. */
  at: string
  method: string
  /** With its query. */
  path: string
  /** 0 when no answer was sent. */
  status: number
  milliseconds: number
  /** The name of whoever was signed in. */
  who: string | null
  /** Of writes; passwords and keys are blotted out. */
  body: unknown
  /** The answer's body when it is a refusal. */
  answer: unknown
  /** How long the answer's body was before any fault touched it. */
  bytes?: number
  /** Of a short answer the body as it was sent, byte for character: read, and blotted, only when somebody looks. */
  sent?: string | null
  /** The kinds of faults that struck it, or "network". */
  faults: readonly string[]
}

/** A request as it is put into the log. */
export interface RequestNote extends Omit<LoggedRequest, 'id' | 'at'> {
  /** The simulator's time, in milliseconds. */
  at: number
}

export interface RequestLog {
  add(request: RequestNote): void
  /** The newest last. */
  all(): LoggedRequest[]
  count(): number
  clear(): void
}

const SECRET = /password|secret|signature_key|token|otp|pin/i

/** A copy of a body without what must not be kept. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      SECRET.test(key) && typeof each !== 'object' ? '•••' : withoutSecrets(each),
    ]),
  )
}

/** Longer bodies are not kept. */
export const KEPT_ANSWER = 4096

/** A request as it is shown: the answer's body, if it was kept, without what must not be. */
export function shownRequest({ sent, ...request }: LoggedRequest): LoggedRequest {
  if (request.answer !== null || !sent) return request
  try {
    return { ...request, answer: withoutSecrets(JSON.parse(Buffer.from(sent, 'latin1').toString())) }
  } catch {
    return request
  }
}

interface Slot extends RequestNote {
  id: number
}

const shownSlot = ({ at, ...slot }: Slot): LoggedRequest => ({ ...slot, at: new Date(at).toISOString() })

/**
 * The last `kept` requests, in a ring: what a request costs here does not grow with how many there were. A slot is
 * written over and not made anew, since objects that live just long enough to be moved are what costs a collector most.
 */
export function createRequestLog(kept = 1000): RequestLog {
  let ring: Slot[] = []
  let count = 0
  return {
    add(request) {
      const id = ++count
      const slot = ring[id % kept]
      if (slot === undefined) {
        ring[id % kept] = { ...request, id }
        return
      }
      slot.id = id
      slot.at = request.at
      slot.method = request.method
      slot.path = request.path
      slot.status = request.status
      slot.milliseconds = request.milliseconds
      slot.who = request.who
      slot.body = request.body
      slot.answer = request.answer
      slot.bytes = request.bytes
      slot.sent = request.sent
      slot.faults = request.faults
    },
    all: () =>
      ring
        .filter(Boolean)
        .sort((one, other) => one.id - other.id)
        .map(shownSlot),
    count: () => count,
    clear() {
      ring = []
    },
  }
}
