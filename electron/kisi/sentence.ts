import type { KisiError, KisiErrorKind } from './error.ts'

const sentences: Record<KisiErrorKind, string> = {
  network: 'Kisi can’t be reached.',
  timeout: 'Kisi does not answer in time.',
  unauthorized: 'Kisi no longer accepts this desk’s key. Ask whoever looks after Kisi for a new one.',
  forbidden: 'This desk’s key may not do that in Kisi.',
  not_found: 'Kisi does not know it any more.',
  conflict: 'Kisi can’t do that just now.',
  invalid: 'Kisi does not understand this desk. It may be too old for what Kisi has become.',
  rate_limited: 'Kisi asks this desk to go slower.',
  unavailable: 'Kisi has trouble.',
  unreadable: 'Something other than Kisi answered.',
  aborted: 'It was given up.',
}

/** What a failed call means, for people: no endpoint, no status, no code. The log has those. */
export function plainSentence(error: KisiError): string {
  if (error.kind === 'network') return error.reached ? 'The connection to Kisi broke.' : error.message
  return sentences[error.kind]
}
