import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto'
import { security } from './codes.ts'
import { encodePacket } from './packet.ts'
import type { Packet, PacketParts } from './packet.ts'

const blockLength = 16
const zero = new Uint8Array(blockLength)

/** SCBK-D, which every device knows: for installation only. */
export const defaultKey = Uint8Array.from({ length: blockLength }, (_, index) => 0x30 + index)

export interface SessionKeys {
  encryption: Uint8Array
  mac1: Uint8Array
  mac2: Uint8Array
}

/** AES-128-CBC over whole blocks; with one block and no vector that is ECB. */
function encrypt(key: Uint8Array, vector: Uint8Array, blocks: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-cbc', key, vector).setAutoPadding(false)
  return Uint8Array.from(Buffer.concat([cipher.update(blocks), cipher.final()]))
}

function decrypt(key: Uint8Array, vector: Uint8Array, blocks: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('aes-128-cbc', key, vector).setAutoPadding(false)
  return Uint8Array.from(Buffer.concat([decipher.update(blocks), decipher.final()]))
}

const encryptBlock = (key: Uint8Array, block: Uint8Array): Uint8Array => encrypt(key, zero, block)

/** The keys of one session from the device's key and the panel's eight random bytes (OSDP annex D). */
export function sessionKeys(key: Uint8Array, panelRandom: Uint8Array): SessionKeys {
  const derive = (purpose: number): Uint8Array => {
    const block = new Uint8Array(blockLength)
    block.set([0x01, purpose])
    block.set(panelRandom.subarray(0, 6), 2)
    return encryptBlock(key, block)
  }
  return { encryption: derive(0x82), mac1: derive(0x01), mac2: derive(0x02) }
}

/** What proves that a side knows the key: over the panel's number and the device's, for the panel the other way round. */
export function cryptogram(keys: SessionKeys, first: Uint8Array, second: Uint8Array): Uint8Array {
  return encryptBlock(keys.encryption, Uint8Array.from([...first, ...second]))
}

/** The MAC that both directions' chains begin with. */
export function initialMac(keys: SessionKeys, serverCryptogram: Uint8Array): Uint8Array {
  return encryptBlock(keys.mac2, encryptBlock(keys.mac1, serverCryptogram))
}

export function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Filled up with 80 00 … to whole blocks; `always` adds a block where they are whole. */
function padded(bytes: Uint8Array, always: boolean): Uint8Array {
  if (!always && bytes.length > 0 && bytes.length % blockLength === 0) return bytes
  const whole = new Uint8Array((Math.floor(bytes.length / blockLength) + 1) * blockLength)
  whole.set(bytes)
  whole[bytes.length] = 0x80
  return whole
}

function macOf(keys: SessionKeys, vector: Uint8Array, message: Uint8Array): Uint8Array {
  const blocks = padded(message, false)
  const split = blocks.length - blockLength
  const chained = split === 0 ? vector : encrypt(keys.mac1, vector, blocks.subarray(0, split)).slice(-blockLength)
  return encrypt(keys.mac2, chained, blocks.subarray(split))
}

const inverted = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => ~byte & 0xff)

/** One session, as the panel sees it: seals commands and opens replies, each MAC chained to the other side's last. */
export interface SecureSession {
  seal(parts: Omit<PacketParts, 'security' | 'mac' | 'reply'>): Uint8Array
  /** The reply's data in plain; null when its MAC is wrong or its data are no whole blocks: the session is over then. */
  open(packet: Packet): Uint8Array | null
}

export function createSecureSession(keys: SessionKeys, firstMac: Uint8Array): SecureSession {
  let commandMac = firstMac
  let replyMac = firstMac
  return {
    seal({ data = new Uint8Array(0), ...parts }) {
      const encrypted = data.length > 0
      const type = encrypted ? security.commandEncrypted : security.commandMac
      return encodePacket({
        ...parts,
        reply: false,
        security: { type, data: new Uint8Array(0) },
        data: encrypted ? encrypt(keys.encryption, inverted(replyMac), padded(data, true)) : data,
        mac(sealed) {
          commandMac = macOf(keys, replyMac, sealed)
          return commandMac
        },
      })
    },
    open({ security: block, mac, sealed, data }) {
      if (block === null || mac === null) return null
      if (block.type !== security.replyMac && block.type !== security.replyEncrypted) return null
      const expected = macOf(keys, commandMac, sealed)
      if (!isSame(expected.subarray(0, mac.length), mac)) return null
      replyMac = expected
      // Some devices wrap an empty payload all the same.
      if (block.type === security.replyMac || data.length === 0) return data
      if (data.length % blockLength !== 0) return null
      const plain = decrypt(keys.encryption, inverted(commandMac), data)
      const end = plain.lastIndexOf(0x80)
      return end >= 0 && plain.subarray(end + 1).every((byte) => byte === 0) ? plain.slice(0, end) : null
    },
  }
}
