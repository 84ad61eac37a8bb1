import { bitsOfHex } from '../format/bits.ts'
import { mapFrames } from './framing.ts'
import type { Framer } from './framing.ts'
import { createLineFramer } from './lines.ts'

/** An answer of ELATEC's Simple Protocol: 0 is well, 1 unknown function, 2 to 4 wrong parameters, 5 not understood. */
export interface Twn4Answer {
  status: number
  /** The rest in hex, upper case. */
  data: string
}

export interface Twn4Tag {
  /** 0x40 EM4x02, 0x49 HID Prox, 0x80 ISO 14443A, and more. */
  type: number
  /** The id's bits, as many as the reader says there are. */
  bits: string
  hex: string
}

const longestAnswer = 512

/** Answers in hex, each ended by CR; no checksum. Anything that is no whole number of bytes is no answer. */
export function createTwn4AnswerFramer(): Framer<Twn4Answer> {
  return mapFrames(createLineFramer({ terminators: ['cr'], longest: longestAnswer }), (line) =>
    /^([0-9A-F]{2})+$/i.test(line)
      ? { status: Number.parseInt(line.slice(0, 2), 16), data: line.slice(2).toUpperCase() }
      : null,
  )
}

const request = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(`${hex}\r`, 'ascii'))

/** Requests: function, then parameters, whole numbers with the lowest byte first. */
export const twn4Requests = {
  version: request('0004FF'),
  searchTag: request('0500FF'),
  /** Full volume, 2400 Hz, 100 ms. */
  beep: request('040764600964000000'),
  lampsReady: request('041007'),
  lampOn: (mask: number) => request(`0411${byteHex(mask)}`),
  lampOff: (mask: number) => request(`0412${byteHex(mask)}`),
}

const byteHex = (value: number): string => value.toString(16).toUpperCase().padStart(2, '0')

/**
 * What SearchTag found: null where there is no tag, undefined where the answer is not one to SearchTag. The bits stand
 * with the first one highest, like those of other readers; where the last byte is not full is documented nowhere.
 */
export function tagIn(answer: Twn4Answer): Twn4Tag | null | undefined {
  if (answer.status !== 0) return undefined
  if (answer.data === '00') return null
  const parts = /^01([0-9A-F]{2})([0-9A-F]{2})([0-9A-F]{2})([0-9A-F]+)$/.exec(answer.data)
  const [type, count, length] = [1, 2, 3].map((index) => Number.parseInt(parts?.[index] ?? '', 16))
  const hex = parts?.[4] ?? ''
  if (type === undefined || count === undefined || length === undefined || hex.length !== length * 2) return undefined
  if (count === 0 || Math.ceil(count / 8) !== length) return undefined
  return { type, bits: (bitsOfHex(hex) ?? '').slice(0, count), hex }
}
