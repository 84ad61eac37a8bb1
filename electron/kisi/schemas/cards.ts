import { z } from 'zod'
import type { CardIdentifiers, KisiCard, KisiCardAssignment } from '../types.ts'
import { id, lacks, optionalId, optionalNumber, optionalText } from './fields.ts'

export const card = z
  .object({
    id,
    type: z.string(),
    uid: optionalText,
    token: optionalText,
    data_block_value: optionalText,
    facility_code: optionalNumber,
    card_number: optionalNumber,
    card_id: optionalNumber,
    oem: optionalNumber,
    length: optionalNumber,
  })
  .transform((raw): KisiCard => ({
    id: raw.id,
    type: raw.type,
    uid: raw.uid,
    token: raw.token,
    dataBlockValue: raw.data_block_value,
    facilityCode: raw.facility_code,
    cardNumber: raw.card_number,
    cardId: raw.card_id,
    oem: raw.oem,
    length: raw.length,
  }))

export const cardAssignment = z
  .object({
    id,
    card_id: id,
    status: z.enum(['activated', 'deactivated']),
    assignee_type: z.enum(['User', 'Guest']).nullish(),
    assignee_id: optionalId,
    user_id: optionalId,
    guest_id: optionalId,
    created_at: optionalText,
    created_by_id: optionalId,
  })
  .transform((raw, context): KisiCardAssignment => {
    const assigneeType = raw.assignee_type ?? (raw.guest_id !== null ? 'Guest' : 'User')
    const assigneeId = raw.assignee_id ?? (assigneeType === 'Guest' ? raw.guest_id : raw.user_id)
    if (assigneeId === null) return lacks(context, 'assignee_id')
    const { id, card_id: cardId, status, created_at: createdAt, created_by_id: createdById } = raw
    return { id, cardId, assigneeType, assigneeId, status, createdAt, createdById }
  })

/** Identifiers as `GET /cards` filters by them and `POST /cards` takes them. */
export function identifierFields(identifiers: CardIdentifiers): {
  uid?: string
  token?: string
  data_block_value?: string
  facility_code?: number
  card_number?: number
  card_id?: number
} {
  const all: Partial<{
    uid: string
    token: string
    dataBlockValue: string
    facilityCode: number
    cardNumber: number
    cardId: number
  }> = identifiers
  return {
    uid: all.uid,
    token: all.token,
    data_block_value: all.dataBlockValue,
    facility_code: all.facilityCode,
    card_number: all.cardNumber,
    card_id: all.cardId,
  }
}
