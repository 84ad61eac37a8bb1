/** What a desk reader of EM4100 cards sends for one read (9600 baud, 8N1, one way). */
export type ReaderProtocol = 'rdm6300' | 'id12'

const STX = 0x02
const ETX = 0x03

/** Exclusive or of the five bytes of a card number given as ten hex digits. */
export function checksum(tag: string): number {
  let sum = 0
  for (let index = 0; index < 10; index += 2) sum ^= Number.parseInt(tag.slice(index, index + 2), 16)
  return sum
}

/**
 * The frame for a card, its full 40-bit number as ten hex digits: STX, ten digits, two of checksum, then ETX
 * (RDM6300, 14 bytes) or CR LF ETX (ID-Innovations ID-12/20LA, 16 bytes).
 */
export function encodeFrame(protocol: ReaderProtocol, tag: string): Buffer {
  if (!/^[0-9A-F]{10}$/.test(tag)) throw new RangeError(`A card number has ten hex digits, not "${tag}".`)
  const digits = Buffer.from(tag + checksum(tag).toString(16).toUpperCase().padStart(2, '0'), 'ascii')
  const tail = protocol === 'rdm6300' ? [ETX] : [0x0d, 0x0a, ETX]
  return Buffer.concat([Buffer.from([STX]), digits, Buffer.from(tail)])
}
