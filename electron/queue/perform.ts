import type { Command, CommandHandler, CommandParameters } from './types.ts'

export type Performed = { result: CommandParameters; quote: string | null } | { refused: string }

/** Thrown when Kisi took a change and yet does not show it: it is looked at again later, never taken for done. */
export class NotShownYet extends Error {
  constructor() {
    super('Kisi took it, but does not show it yet.')
    this.name = 'NotShownYet'
  }
}

/**
 * One attempt at a command: looks first where its effect may stand already (`look`, or the handler asks for it), sends
 * only if it does not, and reads back. Errors of the handler pass through.
 */
export async function perform(
  handler: CommandHandler,
  command: Command,
  options: { look: boolean; signal: AbortSignal; beforeSending(): void; afterSending(): void; answered(): void },
): Promise<Performed> {
  if (handler.read !== undefined && (options.look || handler.lookFirst === true)) {
    const seen = await handler.read(command, options.signal)
    options.answered()
    if (seen.stands) return { result: seen.result ?? {}, quote: seen.quote }
    if (seen.refused !== undefined) return { refused: seen.refused }
  }
  options.beforeSending()
  const result = (await handler.send(command, options.signal)) ?? {}
  options.afterSending()
  options.answered()
  if (handler.read === undefined || handler.readBack !== true) return { result, quote: null }
  const seen = await handler.read(command, options.signal)
  if (!seen.stands) {
    if (seen.refused !== undefined) return { refused: seen.refused }
    throw new NotShownYet()
  }
  return { result: { ...result, ...seen.result }, quote: seen.quote }
}
