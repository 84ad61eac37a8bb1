import { describe, expect, it } from 'vitest'
import { buildFirmware } from '../../../../../simulator/hardware/badge-readers/kinds.ts'
import { lastRead } from '../../../../../simulator/hardware/badge-readers/pcprox.ts'

describe('an ELATEC TWN4 with the Simple Protocol', () => {
  const open = () => buildFirmware('twn4-simple', {}, () => 0)
  const say = (reader: ReturnType<typeof open>, request: string) => reader.hear?.(Buffer.from(request)).toString()

  it('says nothing unasked, and finds a card by SearchTag while it lies there', () => {
    const reader = open()
    expect(say(reader, '0500FF\r')).toBe('0000\r')
    expect(reader.read({ kind: 'uid', hex: 'DEADBEEF' })).toHaveLength(0)
    expect(say(reader, '0500FF\r')).toBe('0001802004DEADBEEF\r')
    reader.release?.()
    expect(say(reader, '0500FF\r')).toBe('0000\r')
  })

  it('finds all forty bits of an EM4100 card', () => {
    const reader = open()
    reader.read({ kind: 'em4100', tag: '3C00CE754C' })
    expect(say(reader, '0500FF\r')).toBe('00014028053C00CE754C\r')
  })

  it('beeps and lights when told to, in however many pieces', () => {
    const reader = open()
    expect(say(reader, '0407646009')).toBe('')
    expect(say(reader, '64000000\r041003\r041102\r')).toBe('00\r00\r00\r')
    expect(reader.shown?.()).toEqual({ light: 'green', beeps: 1 })
  })

  it.each([
    ['09FF\r', '01\r'],
    ['0500\r', '02\r'],
    ['0500FFFF\r', '03\r'],
    ['05X0FF\r', '05\r'],
  ])('answers %j with %j', (request, answer) => {
    expect(say(open(), request)).toBe(answer)
  })

  it('says its version with its length', () => {
    const answer = say(open(), '0004FF\r') ?? ''
    const text = Buffer.from(answer.slice(4, -1), 'hex').toString()
    expect(text).toMatch(/^TWN4\//)
    expect(Number.parseInt(answer.slice(2, 4), 16)).toBe(text.length)
  })
})

describe('an ELATEC TWN4 as it comes', () => {
  it('sends hex and CR, and tells the same card again after two seconds', () => {
    const reader = buildFirmware('twn4', { banner: true }, () => 0)
    expect(reader.wake?.().toString()).toMatch(/^TWN4\/.*\r$/)
    expect(reader.read({ kind: 'uid', hex: '04A1B2C3D4E580' })?.toString()).toBe('04A1B2C3D4E580\r')
    expect(reader.repeatMilliseconds).toBe(2000)
  })
})

describe('an rf IDEAS pcProx', () => {
  let now = 0
  const open = (settings: object = {}) => buildFirmware('pcprox', settings, () => now)
  const say = (reader: ReturnType<typeof open>, request: string) => reader.hear?.(Buffer.from(request)).toString()
  const CARD = { kind: 'wiegand', bits: '10111101100010001110101110' } as const

  it('sends the number, with the facility code before it when told to', () => {
    expect(open().read(CARD)?.toString()).toBe('4567\r')
    expect(open({ facility: ':' }).read(CARD)?.toString()).toBe('123:4567\r')
    expect(open({ base: 'hex', facility: ':' }).read(CARD)?.toString()).toBe('7B:11D7\r')
    expect(open({ base: 'hex' }).read({ kind: 'em4100', tag: '3C00CE754C' })?.toString()).toBe('3C00CE754C\r')
  })

  it('sends its gone-characters when the card leaves', () => {
    expect(open({ gone: '-\r' }).release?.().toString()).toBe('-\r')
  })

  it('puts its prompt before every answer', () => {
    const reader = open()
    expect(say(reader, 'rfid:out.led=3\r')).toBe('\r\nRF IDeas>')
    expect(say(reader, 'rfid:out.led?\r')).toBe('\r\nRF IDeas>{3}')
    expect(say(reader, 'rfid:beep.now\rnonsense\r')).toBe('\r\nRF IDeas>')
    expect(reader.shown?.()).toEqual({ light: 'amber', beeps: 1 })
  })

  it('tells the last card with its age', () => {
    expect(lastRead(0x1000, 2, 80, '801DD1910B2F04')).toBe('{0x1000,2,0x0000,80;0x000000801DD1910B2F04}')
    const reader = open()
    reader.read({ kind: 'em4100', tag: '3C00CE754C' })
    now += 480
    expect(say(reader, 'rfid:qid\r')).toBe('\r\nRF IDeas>{0x000A,0,0x0000,40;0x00000000003C00CE754C}')
  })
})
