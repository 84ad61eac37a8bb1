import { deriveHex } from '../derive.ts'
import type { CardPlan } from './plan.ts'

/** Version byte of every EM4100 card that is made up: the one of the best-known sample card, 3C00CE754C. */
const VERSION = '3C'

/** Cards that look random, each number once. */
export interface CardMaker {
  /** Derived from seed, label and count: for the few cards that must stay what they are. */
  derived(label: string, count: number): CardPlan
  /** Derived from that number, or the next one that is free. */
  numbered(number: number): CardPlan
  /** A card of another kind: a raw HF card, or an HID one. */
  other(raw: boolean): CardPlan
  /** Ten hex digits of a card that Kisi does not know. */
  blank(count: number): string
}

/** Numbers stay below 2^24, as those of most cards in use. */
export function createCardMaker(seed: number): CardMaker {
  const taken = new Set<number>()
  let others = 0
  function free(wanted: number): number {
    let number = wanted % 0x100_0000
    while (taken.has(number)) number = (number + 1) % 0x100_0000
    taken.add(number)
    return number
  }
  const tag = (number: number) => `${VERSION}${number.toString(16).toUpperCase().padStart(8, '0')}`
  const hexOf = (label: string, count: number) => Number.parseInt(deriveHex(seed, label, count).slice(0, 6), 16)
  return {
    derived: (label, count) => ({ tag: tag(free(hexOf(label, count))) }),
    numbered: (number) => ({ tag: tag(free(number)) }),
    other(raw) {
      const count = others++
      if (raw) return { uid: `04${(count + 1).toString(16).padStart(6, '0')}a1b280` }
      return { facility_code: 12 + Math.floor(count / 0x1_0000), card_number: count % 0x1_0000 }
    },
    blank: (count) => tag(free(hexOf('tag/blank', count))),
  }
}
