import { actorKey, check, momentOf, type Check, type Story } from '../story.ts'

/** Whoever opened a door of a place is present in it since, unless an exit reader saw them off last; nobody else is. */
export function checkPresences({ trail, world, expected }: Story): Check {
  interface Last {
    first: number
    last: number
    out: boolean
  }
  const seen = new Map<string, Last>()
  for (const { event } of trail.events) {
    const key = actorKey(event)
    if (event.type !== 'lock.unlock' || !event.success || key === null || event.place_id === null) continue
    const at = momentOf(event)
    const act = trail.acts.find(
      (each) => each.lockId === event.object_id && each.at <= at && at <= each.until && each.done,
    )
    const known = seen.get(`${key} ${event.place_id}`)
    seen.set(`${key} ${event.place_id}`, { first: known?.first ?? at, last: at, out: act?.leaving === true })
  }
  const problems: string[] = []
  for (const [key, { first, last, out }] of seen) {
    const row = world
      .all('presences')
      .find(
        (each) =>
          `${each.actor_type} ${each.actor_id} ${each.place_id}` === key && Date.parse(each.last_unlock_at) === last,
      )
    if (!row) problems.push(`${key} opened a door and is not present`)
    else if (Date.parse(row.first_unlock_at) > first) problems.push(`${key} is present too late`)
    else if (row.checked_out !== out) problems.push(`${key} is ${out ? 'still present' : 'gone'} by mistake`)
  }
  const present = new Set(world.all('presences').map((row) => `${row.actor_type} ${row.actor_id}`))
  const opened = new Set([...seen.keys()].map((key) => key.slice(0, key.lastIndexOf(' '))))
  const before = (key: string) => present.has(key) && !opened.has(key)
  const since = Math.min(...trail.acts.map((act) => act.at))
  for (const key of expected.keys()) {
    if (!before(key)) continue
    const row = world.all('presences').find((each) => `${each.actor_type} ${each.actor_id}` === key)
    if (row && Date.parse(row.last_unlock_at) >= since) problems.push(`${key} is present and opened no door`)
  }
  return check('Presences say who is in', seen.size, problems)
}
