export type KisiErrorKind =
  | 'network' // nothing answered: refused, no such host, reset before an answer
  | 'timeout'
  | 'unauthorized' // 401: the key
  | 'forbidden' // 403
  | 'not_found' // 404
  | 'conflict' // 409
  | 'invalid' // 400 or 422; `fields` says which
  | 'rate_limited' // 429
  | 'unavailable' // 5xx, hardware out of reach
  | 'unreadable' // an answer that does not fit: names the endpoint and the field
  | 'aborted' // the caller gave up

/** Every way a call to Kisi can fail. Carries no secret and nothing a visitor typed. */
export class KisiError extends Error {
  readonly kind: KisiErrorKind
  /** False only when the request surely never reached Kisi; otherwise its effect is unknown unless Kisi refused it. */
  readonly reached: boolean
  readonly status: number | undefined
  /** Kisi's own code, e.g. `cabbeb`, `fad001`. */
  readonly code: string | undefined
  readonly fields: Record<string, string[]> | undefined
  readonly retryAfterMs: number | undefined
  /** The system's own code behind a failed connection, for the log: `ECONNREFUSED`. */
  readonly systemCode: string | undefined

  constructor(
    kind: KisiErrorKind,
    message: string,
    details: {
      reached?: boolean
      status?: number
      code?: string
      fields?: Record<string, string[]>
      retryAfterMs?: number
      systemCode?: string
      cause?: unknown
    } = {},
  ) {
    super(message, { cause: details.cause })
    this.name = 'KisiError'
    this.kind = kind
    this.reached = details.reached ?? true
    this.status = details.status
    this.code = details.code
    this.fields = details.fields
    this.retryAfterMs = details.retryAfterMs
    this.systemCode = details.systemCode
  }
}
