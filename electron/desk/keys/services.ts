import type { KisiClient } from '../../kisi/types.ts'
import type { Mirror } from '../../mirror/types.ts'
import type { Outcome } from '../../queue/types.ts'
import type { VisitTable } from '../visits/table.ts'
import type { KeyRow, KeyTable } from './table.ts'

/** Said of a change whose key can't be trusted. */
export const damagedKey =
  'The disk changed what was written about this key, so nothing was sent. Look in Kisi whether it is as it should be.'

/** Said when a visitor has left of whose key nobody knows any more what it was. */
export const damagedKeyOpen =
  'The disk changed what was written about this key, and Kisi shows that something is still open to this visitor. Close it in Kisi, then try again: it is looked at first.'

/** What the handlers of commands about keys work with. `kisi` and `mirror` may change while the desk runs. */
export interface KeyServices {
  kisi(): KisiClient
  mirror(): Mirror
  visits: VisitTable
  keys: KeyTable
  /** The Kisi guest of a visit's visitor; refuses when the guest was never made. */
  guestOf(visitId: string): number
  opened(key: KeyRow, quote: string, at: number): void
  closed(key: KeyRow, quote: string, at: number): void
  /** A grant came to an end other than success; `key` null: everything of the visit depends on it. */
  grantStopped(visitId: string, keyId: string | null, outcome: Outcome): void
  /** Kisi refused to close it: a person must look, and the screen must say so. */
  revokeStopped(keyId: string, outcome: Outcome): void
  /** `17:15` at the place. */
  clockTime(at: number): string
}
