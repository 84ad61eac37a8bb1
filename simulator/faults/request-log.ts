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
  /** The kinds of faults that struck it, or "network". */
  faults: string[]
}

export interface RequestLog {
  add(request: Omit<LoggedRequest, 'id'>): void
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

export function createRequestLog(kept = 1000): RequestLog {
  let requests: LoggedRequest[] = []
  let count = 0
  return {
    add(request) {
      requests.push({ ...request, id: ++count })
      if (requests.length > kept * 2) requests = requests.slice(-kept)
    },
    all: () => requests.slice(-kept),
    count: () => count,
    clear() {
      requests = []
    },
  }
}
