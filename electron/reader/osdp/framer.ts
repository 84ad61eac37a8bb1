import { decodePacket, headerLength, startOfMessage } from './packet.ts'
import type { Packet } from './packet.ts'

/** Bytes of the longest packet taken: the standard has up to 1440, which only file transfer needs. */
const longestPacket = 512
/** Milliseconds between two bytes after which the rest of a packet is not waited for; USB adapters deliver in lumps. */
const interCharacterMs = 150

export interface PacketFramer {
  /**
   * Takes the next bytes, in chunks of any size, and returns the packets they complete, in order.
   * @param at monotonic milliseconds when the bytes arrived
   */
  push(bytes: Uint8Array, at: number): Packet[]
  /** Milliseconds of silence after which `rest` is to be called, or null while nothing waits for silence. */
  readonly restAfterMs: number | null
  /** The packets behind a beginning that came to nothing. */
  rest(): Packet[]
  /** Beginnings that came to nothing. */
  readonly rejected: number
}

/**
 * Cuts bytes into OSDP packets. A packet whose check is wrong costs one byte and not the length it claims, since a start
 * in noise may claim the good packet behind it. Bytes outside packets, the mark FF among them, are passed over.
 */
export function createPacketFramer(): PacketFramer {
  const waiting = new Uint8Array(longestPacket * 2)
  let count = 0
  let lastAt = 0
  let rejected = 0

  const drop = (bytes: number): void => {
    waiting.copyWithin(0, bytes, count)
    count -= bytes
  }
  const next = (): Packet | null => {
    for (;;) {
      const start = waiting.subarray(0, count).indexOf(startOfMessage)
      drop(start < 0 ? count : start)
      if (count < headerLength) return null
      const length = (waiting[2] ?? 0) | ((waiting[3] ?? 0) << 8)
      const control = waiting[4] ?? 0
      const least = headerLength + 1 + ((control & 4) !== 0 ? 2 : 1)
      const plausible = length >= least && length <= longestPacket && control <= 0x0f
      if (plausible && count < length) return null
      const packet = plausible ? decodePacket(waiting.subarray(0, length)) : null
      drop(packet === null ? 1 : length)
      if (packet !== null) return packet
      rejected += 1
    }
  }
  const all = (): Packet[] => {
    const packets: Packet[] = []
    for (let packet = next(); packet !== null; packet = next()) packets.push(packet)
    return packets
  }
  const rest = (): Packet[] => {
    const packets: Packet[] = []
    while (count > 0) {
      drop(1)
      rejected += 1
      packets.push(...all())
    }
    return packets
  }

  return {
    push(bytes, at) {
      const packets = at - lastAt >= interCharacterMs ? rest() : []
      lastAt = at
      for (let from = 0; from < bytes.length;) {
        const part = bytes.subarray(from, from + waiting.length - count)
        waiting.set(part, count)
        count += part.length
        from += part.length
        packets.push(...all())
      }
      return packets
    },
    get restAfterMs() {
      return count > 0 ? interCharacterMs : null
    },
    rest,
    get rejected() {
      return rejected
    },
  }
}
