import type { World } from './world.ts'

/** One event as GET /event_sets/{id} shows it (reference F, "Events"). */
export interface EventRecord {
  uuid: string
  type: string
  action: string
  actor_type: string | null
  actor_id: number | null
  actor_name: string | null
  actor_email: string | null
  authenticated_by_type: string | null
  authenticated_by_id: number | null
  authorized_by_type: string | null
  authorized_by_id: number | null
  authorized_by_role_id: string | null
  object_type: string
  object_id: number
  object_name: string
  created_at: string
  message: string | null
  success: boolean
  code: string | null
  sequence: string
  organization_id: number
  place_id: number | null
  error_code: string | null
  error_message: string | null
}

/** Who did it. Null for what hardware and the system do by themselves. */
export interface Actor {
  type: 'User' | 'Guest' | 'GroupLink'
  id: number
  name: string
  email: string | null
}

export interface EventDetails {
  type: string
  object: { type: string; id: number; name: string }
  actor?: Actor | null
  placeId?: number | null
  authenticatedBy?: { type: 'Login' | 'Card' | 'GroupLink' | 'AccessKey'; id: number } | null
  authorizedBy?: { id: number; role_id: string } | null
  refusal?: { code: string; error: string } | null
  /** Shared by the events of one action; a new one is made when it is missing. */
  sequence?: string
  /** When it happened, for an event that reaches the cloud later; now when missing. */
  at?: string
  message?: string
}

export interface Events {
  write(details: EventDetails): EventRecord
  onEvent(listener: (event: EventRecord) => void): void
}

export function createEvents(world: World): Events {
  const listeners: ((event: EventRecord) => void)[] = []
  return {
    write(details) {
      const { type, object, actor = null, authenticatedBy = null, authorizedBy = null, refusal = null } = details
      const event: EventRecord = {
        uuid: world.nextUuid('event'),
        type,
        action: type.slice(type.indexOf('.') + 1),
        actor_type: actor?.type ?? null,
        actor_id: actor?.id ?? null,
        actor_name: actor?.name ?? null,
        actor_email: actor?.email ?? null,
        authenticated_by_type: authenticatedBy?.type ?? null,
        authenticated_by_id: authenticatedBy?.id ?? null,
        authorized_by_type: authorizedBy ? 'RoleAssignment' : null,
        authorized_by_id: authorizedBy?.id ?? null,
        authorized_by_role_id: authorizedBy?.role_id ?? null,
        object_type: object.type,
        object_id: object.id,
        object_name: object.name,
        created_at: details.at ?? world.clock.iso(),
        message: details.message ?? null,
        success: refusal === null,
        code: null,
        sequence: details.sequence ?? world.nextUuid('sequence'),
        organization_id: world.all('organizations')[0]?.id ?? 0,
        place_id: details.placeId ?? null,
        error_code: refusal?.code ?? null,
        error_message: refusal?.error ?? null,
      }
      world.addEvent(event)
      for (const listener of listeners) listener(event)
      return event
    },
    onEvent: (listener) => void listeners.push(listener),
  }
}
