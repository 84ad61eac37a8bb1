import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { bitsOfHex, packBits, type Credential } from './credential.ts'
import { NOTHING, type Firmware } from './firmware.ts'
import { createLights } from './osdp-lights.ts'
import { createPacketReader, encodePacket, type Heard, type Packet } from './osdp-packet.ts'
import { createSecureDevice } from './osdp-secure.ts'
import { wiegandBits } from './wiegand.ts'

const BAUDS = [9600, 19_200, 38_400, 57_600, 115_200, 230_400] as const
const EVERYBODY = 0x7f
const COMMAND = {
  poll: 0x60,
  id: 0x61,
  cap: 0x62,
  lstat: 0x64,
  led: 0x69,
  buz: 0x6a,
  text: 0x6b,
  comset: 0x6e,
  keyset: 0x75,
} as const
const REPLY = {
  ack: 0x40,
  nak: 0x41,
  pdid: 0x45,
  pdcap: 0x46,
  lstatr: 0x48,
  raw: 0x50,
  fmt: 0x51,
  keypad: 0x53,
  com: 0x54,
}
const NAK = { check: 1, length: 2, unknown: 3, sequence: 4, secureChannel: 5, conditions: 6 } as const
/** What may be asked in plain of a device that wants Secure Channel: who it is and what it can. */
const ALWAYS: readonly number[] = [COMMAND.id, COMMAND.cap]

export const osdpSettings = z.strictObject({
  address: z.int().min(0).max(0x7e).default(0),
  baud: z.literal(BAUDS).default(9600),
  /** RAW gives the bits of a card, FMT (deprecated in 2.2.2) its number in characters. */
  cards: z.enum(['raw', 'fmt']).default('raw'),
  /** A device that knows no CRC answers with checksums only. */
  crc: z.boolean().default(true),
  /** Twelve bytes in hex: vendor (3), model, version, serial number (4), firmware (3). */
  identity: z
    .string()
    .regex(/^[0-9A-Fa-f]{24}$/)
    .default('0a00170300cafedeed015002'),
  /** Secure Channel: unknown to it, taken up when asked for, or without it nothing but who it is. */
  secure_channel: z.enum(['none', 'offered', 'required']).default('none'),
  /** Sixteen bytes in hex (SCBK), or null for a device that has only the key of the factory. */
  key: z
    .string()
    .regex(/^[0-9A-Fa-f]{32}$/)
    .nullable()
    .default(null),
})

type Reply = { code: number; data: Buffer }
const ACK: Reply = { code: REPLY.ack, data: NOTHING }
const nak = (reason: number): Reply => ({ code: REPLY.nak, data: Buffer.from([reason]) })

/** The data of RAW: reader 0, unspecified format, count of bits, the bits from the highest place of the first byte. */
export function rawData(bits: string): Buffer {
  return Buffer.concat([Buffer.from([0, 0, bits.length & 0xff, bits.length >> 8]), packBits(bits)])
}
/** The data of FMT: reader, direction forward, count, characters. */
export function fmtData(text: string, reader = 0): Buffer {
  const characters = Buffer.from(text, 'latin1').subarray(0, 255)
  return Buffer.concat([Buffer.from([reader, 0, characters.length]), characters])
}
const keyCode = (key: string) => (key === '*' ? 0x7f : key === '#' ? 0x0d : key.charCodeAt(0))

/** Contact inputs and outputs none; cards as bits; light, buzzer; CRC or not; security; 128 bytes; one reader; OSDP 2.2. */
function capabilities(crc: boolean, secure: { possible: boolean; ownKey: boolean }) {
  const security = secure.possible ? `0901${secure.ownKey ? '00' : '01'}` : '090000'
  return Buffer.from(`030100040101050101080${crc ? 1 : 0}00${security}0a80000d00000e00000f0000100200`, 'hex')
}

/**
 * An OSDP v2 reader: the peripheral device on the line. It speaks when it is spoken to; cards, keys and changes of its
 * state are the answers to POLL.
 */
