import { describe, expect, it } from 'vitest'
import { createHandshake } from '../../../../../electron/reader/osdp/handshake.ts'
import { decodePacket, encodePacket } from '../../../../../electron/reader/osdp/packet.ts'
import type { Packet } from '../../../../../electron/reader/osdp/packet.ts'
import { readCapabilities } from '../../../../../electron/reader/osdp/replies.ts'
import { cryptogram, defaultKey, initialMac, sessionKeys } from '../../../../../electron/reader/osdp/secure-channel.ts'
import { keySetData } from '../../../../../electron/reader/osdp/commands.ts'
import { bytesOf } from '../../../../fixtures/em4100-vectors.ts'
import { liveKey, liveTrace } from '../../../../fixtures/osdp-vectors.ts'

const hex = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('hex')
const line = (number: number): string => liveTrace[number - 1] ?? ''
function packet(number: number): Packet {
  const read = decodePacket(bytesOf(line(number)))
  if (read === null) throw new Error(`line ${number} is no packet`)
  return read
}
const parts = { address: 0, reply: false, crc: true }

/** Goes through a handshake of the trace, whose first line is given, and compares every byte that the panel sends. */
function shakeHands(first: number, key: Uint8Array) {
  const handshake = createHandshake(key, () => packet(first).data)
  expect(hex(encodePacket({ ...parts, sequence: 1, code: 0x76, ...handshake.challenge }))).toBe(line(first))
  const proof = handshake.prove(packet(first + 1))
  if (proof === null || proof === undefined) throw new Error('the device did not prove itself')
  expect(hex(encodePacket({ ...parts, sequence: 2, code: 0x77, ...proof }))).toBe(line(first + 2))
  const session = handshake.finish(packet(first + 3))
  if (session === null) throw new Error('the device did not take the proof')
  return session
}

describe('the secure channel', () => {
  it('derives the keys, cryptograms and first MAC of the standard’s annex E', () => {
    const [panel, device] = [bytesOf('B0B1B2B3B4B5B6B7'), bytesOf('A0A1A2A3A4A5A6A7')]
    const keys = sessionKeys(defaultKey, panel)
    expect([keys.encryption, keys.mac1, keys.mac2].map(hex)).toEqual([
      'bf8dc2a8329acb8c67c6d0cd9a451682',
      '5e86c676603bdee2d8beafe178637332',
      '6fda86e857777e81132035758239172e',
    ])
    const server = cryptogram(keys, device, panel)
    expect(hex(server)).toBe('26d3356e07762d262801fc8e6665a891')
    expect(hex(cryptogram(keys, panel, device))).toBe('fde5d2f428ec16312471ea3c02bd7796')
    expect(hex(initialMac(keys, server))).toBe('b2a30057eb98ba2229ec1f875662b524')
  })

  it('sends and understands the live line byte for byte, with the default key and with one of its own', () => {
    const session = shakeHands(1, defaultKey)
    const sealed = session.seal({ address: 0, crc: true, sequence: 3, code: 0x75, data: keySetData(bytesOf(liveKey)) })
    expect(hex(sealed)).toBe(line(5))
    expect(packet(6).code).toBe(0x40)
    expect(session.open(packet(6))).toHaveLength(0)

    const second = shakeHands(7, bytesOf(liveKey))
    expect(hex(second.seal({ address: 0, crc: true, sequence: 3, code: 0x62, data: Uint8Array.of(0) }))).toBe(line(11))
    const data = second.open(packet(12))
    expect(hex(data)).toBe(
      '010208020210030100040101050100060101080100090101' + '0a00030b00030c00000d00000e00000f0000100200',
    )
    expect(readCapabilities(data ?? new Uint8Array())).toEqual({
      leds: true,
      buzzer: true,
      crc: true,
      secureChannel: true,
      defaultKey: true,
    })
  })

  it('refuses a device that does not know the key', () => {
    const handshake = createHandshake(bytesOf(liveKey), () => packet(1).data)
    expect(handshake.prove(packet(2))).toBeNull()
    expect(handshake.finish(packet(4))).toBeNull()
  })

  it('refuses a device that does not take the proof, or answers with another first MAC', () => {
    const handshake = createHandshake(defaultKey, () => packet(1).data)
    handshake.prove(packet(2))
    const last = packet(4)
    expect(handshake.finish({ ...last, security: { type: 0x14, data: Uint8Array.of(0xff) } })).toBeNull()
    expect(handshake.finish({ ...last, data: last.data.map((byte) => byte ^ 1) })).toBeNull()
    expect(handshake.finish(last)).not.toBeNull()
  })

  it.each([
    [
      'a MAC with one bit turned',
      (good: Packet) => ({ ...good, mac: (good.mac ?? good.data).map((byte) => byte ^ 1) }),
    ],
    ['no MAC', (good: Packet) => ({ ...good, mac: null })],
    ['no security block', (good: Packet) => ({ ...good, security: null })],
    ['other bytes under the MAC', (good: Packet) => ({ ...good, sealed: good.sealed.map((byte) => byte ^ 1) })],
    [
      'a block meant for the other direction',
      (good: Packet) => ({ ...good, security: { type: 0x15, data: new Uint8Array() } }),
    ],
  ])('does not open a reply with %s', (_what, spoil) => {
    const session = shakeHands(1, defaultKey)
    session.seal({ address: 0, crc: true, sequence: 3, code: 0x75, data: keySetData(bytesOf(liveKey)) })
    expect(session.open(spoil(packet(6)))).toBeNull()
  })

  it('does not open the same reply twice', () => {
    const session = shakeHands(1, defaultKey)
    session.seal({ address: 0, crc: true, sequence: 3, code: 0x75, data: keySetData(bytesOf(liveKey)) })
    expect(session.open(packet(6))).not.toBeNull()
    session.seal({ address: 0, crc: true, sequence: 1, code: 0x60 })
    expect(session.open(packet(6))).toBeNull()
  })
})
