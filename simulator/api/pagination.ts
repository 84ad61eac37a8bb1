import { REFUSALS } from '../world/refusals.ts'
import { Refused } from './errors.ts'

/** How long a page is when nothing is asked for, and at most. */
export interface PageSize {
  usual: number
  most: number
}

export interface Page {
  limit: number
  offset: number
}

export const LARGEST_OFFSET = 20_000

function whole(name: string, text: string | undefined, otherwise: number, least: number): number {
  if (text === undefined || text === '') return otherwise
  if (!/^\d{1,15}$/.test(text) || Number(text) < least) throw new Refused(REFUSALS.badRequest, `${name} is invalid.`)
  return Number(text)
}

/**
 * `limit` and `offset` of a list. Kisi does not say what it does above the maximum: a limit is brought down to it, an
 * offset is refused with 400, because a shorter list that looks complete would be the worse surprise.
 */
export function readPage(query: Record<string, string>, size: PageSize): Page {
  const limit = Math.min(size.most, whole('limit', query.limit, size.usual, 1))
  const offset = whole('offset', query.offset, 0, 0)
  if (offset > LARGEST_OFFSET) throw new Refused(REFUSALS.badRequest, `offset must be at most ${LARGEST_OFFSET}.`)
  return { limit, offset }
}

/** X-Collection-Range: inclusive, its end the one asked for and not the last item's; an empty collection has none. */
export function collectionRange({ limit, offset }: Page, total: number): string {
  return total === 0 ? '*/0' : `${offset}-${offset + limit - 1}/${total}`
}
