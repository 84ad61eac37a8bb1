import { limits } from '../../contract/limits.ts'

/** Room for what stands around a list in an answer: totals, counts, names of fields. */
const surroundingsBytes = 1024

/**
 * As many of the first items as one answer can carry, at least one. Whoever asked sees by the total, or by the last
 * item, that there is more, and asks on from there.
 */
export function fitting<Item>(items: readonly Item[], room = limits.answerBytes - surroundingsBytes): Item[] {
  let bytes = 0
  const end = items.findIndex((item, index) => {
    bytes += Buffer.byteLength(JSON.stringify(item)) + 1
    return bytes > room && index > 0
  })
  return end < 0 ? [...items] : items.slice(0, end)
}
