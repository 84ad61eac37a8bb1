import { z } from 'zod'

/** Where on a visit something can be found fault with, named as the form names it; `visitorTypeId` stands for the doors. */
export const complaintFields = ['name', 'email', 'visitorTypeId', 'until', 'cardIdentity'] as const
export type ComplaintField = (typeof complaintFields)[number]

/** What Kisi finds wrong with one field, as a sentence. */
export const complaint = z.object({ field: z.enum(complaintFields), message: z.string() })
export type Complaint = z.infer<typeof complaint>
