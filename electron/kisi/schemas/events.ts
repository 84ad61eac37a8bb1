import { z } from 'zod'
import type { KisiEvent } from '../types.ts'
import { id, optionalId, optionalText } from './fields.ts'

const event = z
  .object({
    uuid: z.string(),
    type: z.string(),
    created_at: z.string(),
    success: z.boolean().nullish(),
    error_code: optionalText,
    error_message: optionalText,
    actor_type: optionalText,
    actor_id: optionalId,
    actor_name: optionalText,
    object_type: optionalText,
    object_id: optionalId,
    object_name: optionalText,
    place_id: optionalId,
    authenticated_by_type: optionalText,
    authenticated_by_id: optionalId,
  })
  .transform((raw): KisiEvent => ({
    uuid: raw.uuid,
    type: raw.type,
    createdAt: raw.created_at,
    // Only attempts can fail; an event that does not say so is something that happened.
    success: raw.success ?? raw.error_code === null,
    errorCode: raw.error_code,
    errorMessage: raw.error_message,
    actorType: raw.actor_type,
    actorId: raw.actor_id,
    actorName: raw.actor_name,
    objectType: raw.object_type,
    objectId: raw.object_id,
    objectName: raw.object_name,
    placeId: raw.place_id,
    authenticatedByType: raw.authenticated_by_type,
    authenticatedById: raw.authenticated_by_id,
  }))

export const eventSet = z.object({
  id,
  created_at: optionalText,
  status: z.enum(['in_progress', 'finished', 'failed']),
  events: z
    .array(event)
    .nullish()
    .transform((value) => value ?? []),
  cursor: optionalText,
})
export type EventSet = z.output<typeof eventSet>

/** One event as a webhook delivers it, or null when it is none. Fields beyond uuid, type and created_at may be missing. */
export function readEvent(text: string): KisiEvent | null {
  try {
    const read = event.safeParse(JSON.parse(text))
    return read.success ? read.data : null
  } catch {
    return null
  }
}
