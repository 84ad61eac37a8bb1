import type { StormEnd } from './storm.ts'

const counted = (counts: ReadonlyMap<string, number> | Record<string, number>): string =>
  (counts instanceof Map ? [...counts] : Object.entries(counts)).map(([what, often]) => `${often} ${what}`).join(', ')

function kinds(changes: StormEnd['needed']): string {
  const counts = new Map<string, number>()
  for (const { kind, state } of changes) counts.set(`${kind} ${state}`, (counts.get(`${kind} ${state}`) ?? 0) + 1)
  return changes.length === 0 ? '0' : `${changes.length} (${counted(counts)})`
}

/** What a storm was, and how it ended, in one line. */
export function stormLine(end: StormEnd, asked: { visits: number; hours: number; seed: number }): string {
  const { verdict, told, struck, unlocks, book } = end
  const blows = [...struck.values()].reduce((sum, one) => sum + one, 0)
  const met = [...struck.values()].filter((one) => one > 0).length
  return (
    `storm ${asked.hours} h, ${book.visits.length} visits (${counted(told.done)}; ${told.cardsGiven} cards given), ` +
    `${book.clicks.length} clicks (${counted(told.clicksAnswered)}), ${met} of ${struck.size} faults ${blows} times, ` +
    `${end.outages} outages, ${end.jumps} clock jumps, ${end.restarts} restarts: ` +
    `${unlocks} unlocks, ${verdict.late.length} late; ${verdict.dropped.length} revokes dropped, ` +
    `${verdict.orphaned.length} orphaned, ${verdict.missing.length} missing, ${verdict.twice.length} done twice; ` +
    `waiting ${end.waiting}, needed a person ${kinds(end.needed)}, still ${kinds(end.needs)}; ` +
    `the machine stood still for ${end.stalledSeconds.toFixed(1)} s; seed ${asked.seed}`
  )
}

/** What keeps a storm from counting beside what its judge found: it was none, or its end was not reached. */
export function whyStormFailed(end: StormEnd): string[] {
  const reasons = [...end.struck].filter(([, often]) => often === 0).map(([kind]) => `weather: ${kind} never struck`)
  if (end.waiting > 0) reasons.push(`queue: ${end.waiting} changes still wait`)
  for (const { kind, state, subject, object, problem } of end.needs) {
    reasons.push(`person: ${kind} for ${subject} (${object}) is ${state}: ${problem}`)
  }
  return reasons
}
