import { bodyOf, writtenBy, type TypingPattern } from './pattern.ts'
import type { Burst, Press } from './sorter.ts'

/** While a reader is set up, whatever comes faster than a person types is taken for it. */
export const unmeasured: TypingPattern = {
  prefix: '',
  suffix: '',
  alphabet: 'text',
  shortest: 4,
  longest: 2048,
  end: 'none',
  by: 'key',
  pauseMs: 45,
  releases: false,
}

/** No key is kept back for longer, so that nobody sees it; a reader that is slower cannot be told from a person. */
export const longestPause = 35
const shortestPause = 12

const cardLike = /^([^0-9A-Za-z]{0,3})([0-9A-Fa-f]{4,})([^0-9A-Za-z]{0,3})$/
/** How many hex digits the UIDs and numbers of cards have; one reader may read several kinds. */
const hexLengths = [8, 20] as const

export interface Measured {
  pattern: TypingPattern
  /** The longest pause that was seen, in milliseconds. */
  seenMs: number
  /** Whether it can be told from a person at all. */
  fastEnough: boolean
}

/** What a reader that types is like, from the cards tapped on it so far (at least one). */
export function measure(bursts: readonly Burst<Press>[]): Measured {
  const written = (by: TypingPattern['by']): string[] => bursts.map(({ presses }) => writtenBy(presses, by))
  const isCard = (texts: readonly string[]): boolean => texts.every((text) => cardLike.test(text))
  const by = !isCard(written('key')) && isCard(written('code')) ? 'code' : 'key'
  const texts = written(by)
  const parts = texts.map((text) => cardLike.exec(text))
  const gaps = bursts.flatMap(({ presses, end }) =>
    [...presses.slice(1), ...(end === null ? [] : [end])].map(({ at }, index) => at - presses[index]!.at),
  )
  const seenMs = Math.max(0, ...gaps)
  const ends = new Set(bursts.map(({ end }) => end?.key ?? 'none'))
  const releases = bursts.every(({ presses }) =>
    presses.every(({ upAt }, index) => {
      const next = presses[index + 1]
      return next === undefined || (upAt !== null && upAt <= next.at)
    }),
  )
  return {
    pattern: {
      ...shapeOf(parts, texts),
      end: ends.size === 1 ? [...ends][0]! : 'none',
      by,
      pauseMs: Math.min(longestPause, Math.max(shortestPause, Math.ceil(seenMs * 1.5 + 4))),
      releases,
    },
    seenMs: Math.round(seenMs),
    fastEnough: seenMs < longestPause,
  }
}

/** The card alone in what was typed, as the measured reader is read. */
export function cardIn(burst: Burst<Press>, pattern: TypingPattern): string {
  return bodyOf(pattern, writtenBy(burst.presses, pattern.by))
}

function shapeOf(
  parts: readonly (RegExpExecArray | null)[],
  texts: readonly string[],
): Pick<TypingPattern, 'prefix' | 'suffix' | 'alphabet' | 'shortest' | 'longest'> {
  const [first] = parts
  if (first === undefined || first === null || parts.some((part) => part === null)) {
    return {
      prefix: '',
      suffix: '',
      alphabet: 'text',
      shortest: Math.min(6, ...texts.map(({ length }) => length)),
      longest: unmeasured.longest,
    }
  }
  const bodies = parts.map((part) => part?.[2] ?? '')
  const lengths = bodies.map(({ length }) => length)
  const decimal = bodies.every((body) => /^\d+$/.test(body))
  const filled = bodies.some((body) => body.startsWith('0'))
  const alphabet = decimal ? 'decimal' : 'hex'
  const same = (index: 1 | 3): string => (parts.every((part) => part?.[index] === first[index]) ? first[index]! : '')
  // Numbers that are not filled up with zeros are shorter now and then.
  const shortest = decimal && !filled ? 4 : Math.min(...lengths, ...(decimal ? [] : hexLengths))
  const longest = decimal && filled ? Math.max(...lengths) : Math.max(...lengths, hexLengths[1])
  return { prefix: same(1), suffix: same(3), alphabet, shortest, longest }
}
