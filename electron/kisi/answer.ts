import type { z } from 'zod'
import { KisiError } from './error.ts'
import type { Answer } from './transport.ts'

/** Whether there is anything at `path`; null counts as something wrong rather than something missing. */
function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  let current = value
  for (const step of path) {
    if (typeof current !== 'object' || current === null) return true
    current = (current as Record<PropertyKey, unknown>)[step]
  }
  return current === undefined
}

/** The answer as its schema says, or a `KisiError` of kind `unreadable` that names the endpoint and the field. */
export function readAnswer<Schema extends z.ZodType>(schema: Schema, answer: Answer): z.output<Schema> {
  const result = schema.safeParse(answer.json)
  if (result.success) return result.data
  const path = result.error.issues[0]?.path ?? []
  if (path.length === 0) {
    const what = answer.json === undefined ? 'with an empty body' : 'with something of another shape'
    throw new KisiError('unreadable', `${answer.endpoint} was answered ${what}.`)
  }
  const field = path.map(String).join('.')
  const name = String(path.filter((step) => typeof step === 'string').at(-1) ?? field)
  const problem = isMissing(answer.json, path) ? `without “${name}”` : `with an unfit “${name}”`
  throw new KisiError('unreadable', `${answer.endpoint} answered ${problem} (field ${field}).`)
}
