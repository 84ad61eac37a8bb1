/**
 * The closed list of reasons for which the desk refuses something. A refusal is a value, never a thrown string:
 * hosts carry it unchanged to the screen.
 */
export const errorCodes = [
  'invalid', // a field does not hold what it must; `field` names it
  'not_found', // what was asked about does not exist (any more)
  'conflict', // it contradicts what is already so: a second live card, a visit that has left
  'offline', // needs the network, and there is none
  'refused', // Kisi said no
  'unauthorized', // the caller may not ask (host), or the Kisi key is no longer good
  'unavailable', // Kisi or the door's hardware cannot do it now
  'unknown_outcome', // it was sent, and nobody knows whether it happened
  'too_much', // too large or too often
  'storage', // the desk's own disk or database refuses
  'not_ready', // the desk is still starting or already stopping
  'internal', // a defect of ours: the log has the details
] as const

export type ErrorCode = (typeof errorCodes)[number]

/** A refusal as it crosses a host: one sentence for a person, and the input field it belongs to, if any. */
export interface Refusal {
  code: ErrorCode
  message: string
  field?: string
}

/** What every call of the contract answers, in both hosts. */
export type Answer<Value> = { ok: true; value: Value } | { ok: false; error: Refusal }

/** A refusal on its way up inside the desk. Hosts turn it into a `Refusal`; anything else becomes `internal`. */
export class DeskError extends Error {
  readonly code: ErrorCode
  readonly field: string | undefined

  constructor(code: ErrorCode, message: string, field?: string) {
    super(message)
    this.name = 'DeskError'
    this.code = code
    this.field = field
  }

  toRefusal(): Refusal {
    return this.field === undefined
      ? { code: this.code, message: this.message }
      : { code: this.code, message: this.message, field: this.field }
  }
}
