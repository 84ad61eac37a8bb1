import type { DoorEvent } from './doors.ts'
import { fold } from './fold.ts'

/** One word that is looked for, and the kinds of events that it also names in the language of the screen. */
export interface EventWord {
  text: string
  kinds: DoorEvent['kind'][]
}

export interface EventFilter {
  doorId: number | null
  /** Only these kinds; null for all. */
  kinds: DoorEvent['kind'][] | null
  words: EventWord[]
}

/** Tells whether an event is of the door and the kinds, and fits every word: by door, by person, by reason or by kind. */
export function fitsFilter(filter: EventFilter): (event: DoorEvent) => boolean {
  const words = filter.words.map(({ text, kinds }) => ({ text: fold(text), kinds }))
  return ({ doorId, doorName, who, reason, kind }) => {
    if (filter.doorId !== null && filter.doorId !== doorId) return false
    if (filter.kinds !== null && !filter.kinds.includes(kind)) return false
    if (words.length === 0) return true
    const text = fold([doorName, who, reason].filter(Boolean).join(' '))
    return words.every((word) => text.includes(word.text) || word.kinds.includes(kind))
  }
}
