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

/** Two numbers of 32 bits from a text (FNV-1a with two starts, and the finish of MurmurHash3). */
function hashes(text: string): [number, number] {
  let one = 0x811c9dc5
  let other = 0x9747b28c
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    one = Math.imul(one ^ code, 0x01000193)
    other = Math.imul(other ^ code, 0x5bd1e995)
  }
  one = Math.imul(one ^ (one >>> 16), 0x85ebca6b)
  other = Math.imul(other ^ (other >>> 15), 0xc2b2ae35)
  return [(one ^ (one >>> 13)) >>> 0, (other ^ (other >>> 16)) >>> 0]
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
      const [place, bits] = hashes(key)
      let filter = filters.at(-1) ?? grow()
      if (filter.left === 0) filter = grow()
      filter.left -= 1
      const line = (place % filter.lines) * wordsPerLine
      for (let quarter = 0; quarter < 4; quarter++) {
        const bit = (bits >>> (quarter * 8)) & 127
        filter.words[line + quarter * 4 + (bit >>> 5)]! |= 1 << (bit & 31)
      }
    },
    perhaps(key: string): boolean {
      const [place, bits] = hashes(key)
      return filters.some(({ words, lines }) => {
        const line = (place % lines) * wordsPerLine
        for (let quarter = 0; quarter < 4; quarter++) {
          const bit = (bits >>> (quarter * 8)) & 127
          if ((words[line + quarter * 4 + (bit >>> 5)]! & (1 << (bit & 31))) === 0) return false
        }
        return true
      })
    },
  }
}
