import { z } from 'zod'
import type { Firmware } from './firmware.ts'

/** The readers of EM4100 cards with a frame of their own (badge-reader reference, 2.2 to 2.4). */
export type Em4100Reader = 'rdm6300' | 'id12' | 'parallax' | 'em18'

export const em4100Settings = z.strictObject({})

const STX = 0x02
const ETX = 0x03

/** Exclusive or of the five bytes of a card number given as ten hex digits. */
export function checksum(tag: string): number {
  let sum = 0
  for (let index = 0; index < 10; index += 2) sum ^= Number.parseInt(tag.slice(index, index + 2), 16)
  return sum
}

/**
 * The frame for a card, its full 40-bit number as ten hex digits:
 * RDM6300, 14 bytes: STX, ten digits, two of checksum, ETX; ID-12/20LA, 16 bytes: the same with CR LF before ETX;
 * EM-18, 12 bytes: the digits alone; Parallax 28140, 12 bytes: LF, ten digits, CR.
 * Throws RangeError for what is no such number.
 */
export function encodeFrame(reader: Em4100Reader, tag: string): Buffer {
  if (!/^[0-9A-F]{10}$/.test(tag)) throw new RangeError(`A card number has ten hex digits, not "${tag}".`)
  if (reader === 'parallax') return Buffer.from(`\n${tag}\r`, 'ascii')
  const digits = Buffer.from(tag + checksum(tag).toString(16).toUpperCase().padStart(2, '0'), 'ascii')
  if (reader === 'em18') return digits
  const tail = reader === 'rdm6300' ? [ETX] : [0x0d, 0x0a, ETX]
  return Buffer.concat([Buffer.from([STX]), digits, Buffer.from(tail)])
}

/** An RDM6300 repeats its frame while the card lies there; the others send it once. */
const REPEAT_MILLISECONDS = 65

export function createEm4100Reader(reader: Em4100Reader): Firmware {
  return {
    baud: reader === 'parallax' ? 2400 : 9600,
    repeatMilliseconds: reader === 'rdm6300' ? REPEAT_MILLISECONDS : undefined,
    read: (credential) => (credential.kind === 'em4100' ? encodeFrame(reader, credential.tag) : null),
  }
}
