import type { TableName } from '../world/rows.ts'
import type { Answer, Call } from './call.ts'
import { act, create, fetchOne, list, remove, update } from './engine.ts'
import { createEventSet, fetchEventSet } from './event-sets.ts'
import { eventMeta, eventTypes } from './event-types.ts'
import {
  dashboard,
  organization,
  organizations,
  publicOrganization,
  role,
  roles,
  updateOrganization,
} from './organization.ts'
import type { Resource } from './description.ts'
import { RESOURCE_OF, RESOURCES } from './resources/index.ts'
import {
  createLogin,
  currentLogin,
  currentUser,
  signOut,
  signOutElsewhere,
  updateCurrentUser,
  updateLogin,
} from './sessions.ts'

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  serve: (call: Call) => Answer
  /** Deprecated endpoints answer with `Deprecation` and `Sunset`. */
  deprecated?: boolean
}

/** What is no resource of the table, or special about one. These come before the resources' own routes. */
const SPECIAL: readonly Route[] = [
  { method: 'POST', path: '/logins', serve: createLogin },
  { method: 'GET', path: '/login', serve: currentLogin },
  { method: 'PUT', path: '/login', serve: updateLogin },
  { method: 'DELETE', path: '/login', serve: signOut },
  { method: 'DELETE', path: '/login/elsewhere', serve: signOutElsewhere },
  { method: 'GET', path: '/logins', serve: listLogins },
  { method: 'GET', path: '/user', serve: currentUser },
  { method: 'PATCH', path: '/user', serve: updateCurrentUser },
  { method: 'GET', path: '/organization', serve: organization },
  { method: 'PATCH', path: '/organization', serve: updateOrganization },
  { method: 'GET', path: '/organization/dashboard', serve: dashboard },
  { method: 'GET', path: '/organizations', serve: organizations },
  { method: 'GET', path: '/organizations/:domain/public', serve: publicOrganization },
  { method: 'GET', path: '/roles', serve: roles },
  { method: 'GET', path: '/roles/:id', serve: role },
  { method: 'GET', path: '/events/types', serve: eventTypes },
  { method: 'GET', path: '/events/meta', serve: eventMeta, deprecated: true },
  { method: 'POST', path: '/event_sets', serve: createEventSet },
  { method: 'GET', path: '/event_sets/:id', serve: fetchEventSet },
]

/** GET /logins lists the caller's own unless it says whose (reference A, "Logins"). */
function listLogins(call: Call): Answer {
  const resource = RESOURCE_OF.get('logins') as Resource
  return list(resource, { ...call, query: { user_id: 'me', ...call.query } })
}

function routesOf(resource: Resource<TableName>): Route[] {
  const path = `/${resource.table}`
  const one = `${path}/:id`
  const routes: Record<Resource['operations'][number], Route[]> = {
    list: [{ method: 'GET', path, serve: (call) => list(resource, call) }],
    fetch: [{ method: 'GET', path: one, serve: (call) => fetchOne(resource, call) }],
    create: [{ method: 'POST', path, serve: (call) => create(resource, call) }],
    // Kisi's own client has PUT and no PATCH: both are taken (reference 0, "Status codes").
    update: [
      { method: 'PATCH', path: one, serve: (call) => update(resource, call) },
      { method: 'PUT', path: one, serve: (call) => update(resource, call) },
    ],
    delete: [{ method: 'DELETE', path: one, serve: (call) => remove(RESOURCE_OF, resource, call) }],
  }
  const actions = Object.keys(resource.actions ?? {}).map((name): Route => ({
    method: 'POST',
    path: `${one}/${name}`,
    serve: (call) => act(resource, name, call),
  }))
  return [...resource.operations.flatMap((operation) => routes[operation]), ...actions]
}

export const ROUTES: readonly Route[] = [...SPECIAL, ...RESOURCES.flatMap(routesOf)]
