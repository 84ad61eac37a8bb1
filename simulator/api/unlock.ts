import { decideKey, type Doors, type Key } from '../hardware/doors.ts'
import { REFUSALS } from '../world/refusals.ts'
import type { LockRow } from '../world/rows.ts'
import { done, ok, signedIn, type Answer, type Call } from './call.ts'
import type { Action } from './description.ts'
import { Invalid, Refused } from './errors.ts'
import { restriction } from './restrictions.ts'

/** What the request is signed with. 401 when it is not signed. */
export function keyOf(call: Call): Key {
  const { visitor } = call
  if (visitor?.type === 'GroupLink') return { link: visitor.link, by: { type: 'GroupLink', id: visitor.link.id } }
  if (visitor) {
    const { assignee_type: type, assignee_id: id } = visitor.key
    return { person: { type, id }, by: { type: 'AccessKey', id: visitor.key.id } }
  }
  const { user, login } = signedIn(call)
  return { person: { type: 'User', id: user.id }, by: { type: 'Login', id: login.id } }
}

/** POST /locks/{id}/unlock: the only action with a body in its answer. An empty request is enough. */
export function unlock(row: LockRow, call: Call): Answer {
  const { context } = call.body
  if (context !== undefined && (typeof context !== 'object' || context === null || Array.isArray(context))) {
    throw new Invalid({ context: ['must be an object'] })
  }
  const key = keyOf(call)
  const refusal = call.doors.unlock(row, key, restriction(row, key, call))
  if (refusal) throw new Refused(refusal)
  return ok({ message: 'Unlocked!' })
}

/**
 * POST …/first_to_arrive and …/last_to_leave, for whoever may unlock the door now. Kisi does not say what they answer
 * where no schedule waits for anybody: 204 all the same.
 */
export function arriveOrLeave(way: keyof Pick<Doors, 'arrive' | 'leave'>): Action<LockRow> {
  return (row, call) => {
    const key = keyOf(call)
    const { refusal } = decideKey(call.world, key, row)
    // A door that nothing hangs on cannot be held open either, but its schedule may still be ended.
    if (refusal && refusal.code !== REFUSALS.doorWithoutController.code) throw new Refused(refusal)
    call.doors[way](row, key)
    return done
  }
}
