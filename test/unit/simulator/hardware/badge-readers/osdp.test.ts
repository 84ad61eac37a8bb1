import { describe, expect, it } from 'vitest'
import { buildFirmware } from '../../../../../simulator/hardware/badge-readers/kinds.ts'
import { crc16, createPacketReader, encodePacket } from '../../../../../simulator/hardware/badge-readers/osdp-packet.ts'
import { fmtData } from '../../../../../simulator/hardware/badge-readers/osdp.ts'
import { encodeWiegand } from '../../../../../simulator/hardware/badge-readers/wiegand-formats.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
let now = 0
const open = (settings: object = {}) => buildFirmware('osdp', settings, () => now)
const say = (reader: ReturnType<typeof open>, bytes: string) =>
  reader.hear?.(hex(bytes)).toString('hex').toUpperCase().replace(/^$/, 'nothing')

const POLL = ['530008000460EBAA', '530008000560DA99', '53000800066089CC', '530008000760B8FF']
const ACK = ['53800800044059AC', '538008000540689F', '5380080006403BCA', '5380080007400AF9']

/** A reader that has been polled up to, not including, this sequence number. */
function polledTo(sequence: number, settings: object = {}) {
  const reader = open(settings)
  for (const poll of POLL.slice(0, sequence)) reader.hear?.(hex(poll))
  return reader
}

it('computes the CRC of the standard', () => {
  expect(crc16(Buffer.from('123456789'))).toBe(0xe5cc)
})

it('builds packets as published, with CRC and with checksum', () => {
  const packet = { address: 0, reply: false, sequence: 0, crc: true, code: 0x60, data: Buffer.alloc(0) }
  expect(encodePacket(packet)).toEqual(hex('53 00 08 00 04 60 EB AA'))
  expect(encodePacket({ ...packet, crc: false })).toEqual(hex('53000700006046'))
  expect(encodePacket({ ...packet, crc: false, sequence: 2 })).toEqual(hex('53 00 07 00 02 60 44'))
  expect(encodePacket({ ...packet, reply: true, code: 0x79 })).toEqual(hex('538008000479230B'))
  const comset = { ...packet, address: 0x7f, code: 0x6e, data: hex('0080250000') }
  expect(encodePacket(comset)).toEqual(hex('537F0D00046E00802500006E38'))
  expect(encodePacket({ ...comset, crc: false })).toEqual(hex('537F0C00006E00802500000F'))
})

