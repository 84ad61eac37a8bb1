/** What `X-Collection-Range` says; `start` and `end` are null for the form with a star. */
export interface CollectionRange {
  start: number | null
  end: number | null
  total: number
}

const pattern = /^\s*(?:(\d{1,15})-(\d{1,15})|\*)\s*\/\s*(\d{1,15})\s*$/

/**
 * Reads Kisi's `X-Collection-Range`, `<start>-<end>/<total>` with both ends inclusive, or a star in their place (an empty collection).
 * Null when it is absent or makes no sense.
 */
export function parseCollectionRange(header: string | null): CollectionRange | null {
  const match = header === null ? null : pattern.exec(header)
  if (!match) return null
  const total = Number(match[3])
  if (match[1] === undefined || match[2] === undefined) return { start: null, end: null, total }
  const start = Number(match[1])
  const end = Number(match[2])
  return end < start ? null : { start, end, total }
}
