/** The first of a chain of filters holds so many keys, each further one twice as many. */
const firstCapacity = 1 << 16
const bitsPerKey = 16
/** All bits of a key lie in one line of a processor's cache: 16 words. */
const wordsPerLine = 16

interface Filter {
  words: Uint32Array
  lines: number
  left: number
}

/** A number of 32 bits from a text (FNV-1a over its UTF-16 units, and the finish of MurmurHash3). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** Four times seven bits, one for each quarter of a line, which say nothing of the line that the hash names. */
const bitsOf = (hash: number): number => {
  const mixed = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return mixed ^ (mixed >>> 12)
}

function isIn({ words, lines }: Filter, hash: number): boolean {
  const line = (hash % lines) * wordsPerLine
  const bits = bitsOf(hash)
  for (let quarter = 0; quarter < 4; quarter++) {
    const bit = (bits >>> (quarter * 8)) & 127
    if ((words[line + quarter * 4 + (bit >>> 5)]! & (1 << (bit & 31))) === 0) return false
  }
  return true
}

/**
 * A Bloom filter of the keys that settled commands have: whether a new key is taken is then known without a look at the
 * disk, however many there are. It may say “perhaps” of a key that is free (about one in two hundred), never “no” of one
 * that is taken. Two bytes a key.
 */
export function createTaken() {
  const filters: Filter[] = []

  function grow(): Filter {
    const left = firstCapacity * 2 ** filters.length
    const lines = (left * bitsPerKey) / (32 * wordsPerLine)
    const filter = { words: new Uint32Array(lines * wordsPerLine), lines, left }
    filters.push(filter)
    return filter
  }

  return {
    add(key: string): void {
      const hash = hashOf(key)
      const bits = bitsOf(hash)
      let filter = filters.at(-1) ?? grow()
      if (filter.left === 0) filter = grow()
      filter.left -= 1
      const line = (hash % filter.lines) * wordsPerLine
      for (let quarter = 0; quarter < 4; quarter++) {
        const bit = (bits >>> (quarter * 8)) & 127
        filter.words[line + quarter * 4 + (bit >>> 5)]! |= 1 << (bit & 31)
      }
    },
    perhaps(key: string): boolean {
      if (filters.length === 0) return false
      const hash = hashOf(key)
      for (const filter of filters) if (isIn(filter, hash)) return true
      return false
    },
  }
}
