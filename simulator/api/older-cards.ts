import { REFUSALS } from '../world/refusals.ts'
import type { CardAssignmentRow } from '../world/rows.ts'
import { demand, done, rootOf, signedIn, wordOf, type Answer, type Call } from './call.ts'
import type { Resource } from './description.ts'
import { destroy, find, insertRow } from './engine.ts'
import { Invalid, Refused } from './errors.ts'
import { RESOURCE_OF } from './resources/index.ts'
import { assignmentOf, cards, cardAssignments, mailActivation, setStatus } from './resources/cards.ts'
import { madeBy } from './resources/access.ts'

/** What was done to cards before there were card assignments; all of it is deprecated, and done to the assignment. */
function onCard(
  act: (assignment: CardAssignmentRow | undefined, cardId: number, call: Call) => Answer,
): (call: Call) => Answer {
  return (call) => {
    signedIn(call)
    const card = find(cards as unknown as Resource, call)
    demand(call, 'card_assignments_write')
    return act(assignmentOf(call.world, card.id), card.id, call)
  }
}

function held(assignment: CardAssignmentRow | undefined): CardAssignmentRow {
  if (!assignment) throw new Invalid({ base: ['The card is not assigned.'] })
  return assignment
}

/** POST /cards/{id}/assign, to the user with that e-mail. */
export const assignCard = onCard((assignment, cardId, call) => {
  const { email } = rootOf(call, 'card')
  const user = call.world.all('users').find((each) => each.email.toLowerCase() === wordOf(email).toLowerCase())
  if (!user) throw new Invalid({ email: [email === undefined ? "can't be blank" : 'must be of a user'] })
  if (assignment) throw new Invalid({ base: ['The card is assigned already.'] })
  const row = insertRow(
    cardAssignments as unknown as Resource,
    {
      ...{ assignee_type: 'User', assignee_id: user.id, card_id: cardId, status: 'deactivated', activated_at: null },
      ...{ two_factor_pin: null, send_two_factor_pin_notification: false, ...madeBy(null, call) },
    },
    call,
  )
  mailActivation(row as CardAssignmentRow, call)
  return done
})

export const deassignCard = onCard((assignment, _cardId, call) => {
  destroy(RESOURCE_OF, 'card_assignments', held(assignment).id, call)
  return done
})
export const activateCard = onCard((assignment, _id, call) =>
  setStatus(held(assignment), 'activated', 'activate', call),
)
export const deactivateCard = onCard((assignment, _id, call) =>
  setStatus(held(assignment), 'deactivated', 'deactivate', call),
)

/** PATCH /cards/{id}: the pin of its assignment. */
export const updateCard = onCard((assignment, _cardId, call) => {
  const { two_factor_pin: pin, send_two_factor_pin_notification: sends } = rootOf(call, 'card')
  if (pin !== undefined && pin !== null && !(typeof pin === 'string' && /^\d{4}$/.test(pin)))
    throw new Invalid({ two_factor_pin: ['must have four digits'] })
  if (sends !== undefined && typeof sends !== 'boolean')
    throw new Invalid({ send_two_factor_pin_notification: ['must be true or false'] })
  call.world.update('card_assignments', held(assignment).id, {
    ...(pin === undefined ? {} : { two_factor_pin: pin }),
    ...(sends === undefined ? {} : { send_two_factor_pin_notification: sends }),
  })
  return done
})

/** By the token that the holder was e-mailed; it works once. */
function byToken(token: string | undefined, call: Call): CardAssignmentRow | undefined {
  return token ? call.world.where('card_assignments', 'activation_token', token)[0] : undefined
}

/** POST /card_assignments/{activation_token}/activate_with_token. */
export function activateWithToken(call: Call): Answer {
  signedIn(call)
  const row = byToken(call.path.token, call)
  if (!row) throw new Refused(REFUSALS.notFound)
  return setStatus(row, 'activated', 'activate_with_token', call)
}

/** POST /cards/{activationToken}/activate_with_token: without signing in, and 401 for a token that is none. */
export function activateCardWithToken(call: Call): Answer {
  const row = byToken(call.path.token, call)
  if (!row) throw new Refused(REFUSALS.linkInvalid)
  if (row.status === 'activated') return done
  return setStatus(row, 'activated', 'activate_with_token', call)
}
