import type { KisiEvent } from '../kisi/types.ts'
import type { ObjectKind } from './forget.ts'

/** What an event says that the copy should look at again. */
export type Heard =
  | { look: 'object'; kind: ObjectKind; id: number }
  | { look: 'gone'; kind: ObjectKind; id: number }
  | { look: 'assignments'; cardId: number }
  | { look: 'hardware' }
  | { look: 'everything' }

interface Family {
  kind: ObjectKind
  /** What Kisi calls it in `object_type`. */
  type: string
  actions: string
}

const whole = 'create update destroy'
const families: Record<string, Family> = {
  user: { kind: 'user', type: 'User', actions: `${whole} show_confirmation` },
  guest: { kind: 'guest', type: 'Guest', actions: whole },
  place: { kind: 'place', type: 'Place', actions: `${whole} lock_down cancel_lockdown` },
  floor: { kind: 'floor', type: 'Floor', actions: whole },
  lock: { kind: 'lock', type: 'Lock', actions: `${whole} lock_down cancel_lockdown` },
  group: { kind: 'group', type: 'Group', actions: whole },
  group_lock: { kind: 'group_lock', type: 'GroupLock', actions: 'create destroy' },
  team: { kind: 'team', type: 'Team', actions: whole },
  team_membership: { kind: 'team_membership', type: 'TeamMembership', actions: 'create destroy' },
  role_assignment: { kind: 'role_assignment', type: 'RoleAssignment', actions: whole },
  card: { kind: 'card', type: 'Card', actions: whole },
  group_link: { kind: 'group_link', type: 'GroupLink', actions: 'create destroy' },
  schedule: { kind: 'schedule', type: 'Schedule', actions: whole },
}
const cardHolding = ['assign', 'deassign', 'activate', 'activate_with_token', 'deactivate']
const hardware = [
  ...['assign', 'deassign', 'update'].map((action) => `controller.${action}`),
  ...['input', 'relay'].flatMap((part) => whole.split(' ').map((action) => `controller_${part}_connection.${action}`)),
]
/** What says that much changed, without saying what; and the older forms of rights, whose ids may be others. */
const sweeping = [
  'csv_user_import.create',
  'csv_card_import.create',
  ...['create', 'update', 'destroy'].map((action) => `share.${action}`),
]

/** The types of Kisi's events that change what the copy holds. */
export const mirrorEventTypes: readonly string[] = [
  ...Object.entries(families).flatMap(([name, { actions }]) => actions.split(' ').map((action) => `${name}.${action}`)),
  ...cardHolding.map((action) => `card.${action}`),
  ...hardware,
  ...sweeping,
]
const known = new Set(mirrorEventTypes)

/** What to look at again after an event, or null when it changes nothing that the copy holds. */
export function heardFrom(event: KisiEvent): Heard | null {
  if (!known.has(event.type) || !event.success) return null
  if (sweeping.includes(event.type)) return { look: 'everything' }
  if (hardware.includes(event.type)) return { look: 'hardware' }
  const [name = '', action = ''] = event.type.split('.')
  const family = families[name]
  if (family === undefined) return null
  const { objectId: id, objectType } = event
  // Which object an event names is documented for none of them: one that names another is no guide.
  if (id === null || (objectType !== null && objectType !== family.type)) return { look: 'everything' }
  if (name === 'card' && cardHolding.includes(action)) return { look: 'assignments', cardId: id }
  return { look: action === 'destroy' ? 'gone' : 'object', kind: family.kind, id }
}
