/** The layouts of Wiegand card numbers: the badge-reader reference, 4.1. Bit 0 is sent first. */

export type WiegandFormat =
  'h10301' | 'd10202' | 'h10306' | 'corporate1000_35' | 'c15001' | 's12906' | 'h10302' | 'h10304' | 'corporate1000_48'

type Span = readonly [start: number, length: number]

interface Parity {
  /** The place of the parity bit. */
  bit: number
  odd: boolean
  /** The bits it covers besides itself. */
  covers: readonly number[]
}

export interface WiegandLayout {
  format: WiegandFormat
  bits: number
  facilityCode: Span | null
  cardNumber: Span
  oem: Span | null
  issueLevel: Span | null
  parity: readonly Parity[]
}

const even = (bit: number, covers: readonly number[]): Parity => ({ bit, odd: false, covers })
const odd = (bit: number, covers: readonly number[]): Parity => ({ bit, odd: true, covers })

function through(first: number, last: number): number[] {
  const bits: number[] = []
  for (let bit = first; bit <= last; bit += 1) bits.push(bit)
  return bits
}

const none = { facilityCode: null, oem: null, issueLevel: null }

export const wiegandLayouts: readonly WiegandLayout[] = [
  {
    ...none,
    format: 'h10301',
    bits: 26,
    facilityCode: [1, 8],
    cardNumber: [9, 16],
    parity: [even(0, through(1, 12)), odd(25, through(13, 24))],
  },
  {
    ...none,
    format: 'd10202',
    bits: 33,
    facilityCode: [1, 7],
    cardNumber: [8, 24],
    parity: [even(0, through(1, 16)), odd(32, through(16, 31))],
  },
  {
    ...none,
    format: 'h10306',
    bits: 34,
    facilityCode: [1, 16],
    cardNumber: [17, 16],
    parity: [even(0, through(1, 16)), odd(33, through(17, 32))],
  },
  {
    ...none,
    format: 'corporate1000_35',
    bits: 35,
    facilityCode: [2, 12],
    cardNumber: [14, 20],
    parity: [
      even(1, [2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18, 20, 21, 23, 24, 26, 27, 29, 30, 32, 33]),
      odd(34, [1, 2, 4, 5, 7, 8, 10, 11, 13, 14, 16, 17, 19, 20, 22, 23, 25, 26, 28, 29, 31, 32]),
      odd(0, through(1, 34)),
    ],
  },
  {
    ...none,
    format: 'c15001',
    bits: 36,
    oem: [1, 10],
    facilityCode: [11, 8],
    cardNumber: [19, 16],
    parity: [even(0, through(1, 17)), odd(35, through(18, 34))],
  },
  {
    ...none,
    format: 's12906',
    bits: 36,
    facilityCode: [1, 8],
    issueLevel: [9, 2],
    cardNumber: [11, 24],
    parity: [odd(0, through(1, 17)), odd(35, through(17, 34))],
  },
  {
    ...none,
    format: 'h10302',
    bits: 37,
    cardNumber: [1, 35],
    parity: [even(0, through(1, 18)), odd(36, through(18, 35))],
  },
  {
    ...none,
    format: 'h10304',
    bits: 37,
    facilityCode: [1, 16],
    cardNumber: [17, 19],
    parity: [even(0, through(1, 18)), odd(36, through(18, 35))],
  },
  {
    ...none,
    format: 'corporate1000_48',
    bits: 48,
    facilityCode: [2, 22],
    cardNumber: [24, 23],
    parity: [
      even(
        1,
        [
          3, 4, 6, 7, 9, 10, 12, 13, 15, 16, 18, 19, 21, 22, 24, 25, 27, 28, 30, 31, 33, 34, 36, 37, 39, 40, 42, 43, 45,
          46,
        ],
      ),
      odd(
        47,
        [
          2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18, 20, 21, 23, 24, 26, 27, 29, 30, 32, 33, 35, 36, 38, 39, 41, 42, 44,
          45,
        ],
      ),
      odd(0, through(1, 47)),
    ],
  },
]

/** Whether bits have the layout's length and every one of its parity bits right. */
export function fitsLayout(bits: string, layout: WiegandLayout): boolean {
  return bits.length === layout.bits && layout.parity.every((parity) => isRight(bits, parity))
}

function isRight(bits: string, { bit, odd, covers }: Parity): boolean {
  let ones = bits[bit] === '1' ? 1 : 0
  for (const covered of covers) if (bits[covered] === '1') ones += 1
  return (ones % 2 === 1) === odd
}

/** The number in a span of bits. At most 35 bits, so that it is exact. */
export function numberIn(bits: string, [start, length]: Span): number {
  return Number.parseInt(bits.slice(start, start + length), 2)
}

/**
 * The whole word from what is between its first and last bit, as converters send it that take these two away; null when a
 * parity bit further inside is wrong.
 */
export function restoreOuterParity(inner: string, layout: WiegandLayout): string | null {
  if (inner.length !== layout.bits - 2) return null
  for (const first of ['0', '1']) {
    for (const last of ['0', '1']) {
      const bits = first + inner + last
      if (fitsLayout(bits, layout)) return bits
    }
  }
  return null
}

/** The word for a facility code and a card number, parity and all; null when a number does not fit. */
export function wordFor(layout: WiegandLayout, facilityCode: number, cardNumber: number): string | null {
  if (layout.facilityCode === null || layout.oem !== null || layout.issueLevel !== null) return null
  const bits = new Array<string>(layout.bits).fill('0')
  for (const [[start, length], value] of [
    [layout.facilityCode, facilityCode],
    [layout.cardNumber, cardNumber],
  ] as const) {
    const digits = value.toString(2)
    if (digits.length > length) return null
    bits.splice(start, length, ...digits.padStart(length, '0'))
  }
  // In the order of the table: a later parity bit may cover an earlier one.
  for (const parity of layout.parity) if (!isRight(bits.join(''), parity)) bits[parity.bit] = '1'
  return bits.join('')
}
