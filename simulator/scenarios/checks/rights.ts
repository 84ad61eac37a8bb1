import { judge } from '../referee.ts'
import { check, clockTime, nameOf, type Check, type Story } from '../story.ts'

/** Whoever was let in had a right to it at that moment. */
export function checkRights({ trail, world }: Story): Check {
  const opened = trail.acts.filter((act) => act.done && act.facts)
  const problems: string[] = []
  let unsettled = 0
  for (const { facts, at, lockId } of opened) {
    if (!facts) continue
    const verdict = judge(facts)
    if (verdict.entitled === null || (verdict.entitled === false && !facts.upToDate)) unsettled += 1
    else if (!verdict.entitled) {
      const who = facts.holder?.row.name ?? facts.link?.name ?? 'Somebody unknown'
      problems.push(`${who} was let in by ${nameOf(world, lockId)} at ${clockTime(at)}, but ${verdict.because}`)
    }
  }
  const note =
    unsettled > 0 ? `${unsettled} could not be judged: hours, codes, or a controller without the cloud` : null
  return check('Nobody opened a door without a right at that moment', opened.length, problems, note)
}
