/** What was asked of the desk and promised by it: all that the judge knows of the day beside Kisi's own records. */

export interface VisitPromised {
  /** Names tell visitors apart: no two visitors have the same. */
  name: string
  /** With an e-mail a returning visitor is the same guest in Kisi; without, every visit has a guest of its own. */
  email: string | null
  /** `unmade`: the desk refused. */
  state: 'unmade' | 'expected' | 'here' | 'left' | 'cancelled'
  /** The group that opens doors to them, or null. */
  groupId: number | null
  /** By the desk's clock, epoch milliseconds: the margins are in it. */
  validUntil: number
  /** Between which two moments of the desk's clock the check-in was, less the margin. */
  validFrom: readonly [number, number]
  /** The card in their hand, as Kisi knows its number. */
  cardNumber: number | null
  /** When the check-in was promised, by the simulator's clock. */
  promisedAt: number
}

export interface Click {
  doorId: number
  /** By the simulator's clock, epoch milliseconds. */
  at: number
}

export interface Book {
  visits: VisitPromised[]
  clicks: Click[]
}
