import { createCipheriv, createDecipheriv } from 'node:crypto'
import { encodePacket, MAC_SENT, type Heard, type Packet, type Security } from './osdp-packet.ts'

const BLOCK = 16
const NO_VECTOR = Buffer.alloc(BLOCK)
const TYPE = { challenge: 0x11, clientCryptogram: 0x12, serverCryptogram: 0x13, firstMac: 0x14 } as const
const CODE = { challenge: 0x76, clientCryptogram: 0x76, serverCryptogram: 0x77, firstMac: 0x78 } as const
const ACCEPTED = 0x01
const REFUSED = 0xff
/** The session is over when nothing was heard for so long. */
const SILENCE = 8000

/** SCBK-D: the key that every device has before it is given its own. */
export const FACTORY_KEY = Buffer.from('303132333435363738393a3b3c3d3e3f', 'hex')

function cbc(key: Buffer, vector: Buffer, blocks: Buffer): Buffer {
  const cipher = createCipheriv('aes-128-cbc', key, vector).setAutoPadding(false)
  return Buffer.concat([cipher.update(blocks), cipher.final()])
}

/** One block by itself. */
const seal = (key: Buffer, block: Buffer) => cbc(key, NO_VECTOR, block)

function uncbc(key: Buffer, vector: Buffer, blocks: Buffer): Buffer {
  const decipher = createDecipheriv('aes-128-cbc', key, vector).setAutoPadding(false)
  return Buffer.concat([decipher.update(blocks), decipher.final()])
}

/** 80 and then zeros up to the next whole block; with `always` a whole one of these where nothing is left to fill. */
function fill(bytes: Buffer, always: boolean): Buffer {
  const over = bytes.length % BLOCK
  if (over === 0 && !always) return bytes
  const filling = Buffer.alloc(BLOCK - over)
  filling[0] = 0x80
  return Buffer.concat([bytes, filling])
}

const not = (bytes: Buffer) => Buffer.from(bytes.map((byte) => ~byte))

interface Session {
  encryption: Buffer
  first: Buffer
  second: Buffer
  /** What the panel must prove, until it has; its MAC is then the first of both chains. */
  expected: Buffer | null
  /** The last MACs, whole: of commands and of replies. */
  heard: Buffer
  said: Buffer
}

export interface SecureOptions {
  /** The device's own key, or null while it has only the one of the factory. */
  key: Buffer | null
  /** Eight bytes that name the device. */
  name: Buffer
  random(length: number): Buffer
  /** Milliseconds. */
  now(): number
}

/** What a device does about Secure Channel (OSDP annex D; badge-reader reference, 3.5), seen from its side of the line. */
export interface SecureDevice {
  /** Whether the panel has proved itself. */
  readonly on: boolean
  readonly ownKey: boolean
  /** The answer to a packet that sets the channel up; null for one that cannot. */
  setUp(packet: Packet): { code: number; data: Buffer; security: Security } | null
  /** The data of a command in plain, and in what its answer is wrapped; null, and the channel is gone, when it is not right. */
  open(heard: Heard): Buffer | null
  /** An answer within the channel. */
  wrap(answer: Omit<Packet, 'security'>): Buffer
  /** From the next set-up on. */
  takeKey(key: Buffer): void
  end(): void
}

export function createSecureDevice({ key: given, name, random, now }: SecureOptions): SecureDevice {
  let key = given
  let session: Session | null = null
  let heardAt = 0

  const isUp = () => session !== null && session.expected === null && now() - heardAt <= SILENCE

  function challenged({ security, data }: Packet) {
    const factory = security?.data[0] === 0
    const used = factory ? FACTORY_KEY : key
    // A device that has a key of its own no longer knows the one of the factory.
    if (data.length !== 8 || used === null || (factory && key !== null)) return null
    const part = (purpose: number) =>
      seal(used, Buffer.concat([Buffer.from([1, purpose]), data.subarray(0, 6), Buffer.alloc(8)]))
    const [encryption, first, second] = [part(0x82), part(0x01), part(0x02)]
    const own = random(8)
    const expected = seal(encryption, Buffer.concat([own, data]))
    session = { encryption, first, second, expected, heard: NO_VECTOR, said: NO_VECTOR }
    return {
      code: CODE.clientCryptogram,
      data: Buffer.concat([name, own, seal(encryption, Buffer.concat([data, own]))]),
      security: { type: TYPE.clientCryptogram, data: Buffer.from([factory ? 0 : 1]) },
    }
  }

  function proved({ data }: Packet) {
    if (!session?.expected) return null
    const accepted = session.expected.equals(data)
    const start = seal(session.second, seal(session.first, session.expected))
    session = accepted ? { ...session, expected: null, heard: start, said: start } : null
    heardAt = now()
    const security = { type: TYPE.firstMac, data: Buffer.from([accepted ? ACCEPTED : REFUSED]) }
    return { code: CODE.firstMac, data: start, security }
  }

  function macOf({ first, second }: Session, vector: Buffer, message: Buffer): Buffer {
    const blocks = fill(message, false)
    const last = blocks.length - BLOCK
    const chained = last === 0 ? vector : cbc(first, vector, blocks.subarray(0, last)).subarray(-BLOCK)
    return cbc(second, chained, blocks.subarray(last))
  }

  function read(current: Session, { packet, mac }: Heard): Buffer | null {
    if (!mac || (packet.security?.type !== 0x15 && packet.security?.type !== 0x17)) return null
    const expected = macOf(current, current.said, mac.of)
    if (!expected.subarray(0, MAC_SENT).equals(mac.sent)) return null
    current.heard = expected
    heardAt = now()
    if (packet.security.type === 0x15 || packet.data.length === 0) return packet.data
    if (packet.data.length % BLOCK !== 0) return null
    const plain = uncbc(current.encryption, not(current.said), packet.data)
    const end = plain.lastIndexOf(0x80)
    return end < 0 || plain.subarray(end + 1).some((byte) => byte !== 0) ? null : plain.subarray(0, end)
  }

  return {
    get on() {
      return isUp()
    },
    get ownKey() {
      return key !== null
    },
    setUp(packet) {
      if (packet.security?.type === TYPE.challenge && packet.code === CODE.challenge) return challenged(packet)
      if (packet.security?.type === TYPE.serverCryptogram && packet.code === CODE.serverCryptogram)
        return proved(packet)
      return null
    },
    open(heard) {
      const plain = session && isUp() ? read(session, heard) : null
      if (plain === null) session = null
      return plain
    },
    wrap({ data, ...answer }) {
      const current = session
      if (!current) throw new Error('There is no channel to answer in.')
      const encrypted = data.length > 0
      return encodePacket(
        {
          ...answer,
          security: { type: encrypted ? 0x18 : 0x16, data: Buffer.alloc(0) },
          data: encrypted ? cbc(current.encryption, not(current.heard), fill(data, true)) : data,
        },
        (before) => (current.said = macOf(current, current.heard, before)),
      )
    },
    takeKey(own) {
      key = own
    },
    end() {
      session = null
    },
  }
}