describe('an OSDP reader', () => {
  it('acknowledges polls, sequence by sequence', () => {
    const reader = open()
    expect(POLL.map((poll) => say(reader, poll))).toEqual(ACK)
    expect(say(reader, POLL[1] ?? '')).toBe(ACK[1])
  })

  it('answers polls with a checksum by a checksum', () => {
    expect(say(open(), '53000700006046')).toBe('538007000040E6')
  })

  it('says who it is', () => {
    expect(say(open(), '53000900046100C066')).toBe('5380140004450A00170300CAFEDEED015002043B')
    expect(say(open(), '537F09000461005FE6')).toBe('5380140004450A00170300CAFEDEED015002043B')
  })

  it('lists what it can in records of three', () => {
    const answer = hex(say(polledTo(2), '53000900066200F35D') ?? '')
    expect(answer[5]).toBe(0x46)
    const records = answer.subarray(6, -2)
    expect(records.length % 3).toBe(0)
    const of = (code: number) => [...records].findIndex((byte, index) => index % 3 === 0 && byte === code)
    expect(records[of(8) + 1]).toBe(1)
    expect(records[of(9) + 1]).toBe(0)
    expect(records.readUInt16LE(of(10) + 1)).toBe(128)
  })

  it.each([
    [
      2,
      { kind: 'wiegand', bits: encodeWiegand('H10301', { facility_code: 123, card_number: 4567 }) },
      '53801000065000001A00BD88EB80636C',
    ],
    [
      1,
      { kind: 'wiegand', bits: encodeWiegand('C1k35s', { facility_code: 118, card_number: 1603 }) },
      '53801100055000002300C1D80190E0C9FB',
    ],
    [1, { kind: 'uid', hex: '04A1B2C3' }, '5380100005500000200004A1B2C353A2'],
    [3, { kind: 'keys', keys: '1234#' }, '53800F0007530005313233340D1CFE'],
  ] as const)('tells at poll %s what was held to it', (sequence, credential, frame) => {
    const reader = polledTo(sequence)
    expect(reader.read(credential)).toHaveLength(0)
    expect(say(reader, POLL[sequence] ?? '')).toBe(frame)
  })

  it('tells a card once, and again only to the same packet repeated', () => {
    const reader = polledTo(1)
    reader.read({ kind: 'em4100', tag: '3C00CE754C' })
    const told = say(reader, POLL[1] ?? '')
    expect(told).toMatch(/^53801000055000001A00673AA600/)
    expect(say(reader, POLL[1] ?? '')).toBe(told)
    expect(say(reader, POLL[2] ?? '')).toBe(ACK[2])
  })

  it('gives a card in characters when told to', () => {
    expect(fmtData('testinput', 5)).toEqual(hex('050009' + Buffer.from('testinput').toString('hex')))
    const reader = polledTo(1, { cards: 'fmt' })
    reader.read({ kind: 'em4100', tag: '3C00CE754C' })
    const answer = hex(say(reader, POLL[1] ?? '') ?? '')
    expect(answer[5]).toBe(0x51)
    expect(answer.subarray(6, -2)).toEqual(hex('000008' + Buffer.from('13530444').toString('hex')))
  })

  it('says by itself that its power fails', () => {
    const reader = open()
    reader.setStatus?.({ powerFailed: true })
    expect(say(reader, POLL[0] ?? '')).toBe('53800A00044800010FA1')
    expect(say(reader, POLL[1] ?? '')).toBe(ACK[1])
    expect(say(reader, '5300080006640D8C')).toBe(
      encodePacket({ address: 0, reply: true, sequence: 2, crc: true, code: 0x48, data: hex('0001') })
        .toString('hex')
        .toUpperCase(),
    )
  })

  it('shows the light and makes the beeps it is told to', () => {
    const reader = polledTo(1)
    expect(say(reader, '53 00 16 00 05 69 00 00 02 14 00 02 00 14 00 01 01 00 01 00 88 2E')).toBe(ACK[1])
    expect(reader.shown?.()).toEqual({ light: 'green', beeps: 0 })
    now += 2000
    expect(reader.shown?.()).toEqual({ light: 'red', beeps: 0 })
    expect(say(reader, '53 00 0D 00 06 6A 00 02 01 01 03 18 BE')).toBe(ACK[2])
    expect(reader.shown?.()).toEqual({ light: 'red', beeps: 3 })
  })

  it('refuses Secure Channel with NAK 5', () => {
    expect(say(polledTo(1), '53 00 13 00 0d 03 11 00 76 cd cd 92 12 12 d3 ee 6a 8c 8b')).toBe('5380090005410593D3')
  })

  it.each([
    ['a spoilt check', '530008000460EBAB', 1],
    [
      'a command without its data',
      encodePacket({ address: 0, reply: false, sequence: 0, crc: true, code: 0x61, data: Buffer.alloc(0) }).toString(
        'hex',
      ),
      2,
    ],
    [
      'a command it does not know',
      encodePacket({ address: 0, reply: false, sequence: 0, crc: true, code: 0x80, data: Buffer.alloc(0) }).toString(
        'hex',
      ),
      3,
    ],
  ])('refuses %s', (_what, bytes, reason) => {
    const answer = hex(say(open(), bytes) ?? '')
    expect([answer[5], answer[6]]).toEqual([0x41, reason])
  })

  it('refuses a sequence number out of turn, and starts anew with 0', () => {
    const reader = polledTo(2)
    const answer = hex(say(reader, POLL[3] ?? '') ?? '')
    expect([answer[5], answer[6]]).toEqual([0x41, 4])
    expect(say(reader, POLL[0] ?? '')).toBe(ACK[0])
  })

  it('does not answer what is for another, nor its own echo', () => {
    const reader = open({ address: 5 })
    expect(say(reader, POLL[0] ?? '')).toBe('nothing')
    expect(say(open(), ACK[0] ?? '')).toBe('nothing')
  })

  it('takes another address, and answers under the one before a last time', () => {
    const reader = open()
    const comset = encodePacket({
      address: 0,
      reply: false,
      sequence: 0,
      crc: true,
      code: 0x6e,
      data: hex('0580250000'),
    })
    expect(hex(say(reader, comset.toString('hex')) ?? '').subarray(1, 2)).toEqual(hex('80'))
    expect(say(reader, POLL[1] ?? '')).toBe('nothing')
    const poll = encodePacket({ address: 5, reply: false, sequence: 1, crc: true, code: 0x60, data: Buffer.alloc(0) })
    expect(hex(say(reader, poll.toString('hex')) ?? '')[1]).toBe(0x85)
  })
})

it('finds packets in any pieces, between marks, noise and false starts', () => {
  const stream = Buffer.concat([
    hex('FFFF'),
    hex(POLL[0] ?? ''),
    hex('530A'),
    hex('53'),
    hex(POLL[1] ?? ''),
    hex('00FF'),
  ])
  const whole = Buffer.concat([stream, hex(POLL[2] ?? '')])
  for (let size = 1; size <= whole.length; size++) {
    const reader = createPacketReader()
    const good: number[] = []
    for (let at = 0; at < whole.length; at += size) {
      for (const heard of reader.push(whole.subarray(at, at + size))) if (heard.good) good.push(heard.packet.sequence)
    }
    expect(good).toEqual([0, 1, 2])
  }
})
