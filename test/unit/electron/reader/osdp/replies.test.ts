import { describe, expect, it } from 'vitest'
import { buzzerData, keySetData, ledData } from '../../../../../electron/reader/osdp/commands.ts'
import {
  readCapabilities,
  readFormatted,
  readIdentity,
  readKeypad,
  readLocalStatus,
  readRaw,
} from '../../../../../electron/reader/osdp/replies.ts'
import { bytesOf } from '../../../../fixtures/em4100-vectors.ts'

describe('what a device answers', () => {
  it('says who it is', () => {
    expect(readIdentity(bytesOf('0A00170300CAFEDEED015002'))).toEqual({
      vendor: '0A0017',
      model: 3,
      version: 0,
      serialNumber: 0xeddefeca,
      firmware: '1.80.2',
    })
    expect(readIdentity(bytesOf('0A0017'))).toBeNull()
  })

  it('says what it can', () => {
    expect(readCapabilities(bytesOf('030100040101050101080000090000'))).toEqual({
      leds: true,
      buzzer: true,
      crc: false,
      secureChannel: false,
      defaultKey: false,
    })
    expect(readCapabilities(bytesOf('0301'))).toBeNull()
  })

  it.each([
    ['050010001 2AB', 5, '0001001010101011'],
    ['00001A00BD88EB80', 0, '10111101100010001110101110'],
    ['00002300C1D80190E0', 0, '11000001110110000000000110010000111'],
  ])('gives a card’s bits: %s', (data, reader, bits) => {
    expect(readRaw(bytesOf(data.replaceAll(' ', '')))).toEqual({ reader, bits })
  })

  it.each(['', '00001A00BD88EB', '00001A00BD88EB8000', '00000000', '0000000000'])('gives no card in %j', (data) => {
    expect(readRaw(bytesOf(data))).toBeNull()
  })

  it('gives a card’s characters, forward or backward', () => {
    const text = Buffer.from('testinput').toString('hex')
    expect(readFormatted(bytesOf(`050009${text}`))).toEqual({ reader: 5, text: 'testinput' })
    expect(readFormatted(bytesOf('000103333231'))).toEqual({ reader: 0, text: '123' })
    expect(readFormatted(bytesOf(`050008${text}`))).toBeNull()
    expect(readFormatted(bytesOf('00000100'))).toBeNull()
  })

  it('gives keys, with star and hash', () => {
    expect(readKeypad(bytesOf('0005313233340D'))).toEqual({ reader: 0, keys: '1234#' })
    expect(readKeypad(bytesOf('00017F'))).toEqual({ reader: 0, keys: '*' })
    expect(readKeypad(bytesOf('000141'))).toBeNull()
    expect(readKeypad(bytesOf('00023131 31'.replace(' ', '')))).toBeNull()
  })

  it('says how it is', () => {
    expect(readLocalStatus(bytesOf('0001'))).toEqual({ tampered: false, powerFailed: true })
    expect(readLocalStatus(bytesOf('00'))).toBeNull()
  })
})

describe('what a device is told', () => {
  it('shows green for two seconds, then red, as published', () => {
    const green = { on: 'green', off: 'off', onTime: 20, offTime: 0, lasts: 20 } as const
    const red = { on: 'red', off: 'off', onTime: 1, offTime: 0 } as const
    expect(Buffer.from(ledData(green, red)).toString('hex')).toBe('0000021400020014000101000100')
  })

  it('flashes red for two seconds, as published', () => {
    const flashes = { on: 'red', off: 'off', onTime: 2, offTime: 2, lasts: 20 } as const
    expect(Buffer.from(ledData(flashes, null)).toString('hex')).toBe('0000020202010014000000000000')
  })

  it('beeps, but never without end', () => {
    expect(Buffer.from(buzzerData(1, 1, 3)).toString('hex')).toBe('0002010103')
    expect(() => buzzerData(1, 1, 0)).toThrow(RangeError)
  })

  it('takes keys of sixteen bytes only', () => {
    expect(() => keySetData(new Uint8Array(15))).toThrow(RangeError)
  })
})
