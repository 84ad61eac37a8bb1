import { describe, expect, it } from 'vitest'
import { encodePacket } from '../../../../../simulator/hardware/badge-readers/osdp-packet.ts'
import { createOsdpReader, osdpSettings } from '../../../../../simulator/hardware/badge-readers/osdp.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** A session that was recorded between a panel and a device that are not ours (badge-reader reference, 3.5). */
const RECORDED: readonly (readonly [command: string, reply: string])[] = [
  [
    '53 00 13 00 0d 03 11 00 76 cd cd 92 12 12 d3 ee 6a 8c 8b',
    '53 80 2b 00 0d 03 12 00 76 0a 00 17 03 00 ca fe de 61 62 63 64 65 66 67 68 4b 7e 2f 98 ad 79 bd 96 81 19 a8 d1 d3 db da ee 8e fd',
  ],
  [
    '53 00 1b 00 0e 03 13 00 77 a2 30 f5 d3 3b 25 f4 34 34 92 9a b2 08 de 90 a7 41 03',
    '53 80 1b 00 0e 03 14 01 78 d8 f5 43 e2 07 ac 5d 2e 30 be 9f ac 3a a0 4b ea 95 85',
  ],
  [
    '53 00 2e 00 0f 02 17 75 ea 64 e3 51 74 e3 09 d6 6a d2 80 73 54 cd de 65 9e b5 22 6f 32 56 63 90 91 5e d7 79 87 bf 51 7c 41 25 ec 77 64 96',
    '53 80 0e 00 0f 02 16 40 b1 89 2d fe 52 95',
  ],
  [
    '53 00 13 00 0d 03 11 01 76 63 6e 34 78 f7 08 5c 57 5c e0',
    '53 80 2b 00 0d 03 12 01 76 0a 00 17 03 00 ca fe de 61 62 63 64 65 66 67 68 59 7b 84 67 ad 2b 55 72 96 e1 23 4e 37 9d c3 11 2f 55',
  ],
  [
    '53 00 1b 00 0e 03 13 01 77 db d8 cb 35 c8 11 88 cb dc f5 60 52 1e c8 44 69 35 64',
    '53 80 1b 00 0e 03 14 01 78 b1 e1 99 8a 99 22 92 28 c5 b1 1a 3d 39 22 cc 8d 65 f1',
  ],
]
const GET_CAPABILITIES = '53 00 1e 00 0f 02 17 62 4c bd ac e6 60 da 28 f9 08 0d 31 67 04 be 7a e0 3a e5 5c 71 97 fc'

function device(settings: object = {}) {
  const time = { now: 0 }
  const reader = createOsdpReader(
    osdpSettings.parse({ secure_channel: 'offered', ...settings }),
    () => time.now,
    () => Buffer.from('abcdefgh'),
  )
  const say = (command: string): Buffer => reader.hear?.(hex(command)) ?? Buffer.alloc(0)
  /** Plays the first so many exchanges of the recorded session. */
  const play = (exchanges: number) => RECORDED.slice(0, exchanges).forEach(([command]) => say(command))
  return { reader, say, play, time }
}

const refusal = (answer: Buffer) => (answer[5] === 0x41 ? answer[6] : null)
const plain = (sequence: number, code: number, data = '') =>
  encodePacket({ address: 0, reply: false, sequence, crc: true, code, data: hex(data) }).toString('hex')

describe('Secure Channel', () => {
  it('answers a recorded panel byte for byte as the recorded device did, through a change of key', () => {
    const { say } = device()
    for (const [command, reply] of RECORDED) expect(say(command).toString('hex')).toBe(hex(reply).toString('hex'))
  })

  it('tells in the channel what it can, encrypted', () => {
    const { say, play } = device()
    play(RECORDED.length)
    const answer = say(GET_CAPABILITIES)
    expect([...answer.subarray(4, 8)]).toEqual([0x0f, 0x02, 0x18, 0x46])
    expect(answer).toHaveLength(8 + 32 + 4 + 2)
  })

  it('gives the same answer to the same packet, and takes nothing twice', () => {
    const { say, play } = device()
    play(2)
    const [command = '', reply = ''] = RECORDED[2] ?? []
    expect(say(command)).toEqual(hex(reply))
    expect(say(command)).toEqual(hex(reply))
    expect(say(RECORDED[3]?.[0] ?? '')).toEqual(hex(RECORDED[3]?.[1] ?? ''))
  })

  it('drops the channel for a packet whose MAC is wrong', () => {
    const { say, play } = device()
    play(2)
    const [command = ''] = RECORDED[2] ?? []
    const forged = hex(command)
    forged[8] = (forged[8] ?? 0) ^ 1
    const body = forged.subarray(0, -6)
    const again = encodePacket(
      {
        ...{ address: 0, reply: false, sequence: 3, crc: true, code: 0x75 },
        ...{ security: { type: 0x17, data: Buffer.alloc(0) }, data: body.subarray(8) },
      },
      () => forged.subarray(-6, -2),
    )
    expect(refusal(say(again.toString('hex')))).toBe(6)
    expect(refusal(say(plain(1, 0x75, `0110${'00'.repeat(16)}`)))).toBe(6)
  })

  it('is refused to a panel that does not know the key', () => {
    const { say } = device({ key: '00112233445566778899aabbccddeeff' })
    expect(refusal(say(RECORDED[0]?.[0] ?? ''))).toBe(6)
    say(plain(0, 0x60))
    say(RECORDED[3]?.[0] ?? '')
    const proof = encodePacket({
      ...{ address: 0, reply: false, sequence: 2, crc: true, code: 0x77, data: Buffer.alloc(16) },
      security: { type: 0x13, data: Buffer.from([1]) },
    })
    const answer = say(proof.toString('hex'))
    expect([...answer.subarray(5, 9)]).toEqual([3, 0x14, 0xff, 0x78])
  })

  it('ends after eight seconds without a word', () => {
    const { say, play, time } = device()
    play(2)
    time.now += 8001
    expect(refusal(say(RECORDED[2]?.[0] ?? ''))).toBe(6)
  })

  it('keeps cards from whoever speaks in plain to a device that wants it', () => {
    const { reader, say } = device({ secure_channel: 'required' })
    reader.read({ kind: 'uid', hex: '04A1B2C3' })
    expect(say(plain(0, 0x61, '00'))[5]).toBe(0x45)
    expect(say(plain(1, 0x62, '00'))[5]).toBe(0x46)
    expect(refusal(say(plain(2, 0x60)))).toBe(6)
  })

  it('takes a key in plain from nobody', () => {
    expect(refusal(device().say(plain(0, 0x75, `0110${'00'.repeat(16)}`)))).toBe(6)
  })
})
