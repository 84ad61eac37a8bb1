interface Layout {
  bits: number
  /** Start and length of each number. */
  fields: Partial<Record<Field, readonly [start: number, length: number]>>
  /** In the order they are computed: the place of the parity bit, and the bits it covers. */
  parity: readonly (readonly [place: number, sort: 'even' | 'odd', covered: readonly number[]])[]
}

export type Field = 'facility_code' | 'card_number' | 'oem' | 'issue_level'
export type FormatName = keyof typeof FORMATS

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index)
/** Two of every three, as the parity masks of Corporate 1000 have it. */
const pairs = (first: number, last: number) => range(first, last).filter((bit) => (bit - first) % 3 !== 2)

/** The layouts of card numbers, bit 0 sent first (badge-reader reference, 4.1). */
const FORMATS = {
  H10301: {
    bits: 26,
    fields: { facility_code: [1, 8], card_number: [9, 16] },
    parity: [
      [0, 'even', range(1, 12)],
      [25, 'odd', range(13, 24)],
    ],
  },
  D10202: {
    bits: 33,
    fields: { facility_code: [1, 7], card_number: [8, 24] },
    parity: [
      [0, 'even', range(1, 16)],
      [32, 'odd', range(16, 31)],
    ],
  },
  H10306: {
    bits: 34,
    fields: { facility_code: [1, 16], card_number: [17, 16] },
    parity: [
      [0, 'even', range(1, 16)],
      [33, 'odd', range(17, 32)],
    ],
  },
  C1k35s: {
    bits: 35,
    fields: { facility_code: [2, 12], card_number: [14, 20] },
    parity: [
      [1, 'even', pairs(2, 33)],
      [34, 'odd', pairs(1, 32)],
      [0, 'odd', range(1, 34)],
    ],
  },
  C15001: {
    bits: 36,
    fields: { oem: [1, 10], facility_code: [11, 8], card_number: [19, 16] },
    parity: [
      [0, 'even', range(1, 17)],
      [35, 'odd', range(18, 34)],
    ],
  },
  S12906: {
    bits: 36,
    fields: { facility_code: [1, 8], issue_level: [9, 2], card_number: [11, 24] },
    parity: [
      [0, 'odd', range(1, 17)],
      [35, 'odd', range(17, 34)],
    ],
  },
  H10302: {
    bits: 37,
    fields: { card_number: [1, 35] },
    parity: [
      [0, 'even', range(1, 18)],
      [36, 'odd', range(18, 35)],
    ],
  },
  H10304: {
    bits: 37,
    fields: { facility_code: [1, 16], card_number: [17, 19] },
    parity: [
      [0, 'even', range(1, 18)],
      [36, 'odd', range(18, 35)],
    ],
  },
  C1k48s: {
    bits: 48,
    fields: { facility_code: [2, 22], card_number: [24, 23] },
    parity: [
      [1, 'even', pairs(3, 46)],
      [47, 'odd', pairs(2, 45)],
      [0, 'odd', range(1, 47)],
    ],
  },
} as const satisfies Record<string, Layout>

export const FORMAT_NAMES = Object.keys(FORMATS) as [FormatName, ...FormatName[]]

/**
 * The bits a card of that format carries, parity included, the first one transmitted first. A number that is missing is
 * 0. Throws RangeError for a number that does not fit, or that the format has no place for.
 */
export function encodeWiegand(name: FormatName, numbers: Partial<Record<Field, number>>): string {
  const { bits: length, fields, parity }: Layout = FORMATS[name]
  const bits = new Array<string>(length).fill('0')
  for (const [field, number] of Object.entries(numbers) as [Field, number][]) {
    const place = fields[field]
    if (!place) throw new RangeError(`${name} has no ${field}.`)
    const digits = BigInt(number).toString(2).padStart(place[1], '0')
    if (number < 0 || digits.length > place[1])
      throw new RangeError(`${number} does not fit into the ${field} of ${name}.`)
    for (const [index, digit] of [...digits].entries()) bits[place[0] + index] = digit
  }
  for (const [place, sort, covered] of parity) {
    const ones = covered.filter((bit) => bits[bit] === '1').length
    bits[place] = (ones % 2 === 1) === (sort === 'even') ? '1' : '0'
  }
  return bits.join('')
}
