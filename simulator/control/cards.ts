import { z } from 'zod'
import type { World } from '../world/world.ts'

/** A card: its number as Kisi has it, or the ten hex digits its reader sends. */
export const card = z.union([z.int().min(0).max(0xff_ffff_ffff), z.string().regex(/^([0-9A-Fa-f]{10}|\d{1,9})$/)])

/** Ten hex digits for whatever a card was named by. A number's missing upper byte is the enrolled card's own. */
export function tagFor(world: World, named: z.infer<typeof card>): string {
  if (typeof named === 'string' && named.length === 10) return named.toUpperCase()
  const number = Number(named)
  const enrolled = number <= 0xffff_ffff ? world.where('cards', 'card_id', number)[0] : undefined
  const upper = number > 0xffff_ffff ? '' : (enrolled?.version ?? '3C')
  const digits = number.toString(16).toUpperCase()
  return upper === '' ? digits.padStart(10, '0') : upper + digits.padStart(8, '0')
}
