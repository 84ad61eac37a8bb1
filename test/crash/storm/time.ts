import { setTimeout as rest } from 'node:timers/promises'
import type { Simulator } from '../../e2e/fixtures/simulator.ts'
import type { Stall } from '../stalls.ts'

/** The storm's time: the simulator's clock, told by the real one, and how far the desk's wall clock is off it. */
export interface StormTime {
  readonly rate: number
  /** How far `now` may be off, in milliseconds of the simulator's clock. */
  readonly errorMs: number
  /** When the day began, by the simulator's clock, in epoch milliseconds. */
  readonly began: number
  /** The day begins now: what was waited for before does not belong to it. */
  begin(): void
  /** By the simulator's clock, in epoch milliseconds. */
  now(): number
  /** By the desk's wall clock, in epoch milliseconds. */
  deskNow(): number
  /**
   * The earliest and the latest that the desk's wall clock can have shown since that moment of the simulator's. While a
   * jump is on its way to the desk, nobody but the desk knows which clock it goes by.
   */
  deskShownSince(moment: number): readonly [number, number]
  /** The desk is being told to move its clock; to be called again when it has. */
  jump(milliseconds: number): () => void
  /** How much of the time between two moments these stalls of real time take up, overlaps once. */
  together(stalls: readonly Stall[], from: number, to: number): number
  /** Resolves when the simulator's clock shows that moment. */
  until(moment: number): Promise<void>
  /** What a process whose time is to go the same way finds in its environment. */
  environment(): Record<string, string>
}

const [fewest, most] = [20, 400]
/** A busy machine answers late; it is asked until one answer came within this, in milliseconds of real time. */
const quickMs = 3

/** Reads the simulator's clock as closely as the quickest of some answers allows. */
export async function readTime(simulator: Pick<Simulator, 'get'>, rate: number): Promise<StormTime> {
  let closest = { took: Infinity, real: 0, shown: 0 }
  for (let count = 0; count < fewest || (closest.took > quickMs && count < most); count++) {
    const asked = Date.now()
    const { now } = (await simulator.get('clock')) as { now: string }
    const answered = Date.now()
    if (answered - asked < closest.took) {
      closest = { took: answered - asked, real: (asked + answered) / 2, shown: Date.parse(now) }
    }
  }
  const { took, real, shown } = closest
  const now = (): number => Math.floor(shown + (Date.now() - real) * rate)
  /** How far the desk was ahead, and from when until when it can have been. */
  const spells = [{ from: shown, until: Infinity, ahead: 0 }]
  let ahead = 0
  let began = shown
  return {
    rate,
    errorMs: (took / 2 + 2) * rate,
    get began() {
      return began
    },
    begin: () => void (began = now()),
    now,
    deskNow: () => now() + ahead,
    deskShownSince(moment) {
      const present = now()
      const shownIn = spells
        .filter(({ until }) => until >= moment)
        .map((spell) => [Math.max(spell.from, moment) + spell.ahead, Math.min(spell.until, present) + spell.ahead])
      return [Math.min(...shownIn.map(([first]) => first!)), Math.max(...shownIn.map(([, last]) => last!))]
    },
    jump(milliseconds) {
      const before = spells.at(-1)!
      spells.push({ from: now(), until: Infinity, ahead: ahead + milliseconds })
      return () => {
        before.until = now()
        ahead += milliseconds
      }
    },
    together(stalls, from, to) {
      let sum = 0
      let reached = from
      const moments = stalls.map((stall) => stall.map((at) => shown + (at - real) * rate) as [number, number])
      for (const [start, end] of moments.sort(([one], [other]) => one - other)) {
        const [begins, ends] = [Math.max(start, reached), Math.min(end, to)]
        if (ends <= begins) continue
        sum += ends - begins
        reached = ends
      }
      return sum
    },
    async until(moment) {
      while (now() < moment) await rest(Math.max(1, (moment - now()) / rate))
    },
    environment: () => ({
      DILATED_TIME: JSON.stringify({ rate, wall: shown + ahead, real }),
    }),
  }
}
