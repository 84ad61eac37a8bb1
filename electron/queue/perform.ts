import type { StoredCommand } from './row.ts'
import type { CommandHandler, CommandParameters } from './types.ts'

export type Performed =
  | { result: CommandParameters; quote: string | null }
  | { refused: string }
  /** It does not stand, and it may not be sent (any more). */
  | 'not sent'

/**
 * Thrown when Kisi took a change and yet does not show it: it is looked at again later, never taken for done. `inTheEnd`
 * is what a person is told of a revoke that was looked at often enough.
 */
export class NotShownYet extends Error {
  readonly inTheEnd: string
  constructor(
    message = 'Kisi took it, but does not show it yet.',
    inTheEnd = 'Kisi said yes, and still shows it open. Close it in Kisi, then try again: it is looked at first.',
  ) {
    super(message)
    this.name = 'NotShownYet'
    this.inTheEnd = inTheEnd
  }
}

/**
 * One attempt at a command: looks first where its effect may stand already (`look`, or the handler asks for it), sends
 * only if it does not, and reads back. A refusal is looked at too, since the effect may stand by another hand. Errors
 * of the handler pass through.
 */
export async function perform(
  handler: CommandHandler,
  command: StoredCommand,
  options: {
    look: boolean
    maySend: boolean
    signal: AbortSignal
    /** False: it was withdrawn in the meantime. */
    beforeSending(): boolean
    afterSending(result: CommandParameters): void
    answered(): void
    isRefusal(error: unknown): boolean
  },
): Promise<Performed> {
  const { signal, answered } = options
  if (handler.read !== undefined && (options.look || handler.lookFirst === true)) {
    const seen = await handler.read(command, signal)
    answered()
    if (seen.stands) return { result: seen.result ?? {}, quote: seen.quote }
    if (seen.refused !== undefined) return { refused: seen.refused }
    // Kisi said yes to it once: a second one would be one too many. Closing twice does no harm.
    if (command.class === 'grant' && command.result !== null && options.maySend) throw new NotShownYet()
  }
  signal.throwIfAborted()
  if (!options.maySend || !options.beforeSending()) return 'not sent'
  let result: CommandParameters
  try {
    result = (await handler.send(command, signal)) ?? {}
  } catch (error) {
    if (handler.read === undefined || !options.isRefusal(error)) throw error
    answered()
    const seen = await handler.read(command, signal)
    if (seen.stands) return { result: seen.result ?? {}, quote: seen.quote }
    if (seen.refused !== undefined) return { refused: seen.refused }
    throw error
  }
  options.afterSending(result)
  answered()
  if (handler.read === undefined || handler.readBack !== true) return { result, quote: null }
  const seen = await handler.read(command, signal)
  if (!seen.stands) {
    if (seen.refused !== undefined) return { refused: seen.refused }
    throw new NotShownYet()
  }
  return { result: { ...result, ...seen.result }, quote: seen.quote }
}
