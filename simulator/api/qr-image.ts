import { crc32, deflateSync } from 'node:zlib'
import { encode } from 'uqr'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
/** Pixels a side of one module, and modules of white around the code (ISO/IEC 18004 asks for four). */
const SCALE = 8
const QUIET = 4

/** A PNG chunk: length, name, data, CRC-32 of name and data (PNG, third edition, 5.3). */
function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, 'ascii'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)])
}

/** A QR code of that text as a PNG in black and white, eight pixels a module, in Base64. */
export function qrImage(text: string): string {
  const { data: modules, size } = encode(text, { ecc: 'M', border: QUIET })
  const side = size * SCALE
  const rows = modules.flatMap((row) => {
    // One bit a pixel, 1 for white: a module is one byte. The first byte of a row names its filter, 0 for none.
    const line = Buffer.from([0, ...row.map((black) => (black ? 0x00 : 0xff))])
    return new Array<Buffer>(SCALE).fill(line)
  })
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header.writeUInt8(1, 8)
  const image = [
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]
  return Buffer.concat(image).toString('base64')
}
