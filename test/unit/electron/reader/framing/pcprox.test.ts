import { describe, expect, it } from 'vitest'
import { anyDigits, decodeDigits } from '../../../../../electron/reader/format/digits.ts'
import { mapFrames } from '../../../../../electron/reader/framing/framing.ts'
import { createPcproxFramer } from '../../../../../electron/reader/framing/pcprox.ts'
import { ascii, fuzz } from '../../../../fixtures/reader-fuzz.ts'

const talk = [
  '\r\nRF IDeas>',
  '\r\nRF IDeas>{3}',
  'rfid:beep.now\r',
  '\r\nRF IDeas>{0x1000,2,0x0000,80;0x000000801DD1910B2F04}',
]

describe('the framing of rf IDEAS readers', () => {
  it.each(talk)('passes over %j before a card and after it', (text) => {
    const framer = createPcproxFramer()
    expect(framer.push(ascii(`${text}123:4567\r${text}\r\n123:4568\r`), 0)).toEqual(['123:4567', '123:4568'])
  })

  it('passes over what says that the card has gone, with and without a line of its own', () => {
    const framer = createPcproxFramer({ gone: '~G' })
    expect(framer.push(ascii('4567\r~G\r~G4568\r~G~G4569\r'), 0)).toEqual(['4567', '4568', '4569'])
  })

  it('loses no card and invents none in noise, aborted lines and chunks of any size', () => {
    const settings = { ...anyDigits, base: 'decimal', formats: ['em4100'] } as const
    const { seed, wrong } = fuzz({
      create: () => mapFrames(createPcproxFramer(), (line) => decodeDigits(line, settings)?.identity ?? null),
      frame(random) {
        const value = 2n ** 39n + BigInt(random.below(2 ** 32))
        const said = random.below(2) === 0 ? (talk[random.below(talk.length)] ?? '') : ''
        const frame = `em4100:${value.toString(16).toUpperCase()}`
        return { frame, bytes: ascii(`${said}${value}\r`) }
      },
      silence: 501,
      count: 1000,
    })
    expect({ seed, wrong }).toEqual({ seed, wrong: [] })
  })
})
