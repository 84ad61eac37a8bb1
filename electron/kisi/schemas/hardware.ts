import { z } from 'zod'
import type { KisiChannelConnection, KisiController, KisiControllerInput } from '../types.ts'
import { flag, id, lacks, optionalId, optionalText } from './fields.ts'

export const controller = z
  .object({ id, name: optionalText, place_id: optionalId, online: flag, configured: flag })
  .transform((raw): KisiController => ({
    id: raw.id,
    name: raw.name ?? '',
    placeId: raw.place_id,
    online: raw.online,
    configured: raw.configured,
  }))

export const controllerInput = z
  .object({
    id,
    controller_id: id,
    channel: z.number(),
    name: optionalText,
    status: z.enum(['open', 'closed', 'cut', 'short']),
  })
  .transform((raw): KisiControllerInput => ({
    id: raw.id,
    controllerId: raw.controller_id,
    channel: raw.channel,
    name: raw.name ?? '',
    status: raw.status,
  }))

/** Of an input or of a relay: both are wired to a door in the same words. */
export const channelConnection = z
  .object({
    id,
    type: z.string(),
    controller_input_id: optionalId,
    controller_relay_id: optionalId,
    lock_id: optionalId,
  })
  .transform((raw, context): KisiChannelConnection => {
    const channelId = raw.controller_input_id ?? raw.controller_relay_id
    if (channelId === null) return lacks(context, 'controller_input_id')
    return { id: raw.id, channelId, type: raw.type, lockId: raw.lock_id }
  })
