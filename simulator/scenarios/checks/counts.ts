import { actorKey, check, type Check, type PersonKey, type Story } from '../story.ts'

const only = (left: ReadonlySet<PersonKey>, right: ReadonlySet<PersonKey>) => [...left].filter((key) => !right.has(key))

/** Those who were to get in are those who got in, by their own account and by the events. */
export function checkCounts({ trail, passages, expected }: Story): Check {
  const problems: string[] = []
  const inside = new Set(passages.filter(({ what }) => what !== 'out' && what !== 'refused').map(({ who }) => who))
  const wanted = new Set([...expected].filter(([, gets]) => gets).map(([key]) => key))
  for (const key of only(wanted, inside)) problems.push(`${key} was to get in and did not`)
  for (const key of only(inside, wanted)) problems.push(`${key} was to be kept out and got in`)

  const byCard = new Set(passages.filter(({ what }) => what === 'in').map(({ who }) => who))
  const told = new Set<PersonKey>()
  for (const { event } of trail.events) {
    const key = actorKey(event)
    if (event.type === 'lock.unlock' && event.success && event.authenticated_by_type === 'Card' && key) told.add(key)
  }
  for (const key of only(byCard, told)) problems.push(`${key} went in and no event says so`)
  for (const key of only(told, byCard)) {
    if (expected.has(key)) problems.push(`${key} went in by the events alone`)
  }

  const count = (what: string) => passages.filter((passage) => passage.what === what).length
  const tailgates = trail.events.filter(({ event }) => event.type === 'lock.tailgate').length
  if (tailgates !== count('behind')) problems.push(`${count('behind')} slipped in behind others, ${tailgates} events`)
  const refusals = trail.acts.filter((act) => act.kind === 'present' && !act.done).length
  if (refusals !== count('refused')) problems.push(`${count('refused')} were refused, and readers refused ${refusals}`)
  return check('The counts add up: those let in are those who were to get in', expected.size, problems)
}