export function createOsdpReader(
  settings: z.infer<typeof osdpSettings>,
  now: () => number,
  random: (length: number) => Buffer = randomBytes,
): Firmware {
  const incoming = createPacketReader()
  const lights = createLights(now)
  const waiting: Reply[] = []
  const possible = settings.secure_channel !== 'none'
  const secure = createSecureDevice({
    key: settings.key === null ? null : Buffer.from(settings.key, 'hex'),
    name: Buffer.from(settings.identity, 'hex').subarray(0, 8),
    random,
    now,
  })
  let address = settings.address
  let status = { tampered: false, powerFailed: false }
  let last: { sequence: number; command: Buffer; answer: Buffer } | null = null

  const statusReply = (): Reply => ({
    code: REPLY.lstatr,
    data: Buffer.from([status.tampered ? 1 : 0, status.powerFailed ? 1 : 0]),
  })

  function obey({ code, data }: Packet): Reply {
    switch (code) {
      case COMMAND.poll:
        return waiting.shift() ?? ACK
      case COMMAND.id:
        return data.length === 1 ? { code: REPLY.pdid, data: Buffer.from(settings.identity, 'hex') } : nak(NAK.length)
      case COMMAND.cap:
        return data.length === 1
          ? { code: REPLY.pdcap, data: capabilities(settings.crc, { possible, ownKey: secure.ownKey }) }
          : nak(NAK.length)
      case COMMAND.lstat:
        return statusReply()
      case COMMAND.led:
        return lights.led(data) ? ACK : nak(NAK.length)
      case COMMAND.buz:
        return lights.buzzer(data) ? ACK : nak(NAK.length)
      case COMMAND.text:
        return ACK
      case COMMAND.comset:
        return data.length === 5 ? { code: REPLY.com, data: Buffer.from(data) } : nak(NAK.length)
      case COMMAND.keyset:
        // Only within the channel, or the key would be everybody's; of one kind, and of its sixteen bytes.
        if (!secure.on) return nak(possible ? NAK.conditions : NAK.unknown)
        if (data.length !== 18 || data.readUInt16BE(0) !== 0x0110) return nak(NAK.length)
        secure.takeKey(Buffer.from(data.subarray(2)))
        return ACK
      default:
        return nak(NAK.unknown)
    }
  }

  function answer(heard: Heard): Buffer {
    const { packet, bytes, good } = heard
    if (packet.reply || (packet.address !== address && packet.address !== EVERYBODY)) return NOTHING
    if (packet.crc && !settings.crc) return reply(packet, nak(NAK.check))
    if (!good) return reply(packet, nak(NAK.check))
    if (packet.sequence !== 0 && last) {
      // The same packet again: its answer was lost on the way, so that it is told again and nothing is done twice.
      if (packet.sequence === last.sequence && bytes.equals(last.command)) return last.answer
      if (packet.sequence !== (last.sequence % 3) + 1) return reply(packet, nak(NAK.sequence))
    }
    const said = packet.security ? answerSecured(heard) : answerPlain(packet)
    last = { sequence: packet.sequence, command: bytes, answer: said }
    return said
  }

  function answerPlain(packet: Packet): Buffer {
    // Whoever speaks in plain, or begins anew, has left the channel.
    secure.end()
    if (settings.secure_channel === 'required' && !ALWAYS.includes(packet.code)) {
      return reply(packet, nak(NAK.conditions))
    }
    const said = reply(packet, obey(packet))
    // The answer to COMSET still goes out under the address before.
    if (packet.code === COMMAND.comset && packet.data.length === 5) address = packet.data.readUInt8(0) & EVERYBODY
    return said
  }

  function answerSecured(heard: Heard): Buffer {
    const { packet } = heard
    if (!possible) return reply(packet, nak(NAK.secureChannel))
    const opening = secure.setUp(packet)
    if (opening) return encodePacket({ ...envelope(packet), ...opening })
    const data = secure.open(heard)
    if (data === null) return reply(packet, nak(NAK.conditions))
    const said = secure.wrap({ ...envelope(packet), ...obey({ ...packet, data }) })
    if (packet.code === COMMAND.comset && data.length === 5) address = data.readUInt8(0) & EVERYBODY
    return said
  }

  const envelope = ({ sequence, crc }: Packet) => ({ address, reply: true, sequence, crc: crc && settings.crc })
  const reply = (to: Packet, { code, data }: Reply): Buffer =>
    encodePacket({ ...envelope(to), security: null, code, data })

  return {
    baud: settings.baud,
    read(credential) {
      const said = replyFor(credential, settings.cards)
      if (!said) return null
      waiting.push(said)
      return NOTHING
    },
    wake() {
      incoming.clear()
      lights.reset()
      waiting.length = 0
      last = null
      secure.end()
      return NOTHING
    },
    hear: (bytes) => Buffer.concat(incoming.push(bytes).map(answer)),
    shown: lights.shown,
    setStatus({ tampered = status.tampered, powerFailed = status.powerFailed }) {
      if (tampered === status.tampered && powerFailed === status.powerFailed) return
      status = { tampered, powerFailed }
      waiting.push(statusReply())
    },
  }
}

/** What the next POLL is answered with. A UID goes out as the bits of its bytes, in the order sent. */
function replyFor(credential: Credential, cards: 'raw' | 'fmt'): Reply | null {
  if (credential.kind === 'keys') {
    const codes = [...credential.keys].map(keyCode)
    return { code: REPLY.keypad, data: Buffer.from([0, codes.length, ...codes]) }
  }
  if (credential.kind === 'text') return { code: REPLY.fmt, data: fmtData(credential.text) }
  const bits = credential.kind === 'uid' ? bitsOfHex(credential.hex) : wiegandBits(credential)
  if (bits === null) return null
  if (cards === 'raw') return { code: REPLY.raw, data: rawData(bits) }
  return { code: REPLY.fmt, data: fmtData(BigInt(`0b${bits.length === 26 ? bits.slice(1, -1) : bits}`).toString()) }
}
