import { describe, expect, it } from 'vitest'
import { createPacketFramer } from '../../../../../electron/reader/osdp/framer.ts'
import { crc16, decodePacket, encodePacket } from '../../../../../electron/reader/osdp/packet.ts'
import { bytesOf } from '../../../../fixtures/em4100-vectors.ts'
import { liveTrace, osdpFrames } from '../../../../fixtures/osdp-vectors.ts'
import { createRandom } from '../../../../fixtures/random.ts'
import { flood, fuzz, play } from '../../../../fixtures/reader-fuzz.ts'

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase()
const [poll, keypad] = [bytesOf('530008000460EBAA'), bytesOf('53800F0007530005313233340D1CFE')]

describe('OSDP packets', () => {
  it('have the CRC of the standard', () => {
    expect(crc16(Buffer.from('123456789'))).toBe(0xe5cc)
  })

  it.each(osdpFrames)('%s is built and read as published', (_name, { data, ...parts }, frame) => {
    expect(hex(encodePacket({ ...parts, data: bytesOf(data) }))).toBe(frame)
    expect(decodePacket(bytesOf(frame))).toMatchObject({ ...parts, security: null, mac: null })
    expect(hex(decodePacket(bytesOf(frame))?.data ?? poll)).toBe(data)
  })

  it.each(liveTrace)('reads %s of a live line, and builds it again', (frame) => {
    const packet = decodePacket(bytesOf(frame))
    expect(packet?.security).not.toBeNull()
    if (packet === null) return
    const { mac, ...parts } = packet
    const again = encodePacket({ ...parts, ...(mac === null ? {} : { mac: () => mac }) })
    expect(hex(again)).toBe(frame.toUpperCase())
  })

  it.each(osdpFrames)('%s with any one bit turned is none', (_name, _parts, frame) => {
    const bytes = bytesOf(frame)
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const turned = Uint8Array.from(bytes)
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const framer = createPacketFramer()
      expect({ bit, packets: [...framer.push(turned, 0), ...(framer.rest?.() ?? [])].length }).toEqual({
        bit,
        packets: 0,
      })
    }
  })

  it('with a security block longer than itself is none', () => {
    const body = [0x53, 0x00, 0x0b, 0x00, 0x0c, 0x20, 0x15, 0x60, 0x00]
    const check = crc16(Uint8Array.from(body))
    expect(decodePacket(Uint8Array.from([...body, check & 0xff, check >> 8]))).toBeNull()
  })
})

describe('the framing of OSDP', () => {
  it('finds packets split anywhere, between marks', () => {
    const bytes = Uint8Array.from([0xff, 0xff, ...poll, 0xff, ...keypad])
    for (let size = 1; size <= bytes.length; size += 1) {
      expect(play(createPacketFramer(), [{ after: 0, bytes }], () => size).map(({ code }) => code)).toEqual([
        0x60, 0x53,
      ])
    }
  })

  it('gives up a start in noise that claims the packet behind it, once the line is silent', () => {
    const framer = createPacketFramer()
    expect(framer.push(Uint8Array.from([0x53, 0x80, 0x40, 0x00, 0x04, ...poll]), 0)).toEqual([])
    expect(framer.restAfterMs).toBe(150)
    expect(framer.rest?.().map(({ code }) => code)).toEqual([0x60])
  })

  it('does not glue half a packet to what comes after a silence', () => {
    const framer = createPacketFramer()
    framer.push(keypad.subarray(0, 9), 0)
    expect(framer.push(poll, 150).map(({ code }) => code)).toEqual([0x60])
  })

  it('loses no packet and invents none in noise, aborted packets and chunks of any size', () => {
    const { seed, wrong } = fuzz({
      create: () => {
        const framer = createPacketFramer()
        const codes = (packets: ReturnType<typeof framer.push>) => packets.map(({ data }) => hex(data))
        return {
          push: (bytes, at) => codes(framer.push(bytes, at)),
          get restAfterMs() {
            return framer.restAfterMs ?? null
          },
          rest: () => codes(framer.rest?.() ?? []),
          rejected: 0,
        }
      },
      frame(random) {
        const data = random.bytes(1 + random.below(40))
        // Starts of messages within a message are what the framer must not stumble over.
        for (let count = random.below(3); count > 0; count -= 1) data[random.below(data.length)] = 0x53
        const bytes = encodePacket({ address: 0, reply: true, sequence: 1, crc: true, code: 0x50, data })
        return { frame: hex(data), bytes }
      },
      silence: 150,
    })
    expect({ seed, wrong }).toEqual({ seed, wrong: [] })
  })

  it('finds packets behind noise and starts that claim them, without any pause', () => {
    // Always the same noise: of all false starts one in 65,536 has a right CRC, which is no fault of the framer.
    const random = createRandom(20_260_101)
    const parts: Uint8Array[] = []
    for (let index = 0; index < 2000; index += 1) {
      const claim = [0x53, 0x80, 8 + random.below(60), 0x00, 0x04]
      parts.push(random.bytes(random.below(20)), Uint8Array.from(random.below(2) === 0 ? claim : []), keypad)
    }
    const stream = Uint8Array.from(Buffer.concat(parts))
    const found = play(createPacketFramer(), [{ after: 0, bytes: stream }], () => 1 + random.below(40))
    expect(found).toHaveLength(2000)
  })

  it.each([
    ['starts', () => 0x53],
    ['FF', () => 0xff],
    ['false headers', (index: number) => [0x53, 0x00, 0xff, 0x01, 0x04][index % 5] ?? 0],
  ])('keeps at most two packets of a MiB of %s, and reads the next one', (_what, byte) => {
    const framer = createPacketFramer()
    expect(flood(framer, byte)).toBe(0)
    expect(framer.push(poll, 1000).map(({ code }) => code)).toEqual([0x60])
  })
})
