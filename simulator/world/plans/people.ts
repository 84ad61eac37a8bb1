import type { Rolls } from '../derive.ts'
import { NAME_POOLS, type NamePool } from './name-pools.ts'

export interface Named {
  name: string
  /** The part of the e-mail address before the @: of its own, in lower-case ASCII. */
  mailbox: string
}

/** One in so many is called by one name only. */
const MONONYM_PERCENT = 0.4
const DOUBLE_NAME_PERCENT = 9
const SECOND_NAME_PERCENT = 24

interface Part {
  shown: string
  latin: string
}
const partOf = (text: string): Part => {
  const [shown = '', latin = shown] = text.split('=')
  return { shown, latin }
}
const POOLS = NAME_POOLS.map((pool) => ({ ...pool, given: pool.given.map(partOf), family: pool.family.map(partOf) }))
type Pool = (typeof POOLS)[number]

/** One entry for each unit of weight, so that picking is one step. */
const WEIGHTED: readonly Pool[] = POOLS.flatMap((pool) => Array.from({ length: pool.weight }, () => pool))

/** Families that join with any other by a hyphen: both are written from left to right in Latin letters. */
const JOINED = WEIGHTED.filter((pool) => pool.family.every(({ shown, latin }) => shown === latin))

/** Letters that do not fall apart into a letter and its marks. */
const SPELT: Record<string, string> = {
  ...{ ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', æ: 'ae', œ: 'oe', ı: 'i', ħ: 'h', ŋ: 'ng' },
}

/** Latin text as a mailbox spells it: a to z, digits and dots. */
export const spelt = (latin: string): string =>
  latin
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z]/g, (letter) => SPELT[letter] ?? '')

const SEPARATORS: Record<NamePool['order'], string> = { 'given family': ' ', 'family given': ' ', familygiven: '' }

/** Makes up people: names of many countries and scripts, long double names, a few single ones. */
export function createPeople(rolls: Rolls, taken: Iterable<string>): () => Named {
  const mailboxes = new Set(taken)
  /** How often a mailbox was asked for, so that the thousandth namesake does not try a thousand numbers. */
  const asked = new Map<string, number>()
  const spellings = new Map<string, string>()

  function spell(latin: string): string {
    const known = spellings.get(latin)
    if (known !== undefined) return known
    const made = spelt(latin)
    spellings.set(latin, made)
    return made
  }
  function ownMailbox(wanted: string): string {
    let mailbox = wanted
    let count = asked.get(wanted) ?? 1
    while (mailboxes.has(mailbox)) mailbox = `${wanted}${++count}`
    asked.set(wanted, count)
    mailboxes.add(mailbox)
    return mailbox
  }

  return () => {
    const pool = rolls.pick(WEIGHTED)
    const given = rolls.pick(pool.given)
    if (rolls.percent(MONONYM_PERCENT)) return { name: given.shown, mailbox: ownMailbox(spell(given.latin)) }
    let { shown, latin } = rolls.pick(pool.family)
    if (JOINED.includes(pool) && rolls.percent(DOUBLE_NAME_PERCENT)) {
      const other = rolls.pick(rolls.pick(JOINED).family)
      if (other.shown !== shown) {
        shown = `${shown}-${other.shown}`
        latin = `${latin}${other.latin}`
      }
    }
    const second = pool.order === 'given family' && rolls.percent(SECOND_NAME_PERCENT) ? rolls.pick(pool.given) : given
    const called = second === given ? given.shown : `${given.shown} ${second.shown}`
    const separator = SEPARATORS[pool.order]
    const name = pool.order === 'given family' ? called + separator + shown : shown + separator + called
    return { name, mailbox: ownMailbox(`${spell(given.latin)}.${spell(latin)}`) }
  }
}
