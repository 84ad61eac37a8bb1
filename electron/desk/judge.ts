import { DeskError } from '../contract/errors.ts'
import { KisiError } from '../kisi/error.ts'
import { NotShownYet } from '../queue/perform.ts'
import type { Verdict } from '../queue/types.ts'
import { complaintsOf } from './keys/complaints.ts'

/** A prerequisite that is missing for good, e.g. a card without a guest to give it to. */
export class Refused extends Error {}

function sentenceFor(error: KisiError): string {
  if (error.code === 'cabbeb') return 'That card already belongs to someone else. Give another card.'
  const complaints = complaintsOf(error.fields ?? {})
  if (complaints.length > 0) return complaints.map(({ message }) => message).join(' ')
  // `base` is Kisi's name for the whole of what was asked.
  const first = Object.entries(error.fields ?? {})[0]
  if (first?.[0] === 'base') return `Kisi refused it: ${first[1][0] ?? 'it is not accepted'}.`
  if (first !== undefined)
    return `Kisi refused it: ${first[0].replaceAll('_', ' ')} ${first[1][0] ?? 'is not accepted'}.`
  if (error.kind === 'forbidden')
    return 'Kisi refused it: this desk’s key may not do that. A key of the organization’s owner can.'
  if (error.kind === 'not_found') return 'Kisi does not know it any more.'
  return 'Kisi refused it.'
}

/** What an error of a call to Kisi means for the command it belonged to (reference: the offline queue, "Pace and patience"). */
export function judge(error: unknown): Verdict {
  if (error instanceof DeskError && error.code === 'storage') {
    return { kind: 'retry', reached: false, line: true, message: error.message }
  }
  if (error instanceof Refused || error instanceof DeskError) return { kind: 'refused', message: error.message }
  if (error instanceof NotShownYet) return { kind: 'look', line: false, message: error.message }
  if (!(error instanceof KisiError)) {
    return {
      kind: 'look',
      line: false,
      message: 'Something went wrong in the desk itself. Kisi is asked whether it arrived.',
    }
  }
  switch (error.kind) {
    case 'network':
      return error.reached
        ? { kind: 'look', line: true, message: 'The line broke while it was sent. Kisi is asked whether it arrived.' }
        : { kind: 'offline', message: 'Waits for the network.' }
    case 'aborted':
      return error.reached
        ? { kind: 'look', line: true, message: 'It was interrupted. Kisi is asked whether it arrived.' }
        : { kind: 'offline', message: 'Waits for the network.' }
    case 'timeout':
      return error.reached
        ? { kind: 'look', line: true, message: 'Kisi did not answer in time. It is asked whether it arrived.' }
        : { kind: 'retry', reached: false, line: false, free: true, message: 'It could not be sent in time.' }
    case 'unreadable':
      return { kind: 'look', line: true, message: 'Kisi’s answer could not be read. It is asked again.' }
    case 'unauthorized':
      return { kind: 'paused', message: 'Waits: Kisi no longer accepts this desk’s key.' }
    case 'rate_limited':
      return {
        kind: 'retry',
        reached: false,
        line: false,
        free: true,
        // The pace they all share waits for as long as Kisi asks; waiting here too would let a grant overtake a revoke.
        afterMs: 0,
        message: 'Kisi asked for a slower pace.',
      }
    case 'unavailable':
      return { kind: 'retry', reached: true, line: true, message: 'Kisi has trouble. It is tried again.' }
    case 'conflict':
      if (/^fa[cd]|^fbc/.test(error.code ?? '')) {
        return { kind: 'retry', reached: true, line: false, message: 'Kisi can’t do it just now. It is tried again.' }
      }
      return { kind: 'refused', message: sentenceFor(error) }
    case 'forbidden':
    case 'not_found':
    case 'invalid':
      return { kind: 'refused', message: sentenceFor(error), complaints: complaintsOf(error.fields ?? {}) }
  }
}
