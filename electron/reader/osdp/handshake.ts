import { security } from './codes.ts'
import type { Packet } from './packet.ts'
import { createSecureSession, cryptogram, defaultKey, initialMac, isSame, sessionKeys } from './secure-channel.ts'
import type { SecureSession, SessionKeys } from './secure-channel.ts'

const randomLength = 8
const clientLength = 32
const accepted = 1

/** The four steps that set a secure channel up, without the line between them. */
export function createHandshake(key: Uint8Array, random: (length: number) => Uint8Array) {
  const panelRandom = random(randomLength)
  const block = (type: number) => ({ type, data: Uint8Array.of(isSame(key, defaultKey) ? 0 : 1) })
  let keys: SessionKeys | null = null
  let server: Uint8Array | null = null

  return {
    challenge: { security: block(security.challenge), data: panelRandom },
    /** The panel's proof for the device's; null when the device does not know the key, undefined for no such reply. */
    prove(packet: Packet): { security: { type: number; data: Uint8Array }; data: Uint8Array } | null | undefined {
      if (packet.security?.type !== security.clientCryptogram || packet.data.length !== clientLength) return undefined
      const deviceRandom = packet.data.subarray(randomLength, 2 * randomLength)
      keys = sessionKeys(key, panelRandom)
      const proof = cryptogram(keys, panelRandom, deviceRandom)
      if (!isSame(proof, packet.data.subarray(2 * randomLength))) return null
      server = cryptogram(keys, deviceRandom, panelRandom)
      return { security: block(security.serverCryptogram), data: server }
    },
    /** The session, or null when the device does not take the panel's proof or answers with another MAC. */
    finish(packet: Packet): SecureSession | null {
      if (keys === null || server === null) return null
      if (packet.security?.type !== security.initialMac || packet.security.data[0] !== accepted) return null
      const first = initialMac(keys, server)
      return isSame(first, packet.data) ? createSecureSession(keys, first) : null
    },
  }
}
