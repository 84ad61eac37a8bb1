import { fold } from '../../contract/fold.ts'

const atOnce = 500

/**
 * Those of a long list whose text holds every word of `query`, accents and case aside: the `limit` of them after
 * `offset`, and how many there are. `page` reads the list piece by piece, and others have their turn between two pieces.
 */
export async function sought<Item>(
  page: (limit: number, offset: number) => Item[],
  textOf: (item: Item) => string,
  asked: { query: string; limit: number; offset: number },
): Promise<{ found: Item[]; total: number }> {
  const words = fold(asked.query).split(/\s+/).filter(Boolean)
  const found: Item[] = []
  let total = 0
  for (let offset = 0; ; offset += atOnce) {
    const items = page(atOnce, offset)
    for (const item of items) {
      const text = fold(textOf(item))
      if (!words.every((word) => text.includes(word))) continue
      if (total >= asked.offset && found.length < asked.limit) found.push(item)
      total += 1
    }
    if (items.length < atOnce) return { found, total }
    await new Promise((resolve) => setImmediate(resolve))
  }
}
