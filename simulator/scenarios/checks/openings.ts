import { check, clockTime, momentOf, nameOf, type Check, type Story } from '../story.ts'

/** Doors let go only when asked, and opened only while they had let go, or by force. */
export function checkOpenings({ trail, world }: Story): Check {
  const problems: string[] = []
  const where = (lockId: number, at: number) => `${nameOf(world, lockId)} at ${clockTime(at)}`

  const released = trail.openings.filter((each) => each.why === 'released' && Number.isFinite(each.from))
  for (const { lockId, from } of released) {
    const asked = trail.acts.some(
      (act) => act.lockId === lockId && act.done && act.at <= from && from <= act.until && act.kind !== 'open',
    )
    if (!asked) problems.push(`${where(lockId, from)} was released and nobody had been let in`)
  }

  const forced = new Set(
    trail.events.flatMap(({ event }) => (event.type === 'lock.forced_open' ? [event.sequence] : [])),
  )
  const opened = trail.events.filter(({ event }) => event.type === 'lock.opened')
  for (const { event, open } of opened) {
    const at = momentOf(event)
    const free = open.length > 0
    const byForce = forced.has(event.sequence)
    if (free === byForce) {
      problems.push(
        free
          ? `${where(event.object_id, at)} counts as forced though it was unlocked`
          : `${where(event.object_id, at)} opened though it was locked, and was not reported as forced`,
      )
    }
  }
  const looked = released.length + opened.length
  return check('Every door that opened was unlocked for somebody, or reported as forced', looked, problems)
}
