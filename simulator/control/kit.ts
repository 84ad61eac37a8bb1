import type { HttpBindings } from '@hono/node-server'
import type { Context, Hono } from 'hono'
import type { z } from 'zod'
import { readBodyText } from '../api/body.ts'

export type Env = { Bindings: HttpBindings }

/** A part of `/_sim/`: its routes, added to the one application. */
export type Routes = (app: Hono<Env>) => void

/** Something `/_sim/` was asked wrongly; the sentence is the answer. */
export class Misasked extends Error {
  readonly status: 400 | 404 | 409 | 413
  constructor(status: 400 | 404 | 409 | 413, sentence: string) {
    super(sentence)
    this.status = status
  }
}

export const DONE = { ok: true }

/** Bodies above this many bytes are refused. */
const LARGEST_BODY = 100_000

/** What is wrong with a body, in one line. */
export const sentenceOf = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.') || 'The body'}: ${issue.message}`).join('; ')

/** The body of a request in that shape; an empty body is an empty object. Throws Misasked. */
export async function read<Shape extends z.ZodType>(
  c: Context<Env>,
  shape: Shape,
  largest = LARGEST_BODY,
): Promise<z.infer<Shape>> {
  const text = await readBodyText(c.env.incoming, largest)
  if (text === null) throw new Misasked(413, 'The body is too large.')
  let value: unknown
  try {
    value = text.trim() === '' ? {} : JSON.parse(text)
  } catch {
    throw new Misasked(400, 'The body is not valid JSON.')
  }
  const result = shape.safeParse(value)
  if (!result.success) throw new Misasked(400, sentenceOf(result.error))
  return result.data
}
