import type { EventRecord } from '../../world/events.ts'
import { check, clockTime, momentOf, nameOf, type Check, type Story } from '../story.ts'
import type { Act, Noted } from '../trail.ts'

const ASKING: readonly Act['kind'][] = ['present', 'call', 'exit']
const MOVING: readonly Act['kind'][] = ['open', 'close', 'force', 'tailgate']

/** Every event has something that it came of: somebody at a door, a call, or a time that was up. */
export function checkCauses(story: Story): Check {
  const { trail } = story
  const { problems, left } = pairUnlocks(story)
  const causes = createCauses(story)
  for (const noted of trail.events) {
    if (noted.event.type === 'lock.unlock' || causes.has(noted)) continue
    problems.push(`${describe(noted.event)} came of nothing`)
  }
  for (const { lockId, at, done } of left) {
    const what = done ? 'let somebody in' : 'turned somebody away'
    problems.push(`${nameOf(story.world, lockId)} ${what} at ${clockTime(at)} and no event says so`)
  }
  return check('Every event has a cause, and every tap and call its event', trail.events.length, problems)
}

const describe = (event: EventRecord) => `${event.type} of ${event.object_name} at ${clockTime(momentOf(event))}`
const within = (act: Act, at: number) => act.at <= at && at <= act.until

/** Each unlock, granted or refused, is one act's: which acts are left over, and what does not fit. */
function pairUnlocks({ trail }: Story): { problems: string[]; left: Act[] } {
  const waiting = new Map<number, Act[]>()
  for (const act of trail.acts) {
    // An exit button that is not there was not pressed, and a reader without a line hears nothing.
    if (!ASKING.includes(act.kind) || act.dark || (act.kind === 'exit' && !act.done)) continue
    const acts = waiting.get(act.lockId)
    if (acts) acts.push(act)
    else waiting.set(act.lockId, [act])
  }
  const problems: string[] = []
  for (const { event } of trail.events) {
    if (event.type !== 'lock.unlock') continue
    const acts = waiting.get(event.object_id) ?? []
    const index = acts.findIndex((act) => within(act, momentOf(event)) && act.done === event.success)
    if (index < 0) problems.push(`${describe(event)} was asked for by nobody`)
    else acts.splice(index, 1)
  }
  // An exit button may let out without unlocking, and then writes no such event.
  return { problems, left: [...waiting.values()].flat().filter((act) => act.kind !== 'exit') }
}

function createCauses({ trail }: Story) {
  const acts = (at: number, kinds: readonly Act['kind'][], lockId?: number) =>
    trail.acts.some(
      (act) => kinds.includes(act.kind) && within(act, at) && (lockId === undefined || act.lockId === lockId),
    )
  const standing = new Set<number>()

  return {
    /** To be asked of the events in their order. */
    has({ event, calls, turned }: Noted): boolean {
      const { type, object_id: id, object_type: kind } = event
      const at = momentOf(event)
      if (calls > 0 || event.authenticated_by_type === 'Login') return true
      switch (type) {
        case 'lock.opened':
          standing.add(id)
          return acts(at, ['open', 'force', 'tailgate'], id)
        case 'lock.closed':
          standing.delete(id)
          return acts(at, ['close'], id)
        case 'lock.forced_open':
        case 'lock.tailgate':
          return acts(at, ['open', 'force', 'tailgate'], id)
        case 'lock.held_open':
          return standing.has(id)
        case 'lock.locked':
        case 'lock.scheduled_unlock_started':
        case 'lock.scheduled_unlock_ended':
          return turned
        case 'lock.first_to_arrive':
        case 'lock.last_to_leave':
          return acts(at, ASKING, id)
        default:
          if (kind === 'Reader') return acts(at, ['present'])
          if (kind === 'ControllerInput' || kind === 'Zone') return acts(at, [...MOVING, 'exit'])
          return false
      }
    },
  }
}
