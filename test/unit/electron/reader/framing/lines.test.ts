import { describe, expect, it } from 'vitest'
import { anyDigits, decodeDigits } from '../../../../../electron/reader/format/digits.ts'
import { mapFrames } from '../../../../../electron/reader/framing/framing.ts'
import { createLineFramer } from '../../../../../electron/reader/framing/lines.ts'
import type { LineSettings } from '../../../../../electron/reader/framing/lines.ts'
import { bytesOf } from '../../../../fixtures/em4100-vectors.ts'
import { ascii, flood, fuzz, play } from '../../../../fixtures/reader-fuzz.ts'

const read = (text: string, settings: Partial<LineSettings> = {}) => createLineFramer(settings).push(ascii(text), 0)

describe('lines of text', () => {
  it.each([
    ['3C00CE754C\r'],
    ['3C00CE754C\n'],
    ['3C00CE754C\r\n'],
    ['\r\n\r\n3C00CE754C\r\n'],
    ['\x00\xff\xfe3C00CE754C\r'],
  ])('reads the card from %j', (text) => {
    expect(read(text)).toEqual(['3C00CE754C'])
  })

  it('reads the known frame of a Parallax reader, which begins with LF', () => {
    expect(createLineFramer().push(bytesOf('0A304630313834463037410D'), 0)).toEqual(['0F0184F07A'])
  })

  it('ends a line with TAB or ETX where it is set so', () => {
    expect(read('123456\t', { terminators: ['tab'] })).toEqual(['123456'])
    expect(read('\x02123456\x03', { terminators: ['etx'] })).toEqual(['123456'])
  })

  it('takes prefix and suffix off, drops noise before the prefix, and reads no line without them', () => {
    const settings = { prefix: ';', suffix: '?' }
    expect(read(';123456?\r', settings)).toEqual(['123456'])
    expect(read('~a;123456?\r', settings)).toEqual(['123456'])
    const framer = createLineFramer(settings)
    expect(framer.push(ascii('123456?\r;123456\r;?\r'), 0)).toEqual([])
    expect(framer.rejected).toBe(3)
  })

  it('ends a line by silence where the reader sends no terminator', () => {
    const framer = createLineFramer({ silenceMs: 50 })
    expect(framer.restAfterMs).toBeNull()
    expect(framer.push(ascii('1234'), 0)).toEqual([])
    expect(framer.push(ascii('56'), 49)).toEqual([])
    expect(framer.restAfterMs).toBe(50)
    expect(framer.push(ascii('789012'), 99)).toEqual(['123456'])
    expect(framer.rest?.()).toEqual(['789012'])
    expect(framer.restAfterMs).toBeNull()
  })

  it('does not take the rest of a spoilt line for a card, and reads the next line', () => {
    const framer = createLineFramer()
    expect(framer.push(ascii('3C00\xff123456\r'), 0)).toEqual([])
    expect(framer.rejected).toBe(1)
    expect(framer.push(ascii('123456\r'), 0)).toEqual(['123456'])
  })

  it('drops half a line after half a second of silence', () => {
    const framer = createLineFramer()
    framer.push(ascii('3C00'), 0)
    expect(framer.push(ascii('123456\r'), 501)).toEqual(['123456'])
    expect(framer.rejected).toBe(1)
  })

  it('drops a line that is too long, whole', () => {
    expect(read(`${'1'.repeat(129)}\r123456\r`)).toEqual(['123456'])
    expect(read(`${'1'.repeat(128)}\r`)).toHaveLength(1)
  })

  it('reads a line split at every byte', () => {
    const bytes = ascii('\r\n3C00CE754C\r\n')
    for (let size = 1; size <= bytes.length; size += 1) {
      expect(play(createLineFramer(), [{ after: 0, bytes }], () => size)).toEqual(['3C00CE754C'])
    }
  })

  it('loses no card and invents none in noise, aborted lines and chunks of any size', () => {
    const settings = { ...anyDigits, base: 'hex', formats: ['em4100'] } as const
    const { seed, wrong } = fuzz({
      create: () => mapFrames(createLineFramer(), (line) => decodeDigits(line, settings)?.identity ?? null),
      frame(random) {
        const id = Buffer.from(random.bytes(5)).toString('hex').toUpperCase()
        return { frame: `em4100:${id}`, bytes: ascii(`${id}${['\r', '\n', '\r\n'][random.below(3)]}`) }
      },
      silence: 501,
    })
    expect({ seed, wrong }).toEqual({ seed, wrong: [] })
  })

  it.each([
    ['letters', () => 0x41],
    ['line ends', () => 0x0d],
    ['high bytes', (index: number) => 0x80 + (index % 128)],
  ])('keeps at most one line of a MiB of %s, and reads the next card', (_what, byte) => {
    const framer = createLineFramer()
    expect(flood(framer, byte)).toBe(0)
    expect(framer.push(ascii('\r3C00CE754C\r'), 0)).toEqual(['3C00CE754C'])
  })
})
