import { describe, expect, it } from 'vitest'
import { createConverterFramer } from '../../../../../electron/reader/framing/converter.ts'
import { ascii, flood, fuzz } from '../../../../fixtures/reader-fuzz.ts'

describe('the framing of Wiegand converters', () => {
  it('reads cards as lines', () => {
    expect(createConverterFramer().push(ascii('0000123478\r\n7B11D7\r123,4567\n'), 0)).toEqual([
      { kind: 'card', text: '0000123478' },
      { kind: 'card', text: '7B11D7' },
      { kind: 'card', text: '123,4567' },
    ])
  })

  it('reads a card that comes byte by byte', () => {
    const framer = createConverterFramer()
    const frames = [...ascii('0000123478\r\n')].flatMap((byte, index) => framer.push(Uint8Array.of(byte), index))
    expect(frames).toEqual([{ kind: 'card', text: '0000123478' }])
  })

  it('takes a single character for a key once it has been silent', () => {
    const framer = createConverterFramer()
    expect(framer.push(ascii('1'), 0)).toEqual([])
    expect(framer.restAfterMs).toBe(50)
    expect(framer.push(ascii('#'), 300)).toEqual([{ kind: 'key', key: '1' }])
    expect(framer.rest?.()).toEqual([{ kind: 'key', key: '#' }])
    expect(framer.restAfterMs).toBeNull()
  })

  it('reads a card after keys', () => {
    const framer = createConverterFramer()
    framer.push(ascii('7'), 0)
    expect(framer.push(ascii('0000123478\r\n'), 200)).toEqual([
      { kind: 'key', key: '7' },
      { kind: 'card', text: '0000123478' },
    ])
    expect(framer.restAfterMs).toBeNull()
  })

  it('loses no card and no key, and invents none, in chunks of any size', () => {
    const { seed, wrong } = fuzz({
      create: createConverterFramer,
      frame(random) {
        const key = '0123456789*#'[random.below(12)] ?? '0'
        if (random.below(3) === 0) return { frame: { kind: 'key', key } as const, bytes: ascii(key) }
        const text = String(random.below(2 ** 32)).padStart(10, '0')
        return { frame: { kind: 'card', text } as const, bytes: ascii(`${text}\r\n`) }
      },
      silence: 501,
      noise: false,
    })
    expect({ seed, wrong }).toEqual({ seed, wrong: [] })
  })

  it('keeps at most one line of a MiB of digits, and reads the next card', () => {
    const framer = createConverterFramer()
    expect(flood(framer, () => 0x31)).toBe(0)
    expect(framer.push(ascii('\r\n0000123478\r\n'), 0)).toEqual([{ kind: 'card', text: '0000123478' }])
  })
})
