/** What a packet of Secure Channel says about itself: 11 to 14 set it up, 15 and 16 have a MAC, 17 and 18 are encrypted too. */
export interface Security {
  type: number
  data: Buffer
}

/** Packets of OSDP v2 (SIA OSDP 2.2, IEC 60839-11-5; badge-reader reference, 3.1). */
export interface Packet {
  /** 0 to 0x7e, or 0x7f for everybody. */
  address: number
  reply: boolean
  /** 0 to 3. */
  sequence: number
  /** CRC-16 or, from simple devices, a one-byte checksum. */
  crc: boolean
  security: Security | null
  /** The code of a command or reply with its data, which are encrypted in types 17 and 18. */
  code: number
  data: Buffer
}

export const SOM = 0x53
const LONGEST_PACKET = 1440
const HEADER = 5
/** Of the sixteen bytes of a MAC these are sent. */
export const MAC_SENT = 4

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

const hasMac = (security: Security | null) => security !== null && security.type >= 0x15

/** `macOf` is given everything before the MAC, and answers it whole or cut; it is asked only where there is to be one. */
export function encodePacket(
  { address, reply, sequence, crc, security = null, code, data }: Omit<Packet, 'security'> & Partial<Packet>,
  macOf: (before: Buffer) => Buffer = () => Buffer.alloc(MAC_SENT),
): Buffer {
  const block = security ? Buffer.from([2 + security.data.length, security.type, ...security.data]) : Buffer.alloc(0)
  const sealed = hasMac(security)
  const length = HEADER + block.length + 1 + data.length + (sealed ? MAC_SENT : 0) + (crc ? 2 : 1)
  const control = sequence | (crc ? 4 : 0) | (security ? 8 : 0)
  const start = Buffer.from([SOM, address | (reply ? 0x80 : 0), length & 0xff, length >> 8, control])
  const before = Buffer.concat([start, block, Buffer.from([code]), data])
  const body = sealed ? Buffer.concat([before, macOf(before).subarray(0, MAC_SENT)]) : before
  const check = crc ? crc16(body) : checksumOf(body)
  return Buffer.concat([body, Buffer.from(crc ? [check & 0xff, check >> 8] : [check])])
}

/** A packet as it came in, whole or spoilt on the way. */
export interface Heard {
  packet: Packet
  bytes: Buffer
  good: boolean
  /** As much of the MAC as is sent, and what it is of; null where there is none. */
  mac: { sent: Buffer; of: Buffer } | null
}

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
      const least = HEADER + 1 + (crc ? 2 : 1) + (secured ? 2 : 0)
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
      return { ...partsOf(bytes, body, { crc, secured, sequence: control & 3 }), bytes, good }
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

/** A block that claims more than there is leaves a packet without data, which nothing takes for a command. */
function partsOf(
  bytes: Buffer,
  body: Buffer,
  { crc, secured, sequence }: { crc: boolean; secured: boolean; sequence: number },
) {
  const address = bytes.readUInt8(1)
  const blockLength = secured ? Math.max(2, bytes.readUInt8(HEADER)) : 0
  const security = secured
    ? { type: bytes.readUInt8(HEADER + 1), data: body.subarray(HEADER + 2, HEADER + blockLength) }
    : null
  const at = Math.min(HEADER + blockLength, body.length - 1)
  const end = hasMac(security) ? Math.max(at + 1, body.length - MAC_SENT) : body.length
  const packet: Packet = {
    address: address & 0x7f,
    reply: address >= 0x80,
    sequence,
    crc,
    security,
    code: body.readUInt8(at),
    data: body.subarray(at + 1, end),
  }
  return { packet, mac: hasMac(security) ? { sent: body.subarray(end), of: body.subarray(0, end) } : null }
}
