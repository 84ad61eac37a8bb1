import { z } from 'zod'

/** Ids are integers everywhere but on roles and events. */
export const id = z.int().positive()
export const optionalId = z
  .int()
  .nullish()
  .transform((value) => value ?? null)
export const optionalText = z
  .string()
  .nullish()
  .transform((value) => value ?? null)
/** Text or null; a field that is not there is not the same as one that says null. */
export const textIfSaid = z.string().nullish()
export const optionalNumber = z
  .number()
  .nullish()
  .transform((value) => value ?? null)
/** A switch that real answers sometimes leave out; off then. */
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false)

/** An embedded short object, of which only the name is wanted. */
export const named = z
  .object({ id: optionalId, name: optionalText })
  .nullish()
  .transform((value) => value ?? { id: null, name: null })

/** Says that the object lacks `field`, in a transform where the field may hide under several names. */
export function lacks(context: z.RefinementCtx, field: string): never {
  context.addIssue({ code: 'custom', message: 'missing', path: [field] })
  return z.NEVER
}
