import type { z } from 'zod'
import type { Answer } from './errors.ts'
import { DeskError } from './errors.ts'
import { limits } from './limits.ts'
import type { CallName } from './names.ts'
import { calls, type Handlers } from './table.ts'

/** A sentence for a person instead of a validator's; the field is the outermost key it concerns. */
function complaint(error: z.ZodError): DeskError {
  const issue = error.issues[0]
  const field = typeof issue?.path[0] === 'string' ? issue.path[0] : undefined
  const tooLong = issue?.code === 'too_big'
  return new DeskError('invalid', tooLong ? 'That is too long to be used.' : 'That can’t be used here.', field)
}

/**
 * Answers one call from a host: looks the name up (unlisted is refused), parses the input, runs the handler, parses
 * the output and measures it. `onDefect` gets whatever was not a refusal; the caller sees only `internal`.
 */
export async function serveCall(
  handlers: Handlers,
  name: string,
  rawInput: unknown,
  onDefect: (name: string, defect: unknown) => void,
): Promise<Answer<unknown>> {
  if (!Object.hasOwn(calls, name)) {
    return { ok: false, error: { code: 'not_found', message: 'The desk has no such call.' } }
  }
  const callName = name as CallName
  const input = calls[callName].input.safeParse(rawInput ?? {})
  if (!input.success) return { ok: false, error: complaint(input.error).toRefusal() }
  try {
    const handler = handlers[callName] as (input: unknown) => unknown
    const output = calls[callName].output.safeParse(await handler(input.data))
    if (!output.success) throw new Error(`${name} answered outside the contract: ${output.error.message}`)
    const bytes = Buffer.byteLength(JSON.stringify(output.data))
    if (bytes > limits.answerBytes) {
      throw new DeskError('too_much', 'That is more than one answer can carry. Ask for fewer at a time.')
    }
    return { ok: true, value: output.data }
  } catch (error) {
    if (error instanceof DeskError) return { ok: false, error: error.toRefusal() }
    onDefect(name, error)
    return {
      ok: false,
      error: {
        code: 'internal',
        message: 'Frontdesk made a mistake, and wrote it in its log. Look whether it happened before you try again.',
      },
    }
  }
}
