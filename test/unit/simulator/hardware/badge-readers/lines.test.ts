import { describe, expect, it } from 'vitest'
import { buildFirmware } from '../../../../../simulator/hardware/badge-readers/kinds.ts'
import { EM4100 } from './goldens.ts'

const line = (kind: 'hex' | 'decimal', settings: object = {}) => buildFirmware(kind, settings, () => 0)

describe('a line of decimal', () => {
  it.each(EM4100)('is the number printed on $id', ({ id, decimal }) => {
    expect(line('decimal').read({ kind: 'em4100', tag: id })?.toString()).toBe(`${decimal}\r`)
  })

  it('has all forty bits, or 24, when told to', () => {
    const card = { kind: 'em4100', tag: '3C00CE754C' } as const
    expect(line('decimal', { bits: 40 }).read(card)?.toString()).toBe('0257711568204\r')
    expect(line('decimal', { bits: 24 }).read(card)?.toString()).toBe('13530444\r')
  })

  it.each([
    ['1EA68671', '1904649758', true],
    ['E43AC9D2', '3536403172', true],
    ['E43AC9D2', '3829058002', false],
  ])('is of the UID %s the number %s', (hex, number, reversed) => {
    expect(line('decimal', { reversed }).read({ kind: 'uid', hex })?.toString()).toBe(`${number}\r`)
  })
})

describe('a line of hex', () => {
  it.each([
    ['cr', '\r'],
    ['lf', '\n'],
    ['crlf', '\r\n'],
    ['tab', '\t'],
    ['etx', '\x03'],
    ['none', ''],
  ])('ends in %s when told to', (terminator, end) => {
    expect(line('hex', { terminator }).read({ kind: 'em4100', tag: '3C00CE754C' })?.toString()).toBe(`3C00CE754C${end}`)
  })

  it('has its prefix and suffix', () => {
    const reader = line('hex', { prefix: '%', suffix: '?' })
    expect(reader.read({ kind: 'uid', hex: '04A1B2C3' })?.toString()).toBe('%04A1B2C3?\r')
  })

  it('turns the bytes of a UID round when told to', () => {
    expect(line('hex', { reversed: true }).read({ kind: 'uid', hex: '5FA1DD4C' })?.toString()).toBe('4CDDA15F\r')
  })

  it('keeps leading zeros', () => {
    expect(line('hex', { bits: 32 }).read({ kind: 'em4100', tag: '0100000A0B' })?.toString()).toBe('00000A0B\r')
  })
})

describe('a scanner', () => {
  const scanner = (settings: object = {}) => buildFirmware('scanner', settings, () => 0)
  const code = { kind: 'text', text: 'https://visit.example/i/7F3K9', symbology: 'Q1' } as const

  it('says what kind of code it saw, then the text', () => {
    const bytes = scanner({ terminator: 'crlf' }).read(code)
    expect(bytes?.subarray(0, 3).toString('hex')).toBe('5d5131')
    expect(bytes?.subarray(3).toString()).toBe('https://visit.example/i/7F3K9\r\n')
  })

  it('leaves the kind out when told to', () => {
    expect(scanner({ aim: false }).read(code)?.toString()).toBe('https://visit.example/i/7F3K9\r')
  })

  it('passes any text on in UTF-8', () => {
    expect(scanner({ aim: false, terminator: 'none' }).read({ ...code, text: 'Zoë 🗝' })).toEqual(Buffer.from('Zoë 🗝'))
  })

  it('sees nothing of a card', () => {
    expect(scanner().read({ kind: 'em4100', tag: '3C00CE754C' })).toBeNull()
  })
})

it('refuses a setting that its kind does not have', () => {
  expect(() => line('hex', { colour: 'red' })).toThrow(/colour/)
  expect(() => line('hex', { terminator: 'bell' })).toThrow(/terminator/)
})
