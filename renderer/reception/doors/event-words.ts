import { CircleX, DoorClosed, DoorOpen, Lock, LockOpen, ShieldAlert, ShieldCheck, Siren } from '@lucide/vue'
import type { Component } from 'vue'
import type { DoorEvent } from '../../../electron/contract/doors.ts'
import type { EventWord } from '../../../electron/contract/event-filter.ts'
import { fold } from '../../../electron/contract/fold.ts'
import { t } from '../../i18n/index.ts'
import { isolate } from '../../i18n/names.ts'

type Kind = DoorEvent['kind']

export const eventIcons: Record<Kind, { icon: Component; tone?: string }> = {
  unlock: { icon: LockOpen },
  refused: { icon: CircleX, tone: 'tone-warning' },
  locked: { icon: Lock },
  opened: { icon: DoorOpen },
  closed: { icon: DoorClosed },
  forced_open: { icon: Siren, tone: 'tone-danger' },
  held_open: { icon: DoorOpen, tone: 'tone-warning' },
  lock_down: { icon: ShieldAlert },
  lock_down_over: { icon: ShieldCheck },
}

/** Which kinds stand behind a choice; null for all. What a contact reports of every passage is left out of most. */
export const eventChoices = {
  notable: ['unlock', 'refused', 'forced_open', 'held_open', 'lock_down', 'lock_down_over'],
  people: ['unlock'],
  refused: ['refused'],
  alarms: ['forced_open', 'held_open'],
  lockdowns: ['lock_down', 'lock_down_over'],
  all: null,
} as const satisfies Record<string, readonly Kind[] | null>

export type EventChoice = keyof typeof eventChoices

const kinds = Object.keys(eventIcons) as Kind[]
const shortestKind = 3

/** What was typed, word by word: each can be part of a name, or the beginning of how a kind is called. */
export function wordsOf(text: string): EventWord[] {
  return fold(text)
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 20)
    .map((word) => ({ text: word, kinds: word.length < shortestKind ? [] : kinds.filter((kind) => names(kind, word)) }))
}

function names(kind: Kind, word: string): boolean {
  return fold(t(`events.word.${kind}`))
    .split(' ')
    .some((name) => name.startsWith(word))
}

const byWhom = ['unlock', 'refused', 'lock_down', 'lock_down_over'] as const

/** An event as a sentence in parts, of which some stand out: `[Aisha] opened Turnstile A`. */
export function sentenceOf(event: DoorEvent): { text: string; strong: boolean }[] {
  const { kind, who, doorName, reason } = event
  const somebody = who === null ? undefined : byWhom.find((each) => each === kind)
  // Names go in after the brackets were taken as signs: a name may have brackets of its own.
  const slots = { door: '\u0001', who: '\u0002', reason: '\u0003' }
  const sentence = somebody === undefined ? t(`events.of.${kind}`, slots) : t(`events.byWhom.${somebody}`, slots)
  const fill = (text: string): string =>
    text
      .replace(slots.door, () => isolate(doorName))
      .replace(slots.who, () => isolate(who ?? ''))
      .replace(slots.reason, () => reason ?? '')
  return sentence
    .split(/(\[[^\]]*\])/)
    .filter(Boolean)
    .map((part) => ({ strong: part.startsWith('['), text: fill(part.replace(/^\[|\]$/g, '')) }))
}
