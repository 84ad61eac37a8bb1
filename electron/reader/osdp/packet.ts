import { security as securityTypes } from './codes.ts'

export const startOfMessage = 0x53
export const headerLength = 5
export const macLength = 4
export const broadcast = 0x7f

const replyBit = 0x80
const crcBit = 4
const securityBit = 8

/** A packet whose check is right. */
export interface Packet {
  /** 0 to 0x7e, or 0x7f for everybody. */
  address: number
  reply: boolean
  /** 0 to 3. */
  sequence: number
  /** CRC-16 or a one-byte checksum. */
  crc: boolean
  security: { type: number; data: Uint8Array } | null
  code: number
  /** As on the wire: encrypted where the security block says so. */
  data: Uint8Array
  /** The first four bytes of the MAC, on types 15 to 18. */
  mac: Uint8Array | null
  /** All bytes before the MAC: what it is computed over. */
  sealed: Uint8Array
}

export interface PacketParts {
  address: number
  reply: boolean
  sequence: number
  crc: boolean
  security?: { type: number; data: Uint8Array } | null
  code: number
  data?: Uint8Array
  /** Given all bytes before the MAC, the length among them final; its first four bytes are sent. */
  mac?: (sealed: Uint8Array) => Uint8Array
}

const hasMac = (type: number): boolean => type >= securityTypes.commandMac && type <= securityTypes.replyEncrypted

/** CRC-16 with polynomial 1021, started with 1D0F, not reflected: E5CC for "123456789". */
export function crc16(bytes: Uint8Array): number {
  let crc = 0x1d0f
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit += 1) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff
  }
  return crc
}

/** Two's complement of the sum: a whole packet adds up to 0 modulo 256. */
export function checksum(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) sum += byte
  return -sum & 0xff
}

export function encodePacket(parts: PacketParts): Uint8Array {
  const { address, reply, sequence, crc, security = null, code, data = new Uint8Array(0), mac } = parts
  const block = security === null ? [] : [security.data.length + 2, security.type, ...security.data]
  const length = headerLength + block.length + 1 + data.length + (mac === undefined ? 0 : macLength) + (crc ? 2 : 1)
  const control = sequence | (crc ? crcBit : 0) | (security === null ? 0 : securityBit)
  const header = [startOfMessage, address | (reply ? replyBit : 0), length & 0xff, length >> 8, control]
  const sealed = Uint8Array.from([...header, ...block, code, ...data])
  const body = mac === undefined ? sealed : Uint8Array.from([...sealed, ...mac(sealed).subarray(0, macLength)])
  const check = crc ? crc16(body) : checksum(body)
  return Uint8Array.from([...body, ...(crc ? [check & 0xff, check >> 8] : [check])])
}

/** Reads one whole packet, or returns null when its check or its inner lengths are wrong. */
export function decodePacket(bytes: Uint8Array): Packet | null {
  const control = bytes[4] ?? 0
  const crc = (control & crcBit) !== 0
  const body = bytes.subarray(0, bytes.length - (crc ? 2 : 1))
  const last = bytes[bytes.length - 1] ?? 0
  const right = crc ? crc16(body) === ((last << 8) | (bytes[bytes.length - 2] ?? 0)) : checksum(body) === last
  if (!right) return null
  const secured = (control & securityBit) !== 0
  const blockLength = secured ? (body[headerLength] ?? 0) : 0
  const type = body[headerLength + 1] ?? 0
  const codeAt = headerLength + blockLength
  const end = body.length - (secured && hasMac(type) ? macLength : 0)
  if ((secured && blockLength < 2) || codeAt >= end) return null
  const address = bytes[1] ?? 0
  return {
    address: address & ~replyBit,
    reply: (address & replyBit) !== 0,
    sequence: control & 3,
    crc,
    security: secured ? { type, data: body.slice(headerLength + 2, codeAt) } : null,
    code: body[codeAt] ?? 0,
    data: body.slice(codeAt + 1, end),
    mac: end < body.length ? body.slice(end) : null,
    sealed: body.slice(0, end),
  }
}
