/** Packets of OSDP v2 (SIA OSDP 2.2, IEC 60839-11-5; badge-reader reference, 3.1) without Secure Channel. */
export interface Packet {
  /** 0 to 0x7e, or 0x7f for everybody. */
  address: number
  reply: boolean
  /** 0 to 3. */
  sequence: number
  /** CRC-16 or, from simple devices, a one-byte checksum. */
  crc: boolean
  /** The code of a command or reply with its data. */
  code: number
  data: Buffer
}

export const SOM = 0x53
const LONGEST_PACKET = 1440
const HEADER = 5

/** CRC-16 of OSDP: polynomial 1021, started with 1D0F, not reflected; of "123456789" it is E5CC. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0x1d0f
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff
  }
  return crc
}

const checksumOf = (bytes: Uint8Array): number => -bytes.reduce((sum, byte) => sum + byte, 0) & 0xff

export function encodePacket({ address, reply, sequence, crc, code, data }: Packet): Buffer {
  const length = HEADER + 1 + data.length + (crc ? 2 : 1)
  const body = Buffer.concat([
    Buffer.from([SOM, address | (reply ? 0x80 : 0), length & 0xff, length >> 8, sequence | (crc ? 4 : 0), code]),
    data,
  ])
  const check = crc ? crc16(body) : checksumOf(body)
  return Buffer.concat([body, Buffer.from(crc ? [check & 0xff, check >> 8] : [check])])
}

/** A packet as it came in: whole, or spoilt on the way, or of Secure Channel. */
export type Heard = { packet: Packet; bytes: Buffer; good: boolean; secured: boolean }

/** Cuts what comes in, in whatever pieces, into packets; what is no packet is passed over. */
export function createPacketReader(): { push(bytes: Buffer): Heard[]; clear(): void } {
  let waiting: Buffer = Buffer.alloc(0)

  function next(): Heard | null {
    for (;;) {
      const start = waiting.indexOf(SOM)
      waiting = start < 0 ? Buffer.alloc(0) : waiting.subarray(start)
      if (waiting.length < HEADER) return null
      const length = waiting.readUInt16LE(2)
      const control = waiting.readUInt8(4)
      const crc = (control & 4) !== 0
      const secured = (control & 8) !== 0
      const least = HEADER + 1 + (crc ? 2 : 1)
      if (length < least || length > LONGEST_PACKET || control > 0x0f) {
        waiting = waiting.subarray(1)
        continue
      }
      if (waiting.length < length) return null
      const bytes = Buffer.from(waiting.subarray(0, length))
      const body = bytes.subarray(0, length - (crc ? 2 : 1))
      const good = crc ? crc16(body) === bytes.readUInt16LE(length - 2) : checksumOf(body) === bytes.at(-1)
      // A false start in noise claims any length: only the start is passed over, for a real packet may follow in it.
      waiting = waiting.subarray(good ? length : 1)
      const address = bytes.readUInt8(1)
      const packet = {
        address: address & 0x7f,
        reply: address >= 0x80,
        sequence: control & 3,
        crc,
        code: bytes.readUInt8(HEADER),
        data: body.subarray(HEADER + 1),
      }
      return { packet, bytes, good, secured }
    }
  }

  return {
    push(bytes) {
      waiting = Buffer.concat([waiting, bytes])
      const heard: Heard[] = []
      for (let each = next(); each; each = next()) heard.push(each)
      return heard
    },
    clear() {
      waiting = Buffer.alloc(0)
    },
  }
}
