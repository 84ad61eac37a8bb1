import { z } from 'zod'
import { limits } from './limits.ts'

/** A person Kisi knows: a user (an account) or a guest. `role` is what is known of where they work, for telling two apart. */
export const person = z.object({
  id: z.int(),
  kind: z.enum(['user', 'guest']),
  name: z.string(),
  email: z.string().nullable(),
  role: z.string().nullable(),
  accessEnabled: z.boolean(),
})
export type Person = z.infer<typeof person>

export const peopleSearch = {
  input: z.object({
    query: z.string().max(limits.search),
    kind: z.enum(['user', 'guest', 'any']).default('any'),
    limit: z.int().min(1).max(50).default(8),
  }),
  output: z.object({ people: z.array(person), at: z.string().nullable() }),
}

/** A group of doors in Kisi, with the names of its doors, so that a person knows what it opens. */
export const group = z.object({
  id: z.int(),
  name: z.string(),
  placeName: z.string().nullable(),
  doors: z.array(z.string()),
})
export type Group = z.infer<typeof group>

export const groupsList = { input: z.object({}), output: z.object({ groups: z.array(group) }) }
