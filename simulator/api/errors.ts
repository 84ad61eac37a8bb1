import type { Refusal } from '../world/refusals.ts'

/** A refusal on its way to the answer: `{error, code}` with its status. */
export class Refused extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal, message = refusal.error) {
    super(message)
    this.refusal = { ...refusal, error: message }
  }
}

/** Texts by field. */
export type Problems = Record<string, string[]>

/** 422 `{errors: {field: [text]}}`. */
export class Invalid extends Error {
  readonly problems: Problems
  constructor(problems: Problems) {
    super('Unprocessable')
    this.problems = problems
  }
}

export interface ErrorAnswer {
  status: number
  body: Record<string, unknown>
}

/** The answer for anything thrown while serving; null for what is no refusal but a mistake of ours. */
export function answerOf(error: unknown): ErrorAnswer | null {
  if (error instanceof Invalid) return { status: 422, body: { errors: error.problems } }
  if (!(error instanceof Refused)) return null
  const { status, code, error: text } = error.refusal
  // A duplicate card has a code of its own although a 422 carries none (reference 0): both readings are served.
  const errors = status === 422 ? { errors: { base: [text] } } : {}
  return { status, body: { error: text, code, ...errors } }
}
