import { z } from 'zod'
import type { KisiGuest, KisiUser } from '../types.ts'
import { id, optionalText } from './fields.ts'

/** Metadata is a flat object of short texts; whatever else is in it is left out. */
const metadata = z
  .unknown()
  .transform((value): Record<string, string> => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {}
    const texts = Object.entries(value).filter(([, entry]) => ['string', 'number', 'boolean'].includes(typeof entry))
    return Object.fromEntries(texts.map(([key, entry]) => [key, String(entry)]))
  })
  .optional()

export const user = z
  .object({
    id,
    name: optionalText,
    email: optionalText,
    access_enabled: z.boolean().nullish(),
    notes: optionalText,
    metadata,
  })
  .transform((raw): KisiUser => ({
    id: raw.id,
    name: raw.name ?? raw.email ?? '',
    email: raw.email,
    accessEnabled: raw.access_enabled ?? true,
    notes: raw.notes,
    metadata: raw.metadata ?? {},
  }))

export const guest = z
  .object({ id, name: z.string(), email: optionalText, created_at: optionalText })
  .transform((raw): KisiGuest => ({ id: raw.id, name: raw.name, email: raw.email, createdAt: raw.created_at }))
