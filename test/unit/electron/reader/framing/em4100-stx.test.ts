import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { createEm4100StxFramer } from '../../../../../electron/reader/framing/em4100-stx.ts'
import { buildFrame, bytesOf, em4100Vectors, knownFrame } from '../../../../fixtures/em4100-vectors.ts'
import { createRandom } from '../../../../fixtures/random.ts'

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))
const join = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts))
const known = em4100Vectors.flatMap(({ id, frames }) => frames.map((frame) => ({ id, frame })))

describe('the framing of RDM6300 and ID-12 readers', () => {
  it.each(known)('reads the known frame $frame', ({ id, frame }) => {
    expect(createEm4100StxFramer().push(bytesOf(frame), 0)).toEqual([id])
  })

  it.each(known)('reads $frame split at every byte', ({ id, frame }) => {
    const bytes = bytesOf(frame)
    for (let split = 0; split <= bytes.length; split += 1) {
      const framer = createEm4100StxFramer()
      const cards = [...framer.push(bytes.subarray(0, split), 0), ...framer.push(bytes.subarray(split), 1)]
      expect({ split, cards }).toEqual({ split, cards: [id] })
    }
  })

  it('reads a frame that comes byte by byte', () => {
    const framer = createEm4100StxFramer()
    const cards = [...knownFrame('3C00CE754C')].flatMap((byte, index) => framer.push(Uint8Array.of(byte), index))
    expect(cards).toEqual(['3C00CE754C'])
  })

  it('reads a hundred frames in one chunk, in order', () => {
    const ids = Array.from({ length: 100 }, (_, index) => (0x3c00ce0000 + index).toString(16).toUpperCase())
    const padded = ids.map((id) => id.padStart(10, '0'))
    const chunk = join(...padded.map((id, index) => buildFrame(id, index % 2 === 0 ? 'rdm6300' : 'id12')))
    expect(createEm4100StxFramer().push(chunk, 0)).toEqual(padded)
  })

  it('accepts digits in lower case and yields upper case', () => {
    expect(createEm4100StxFramer().push(ascii('\x023c00ce754ccb\x03'), 0)).toEqual(['3C00CE754C'])
  })

  it('takes the second frame when a first one is begun and not ended', () => {
    const framer = createEm4100StxFramer()
    const cards = framer.push(join(knownFrame('100086F444').subarray(0, 9), knownFrame('3C00CE754C')), 0)
    expect(cards).toEqual(['3C00CE754C'])
    expect(framer.rejected).toBe(1)
  })

  it('reads the frame after one whose end is missing', () => {
    const framer = createEm4100StxFramer()
    const cards = framer.push(join(knownFrame('100086F444').subarray(0, 13), knownFrame('3C00CE754C')), 0)
    expect(cards).toEqual(['3C00CE754C'])
    expect(framer.rejected).toBe(1)
  })

  it.each([
    ['a wrong checksum', '\x023C00CE754CCC\x03'],
    ['one flipped bit in a digit', '\x023C00CE754DCB\x03'],
    ['a letter that is no hex digit', '\x023C00CG754CCB\x03'],
    ['a character just before the letters', '\x023C00C@754CCB\x03'],
    ['an accent sign, which differs from a letter by one bit', '\x023C00C`754CCB\x03'],
    ['a digit too few', '\x023C00CE754CC\x03'],
    ['a digit too many', '\x023C00CE754CCB0\x03'],
    ['a line end within the digits', '\x023C00CE\r\n754CCB\x03'],
    ['a digit after the line end', '\x023C00CE754CCB\r0\x03'],
    ['too many line ends', '\x023C00CE754CCB\r\n\r\x03'],
    ['nothing between start and end', '\x02\x03'],
  ])('reads no card from a frame with %s, and the next frame well', (_what, frame) => {
    const framer = createEm4100StxFramer()
    expect(framer.push(ascii(frame), 0)).toEqual([])
    expect(framer.rejected).toBe(1)
    expect(framer.push(knownFrame('3C00CE754C'), 1)).toEqual(['3C00CE754C'])
  })

  it('never takes one wrong byte in a good frame for a card', () => {
    const frame = knownFrame('3C00CE754C')
    for (let at = 0; at < frame.length; at += 1) {
      for (let value = 0; value < 256; value += 1) {
        const changed = Uint8Array.from(frame)
        changed[at] = value
        const cards = createEm4100StxFramer().push(changed, 0)
        // Only the same digit in lower case is the same card.
        const same = String.fromCharCode(value).toUpperCase() === String.fromCharCode(frame[at] ?? 0)
        expect({ at, value, cards }).toEqual({ at, value, cards: same ? ['3C00CE754C'] : [] })
      }
    }
  })

  it('drops half a frame after a second of silence', () => {
    const frame = knownFrame('3C00CE754C')
    const framer = createEm4100StxFramer()
    framer.push(frame.subarray(0, 7), 0)
    expect(framer.push(frame.subarray(7), 1001)).toEqual([])
    expect(framer.rejected).toBe(1)
  })

  it('keeps half a frame while a busy computer is late with the rest', () => {
    const frame = knownFrame('3C00CE754C')
    const framer = createEm4100StxFramer()
    framer.push(frame.subarray(0, 7), 0)
    expect(framer.push(frame.subarray(7), 900)).toEqual(['3C00CE754C'])
  })

  it('loses no frame and invents none in noise, aborted frames and chunks of any size', () => {
    const seed = Number(process.env.TEST_SEED ?? Math.floor(Math.random() * 2 ** 31))
    console.info(`framing fuzz seed ${seed}`)
    const random = createRandom(seed)
    const sent: string[] = []
    const parts: Uint8Array[] = []
    for (let index = 0; index < 20_000; index += 1) {
      const id = Buffer.from(random.bytes(5)).toString('hex').toUpperCase()
      const frame = buildFrame(id, random.below(2) === 0 ? 'rdm6300' : 'id12')
      if (random.below(3) === 0) parts.push(random.bytes(random.below(30)))
      if (random.below(4) === 0) parts.push(frame.subarray(0, random.below(frame.length - 1)))
      parts.push(frame)
      sent.push(id)
    }
    const stream = join(...parts)
    const framer = createEm4100StxFramer()
    const read: string[] = []
    for (let at = 0; at < stream.length;) {
      const length = 1 + random.below(40)
      read.push(...framer.push(stream.subarray(at, at + length), at))
      at += length
    }
    const sentSet = new Set(sent)
    expect({ seed, invented: read.filter((id) => !sentSet.has(id)) }).toEqual({ seed, invented: [] })
    expect({ seed, same: read.join() === sent.join(), count: read.length }).toEqual({ seed, same: true, count: 20_000 })
  })

  it.each([
    ['random bytes', (seed: number) => createRandom(seed).bytes(1 << 20)],
    ['one frame that never ends', () => join(Uint8Array.of(2), new Uint8Array((1 << 20) - 1).fill(0x41))],
    ['starts only', () => new Uint8Array(1 << 20).fill(0x02)],
    ['line ends only', () => new Uint8Array(1 << 20).fill(0x0a)],
    ['FF only', () => new Uint8Array(1 << 20).fill(0xff)],
  ])('keeps nothing of a MiB of garbage (%s), and reads the card after it', (_what, make) => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const garbage = make(20_260_101)
    const framer = createEm4100StxFramer()
    collect()
    const before = process.memoryUsage()
    let cards = 0
    for (let at = 0; at < garbage.length; at += 14) cards += framer.push(garbage.subarray(at, at + 14), 0).length
    collect()
    const after = process.memoryUsage()
    expect(cards).toBe(0)
    const grown = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers
    expect(grown).toBeLessThan(512 * 1024)
    expect(framer.push(knownFrame('3C00CE754C'), 0)).toEqual(['3C00CE754C'])
  })
})
