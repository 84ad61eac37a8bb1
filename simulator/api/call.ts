import type { Doors } from '../hardware/doors.ts'
import type { Actor, EventDetails, Events } from '../world/events.ts'
import { REFUSALS } from '../world/refusals.ts'
import { grants } from '../world/roles.ts'
import type { GroupLinkRow, Json, LoginRow, UserRow } from '../world/rows.ts'
import type { AccessKeyRow } from '../world/rows-more.ts'
import type { World } from '../world/world.ts'
import { Refused } from './errors.ts'
import type { Sent } from './sent.ts'
import type { Kept } from './kept.ts'

/** Where a right must reach: rights on the organization reach everywhere. */
export interface Scope {
  placeId?: number | null
  groupId?: number | null
}

/** The bearer of a link or key that stands for rights on doors and for no account. */
export type Visitor = { type: 'GroupLink'; link: GroupLinkRow } | { type: 'AccessKey'; key: AccessKeyRow }

/** What serving one request needs: the world, who asks, and what is asked. */
export interface Call {
  world: World
  events: Events
  doors: Doors
  kept: Kept
  caller: { user: UserRow; login: LoginRow } | null
  /** Whoever comes with an access link or an access key instead of a login. */
  visitor: Visitor | null
  /** The values in the path, e.g. `id`. */
  path: Record<string, string>
  query: Record<string, string>
  body: Record<string, Json>
  /** http://host of the request. */
  origin: string
  setHeader(name: string, value: string): void
}

/** An answer: a body with 200, or its JSON as it is sent, or nothing with 204. */
export type Answer = { status: 200; body: unknown } | { status: 200; sent: Sent } | { status: 204 }

export const ok = (body: unknown): Answer => ({ status: 200, body })
export const done: Answer = { status: 204 }

export function signedIn(call: Call): { user: UserRow; login: LoginRow } {
  if (!call.caller) throw new Refused(REFUSALS.notSignedIn)
  return call.caller
}

export function may(call: Call, permission: string, scope: Scope = {}): boolean {
  if (!call.caller) return false
  return call.kept.rightsOf(call.caller.user.id).some((right) => {
    if (!grants(right.role_id, permission)) return false
    if (right.applies_to_type === 'Organization') return true
    if (right.applies_to_type === 'Place') return right.applies_to_id === scope.placeId
    return right.applies_to_id === scope.groupId
  })
}

export function demand(call: Call, permission: string, scope?: Scope): void {
  if (!may(call, permission, scope)) throw new Refused(REFUSALS.accessDenied)
}

export const actorOfUser = (user: UserRow): Actor => ({
  type: 'User',
  id: user.id,
  name: user.name,
  email: user.email,
})

/** Writes an event of the signed-in person. */
export function record(call: Call, details: Omit<EventDetails, 'actor' | 'authenticatedBy'>): void {
  const { caller } = call
  call.events.write({
    ...details,
    actor: caller ? actorOfUser(caller.user) : null,
    authenticatedBy: caller ? { type: 'Login', id: caller.login.id } : null,
  })
}

/** The object under a root key of the body, e.g. `{"guest": {…}}`. 400 when it is not there. */
export function rootOf(call: Call, root: string): Record<string, Json> {
  const value = call.body[root]
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new Refused(REFUSALS.badRequest, `param is missing or the value is empty: ${root}`)
}

/** A text of a body that nobody has checked yet; anything else says nothing. Objects may not even be made a text. */
export const wordOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** A path's number; anything else names nothing. */
export function idOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : -1
}
