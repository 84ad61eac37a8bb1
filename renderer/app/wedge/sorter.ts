import { bodyOf, fitOf, writtenBy, type TypingPattern } from './pattern.ts'

/** One press of a key that writes a character. */
export interface Press {
  /** As the layout writes it. */
  key: string
  /** Where it lies on the keyboard. */
  code: string
  shift: boolean
  /** When it went down and up, in milliseconds of the events' own clock. */
  at: number
  upAt: number | null
}

/** What was told from typing: one card, with the presses that made it. */
export interface Burst<Key extends Press> {
  pattern: TypingPattern
  text: string
  presses: readonly Key[]
  end: { key: 'Enter' | 'Tab'; at: number } | null
}

export interface Sorter<Key extends Press> {
  /** A key that writes a character went down. True: it is kept back and must have no effect now. */
  character(press: Key): boolean
  /** Enter or Tab went down. True: the reader pressed it, and it must have no effect. */
  ending(key: 'Enter' | 'Tab', at: number): boolean
  released(code: string, at: number): void
  /** Anything else happens: what is kept back comes first. */
  interrupt(): void
  /** The window lost the keyboard: keys let go elsewhere are not heard of. */
  forget(): void
}

/**
 * Pauses are told by the times of the events. When nothing comes, that many milliseconds are waited for what may be late
 * on a busy machine: after a first key, which is most often a person's, and after some that surely are a reader's.
 */
const slack = { alone: 36, begun: 150 }

/**
 * Tells what readers type from what people type, by three things: what is written, the pauses, and how long a key is
 * down: a finger stays on it longer than a reader waits between two. Keys that may be a reader's are kept back until that
 * is decided, and then given back in their order; a person's own key waits 36 ms at most. Nothing is ever dropped but
 * what a reader wrote.
 */
export function createSorter<Key extends Press>(options: {
  patterns: () => readonly TypingPattern[]
  /** Runs something after so many milliseconds; returns what cancels it. */
  later: (run: () => void, milliseconds: number) => () => void
  heard: (burst: Burst<Key>) => void
  /** A key that was kept back is a person's after all. */
  give: (press: Key) => void
}): Sorter<Key> {
  const { patterns, later, heard, give } = options
  let held: Key[] = []
  let cancel = (): void => {}
  /** The last key that wrote a character, kept back or not. */
  let last: Press | null = null
  /** Within a burst of some other device, which is left alone to its end. */
  let foreign = false
  let heardAt = -Infinity
  /** Keys given back because nothing followed, which a busy machine may only have brought too late. */
  let premature: Key[] = []

  const pauseOf = (): number => Math.max(0, ...patterns().map(({ pauseMs }) => pauseMs))
  const fingersTell = (): boolean => patterns().every(({ releases }) => releases)
  const isFinger = ({ at, upAt }: Press, now: number): boolean => fingersTell() && (upAt ?? now) - at > pauseOf()
  const isDown = ({ upAt }: Press): boolean => fingersTell() && upAt === null
  /** What a reader may have written so far: keys that went down and up as fast as its own. */
  const run = (now: number): Key[] => [...premature, ...held].filter((press) => !isDown(press) && !isFinger(press, now))

  const fits = (presses: readonly Press[]): boolean =>
    patterns().some((pattern) => fitOf(pattern, writtenBy(presses, pattern.by)) !== null)

  function giveBack(): void {
    cancel()
    const all = held
    held = []
    premature = []
    for (const press of all) give(press)
  }

  /** Nothing came: what was kept back is given back, and remembered until it is known that nothing was late. */
  function waitedEnough(until: number): void {
    const before = [...premature, ...held]
    settle(until)
    if (held.length === 0 && heardAt < until) premature = before.filter((press) => !isFinger(press, until))
  }

  /** Hands the card over when what was written is one; whoever has a finger on a key meanwhile gets it back. */
  function accept(end: Burst<Key>['end'], now: number): boolean {
    const presses = run(now)
    const pattern = patterns().find((each) => {
      const ends = each.end === 'none' || each.end === end?.key
      return ends && fitOf(each, writtenBy(presses, each.by)) === 'whole'
    })
    if (pattern === undefined) return false
    heardAt = now
    held = held.filter((press) => !presses.includes(press))
    giveBack()
    heard({ pattern, text: bodyOf(pattern, writtenBy(presses, pattern.by)), presses, end })
    return true
  }

  /** Decides what time has decided until now, and comes back for the rest. */
  function settle(now: number): void {
    cancel()
    while (held[0] !== undefined && isFinger(held[0], now)) give(held.shift()!)
    const undecided = held.some((press) => isDown(press) && !isFinger(press, now))
    const written = run(now).at(-1)
    const silent = written !== undefined && now - written.at > pauseOf()
    if (silent && !undecided && !accept(null, now)) giveBack()
    const [first] = held
    if (first === undefined) return
    const until = isBegun(now) ? now + slack.begun : Math.max(now + 4, first.at + slack.alone)
    cancel = later(() => waitedEnough(until), until - now)
  }

  /** Whether more of a card is surely to come: two keys at a reader's pace, and none of its cards yet. */
  function isBegun(now: number): boolean {
    const written = run(now)
    const ends = patterns().some((each) => each.end === 'none' && fitOf(each, writtenBy(written, each.by)) === 'whole')
    return written.length >= 2 && !ends
  }

  function keep(press: Key): boolean {
    held.push(press)
    settle(press.at)
    return true
  }

  function pass(): boolean {
    giveBack()
    return false
  }

  return {
    character(press) {
      settle(press.at)
      const before = last
      last = press
      const hurried = before !== null && press.at - before.at <= pauseOf()
      if (!hurried) premature = []
      if (!hurried) foreign = false
      else if (held.length === 0) foreign = !isDown(before) && premature.at(-1) !== before
      if (foreign || patterns().length === 0) return pass()
      const written = run(press.at)
      if (written.length > 0) {
        // A key that does not fit may still be a person's: that is known when the finger has stayed, or has not.
        if (fingersTell() || fits([...written, press])) return keep(press)
        foreign = true
        return pass()
      }
      return fits([press]) || held.length > 0 ? keep(press) : pass()
    },
    ending(key, at) {
      settle(at)
      if (held.length + premature.length === 0) return at - heardAt <= pauseOf()
      if (accept({ key, at }, at)) return true
      giveBack()
      return false
    },
    released(code, at) {
      if (last?.code === code) last.upAt ??= at
      for (const press of held) if (press.code === code) press.upAt ??= at
      if (held.length === 0 || fits(run(at))) return
      foreign = true
      giveBack()
    },
    interrupt: giveBack,
    forget() {
      giveBack()
      last = null
      foreign = false
    },
  }
}
