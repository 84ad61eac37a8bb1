import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createReaders } from '../../../../electron/reader/readers.ts'
import { knownFrames } from '../../../fixtures/known-frames.ts'
import type { KnownFrame } from '../../../fixtures/known-frames.ts'
import { listenWith, longSilence } from '../../../fixtures/reader-listener.ts'
import type { Listener } from '../../../fixtures/reader-listener.ts'
import { createRecordingLog } from '../../../fixtures/recording-log.ts'
import { createScriptedPorts } from '../../../fixtures/scripted-ports.ts'

const join = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts))

/** Any bytes for frames with a beginning and a check of their own; for mere digits whatever is no digit. */
const noise = ({ checked, begins }: KnownFrame): fc.Arbitrary<Uint8Array> =>
  checked && begins
    ? fc.uint8Array({ maxLength: 40 })
    : fc
        .array(fc.constantFrom(0x00, 0x01, 0x07, 0x7f, 0x80, 0xa5, 0xff), { maxLength: 40 })
        .map((bytes) => Uint8Array.from(bytes))

const cut = (bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] => {
  const chunks: Uint8Array[] = []
  let at = 0
  for (const size of [...sizes, bytes.length]) {
    if (at < bytes.length) chunks.push(bytes.subarray(at, at + size))
    at += size
  }
  return chunks
}
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 60 })

function hearAll({ listen }: KnownFrame, heard: readonly Uint8Array[]): Listener {
  const listener = listen()
  for (const part of heard) listener.hear(part)
  listener.rest()
  return listener
}

describe.each(knownFrames)('the known frame $name', (known) => {
  const { bytes, identity, listen, ends, begins } = known
  const after = (...heard: Uint8Array[]) => hearAll(known, heard)

  it('is read whole, split at every byte, and byte by byte', () => {
    for (let split = 0; split <= bytes.length; split += 1) {
      expect({ split, cards: after(bytes.subarray(0, split), bytes.subarray(split)).cards }).toEqual({
        split,
        cards: [identity],
      })
    }
    expect(after(...[...bytes].map((byte) => Uint8Array.of(byte))).cards).toEqual([identity])
  })

  it('is read with noise before, between and after it, in chunks of any size', () => {
    fc.assert(
      fc.property(fc.array(noise(known), { minLength: 4, maxLength: 4 }), sizes, (noises, chunks) => {
        const listener = listen()
        for (const before of noises) {
          // A beginning tells a frame from noise right before it; where there is none, silence does.
          if (begins) for (const chunk of cut(join(before, bytes), chunks)) listener.hear(chunk)
          else {
            listener.hear(before)
            for (const [index, chunk] of cut(bytes, chunks).entries())
              listener.hear(chunk, index === 0 ? longSilence : 0)
          }
          if (!ends) listener.rest()
        }
        listener.hear(noises[0] ?? bytes)
        listener.rest()
        expect(listener.cards).toEqual(Array(4).fill(identity))
      }),
      { numRuns: 60 },
    )
  })

  it('is not followed by another card when its end is missing, nor is the next one lost', () => {
    for (let length = 0; length < bytes.length; length += 1) {
      const listener = after(bytes.subarray(0, length))
      // The last sign may be a second end of the line.
      const whole = length > 0 && listener.cards.length > 0
      if (whole) expect(listener.cards).toEqual([identity])
      listener.hear(bytes, longSilence)
      listener.rest()
      expect({ length, cards: listener.cards }).toEqual({ length, cards: whole ? [identity, identity] : [identity] })
    }
  })
})

it.each(knownFrames.filter(({ ends }) => ends))(
  'the known frame $name is read a hundred times from one chunk',
  (known) => {
    const { cards } = hearAll(known, [join(...Array.from({ length: 100 }, () => known.bytes))])
    expect(cards).toEqual(Array(100).fill(known.identity))
  },
)

it.each(knownFrames.filter(({ checked }) => checked))(
  'the known frame $name is never another one when any bit of it is turned',
  (known) => {
    const { bytes, identity } = known
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const turned = Uint8Array.from(bytes)
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const listener = hearAll(known, [turned])
      // A digit in lower case is the same digit.
      const cards = [...listener.cards]
      if (cards.length > 0) expect({ bit, cards }).toEqual({ bit, cards: [identity] })
      listener.hear(bytes, longSilence)
      listener.rest()
      expect({ bit, cards: listener.cards }).toEqual({ bit, cards: [...cards, identity] })
    }
  },
)

describe('a reader that is unplugged in the middle of a frame', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 0 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const sets = knownFrames.flatMap(({ settings, ...known }) => (settings === null ? [] : [{ ...known, settings }]))

  it.each(sets)('tells the rest of it as if nothing had been before: $name', async ({ bytes, settings, identity }) => {
    for (let split = 1; split < bytes.length; split += 1) {
      const ports = createScriptedPorts('open')
      const readers = createReaders({
        clock: { now: () => Date.now(), monotonic: () => Date.now() },
        log: createRecordingLog(),
        ...{ open: ports.open, list: async () => [] },
      })
      const read: string[] = []
      readers.onReading((reading) => read.push(reading.identity))
      await readers.connect('tcp://box.example:4001', settings)
      ports.latest().handlers.data(bytes.subarray(0, split))
      ports.latest().handlers.lost('unplugged')
      await vi.advanceTimersByTimeAsync(400)
      ports.latest().handlers.data(bytes.subarray(split))
      await vi.advanceTimersByTimeAsync(longSilence)
      // What was over before the unplug (a line that only misses its line feed) is a card, and nothing else is.
      const [before, alone] = [listenWith(settings), listenWith(settings)]
      before.hear(bytes.subarray(0, split))
      alone.hear(bytes.subarray(split))
      alone.rest()
      expect({ split, read }).toEqual({ split, read: [...before.cards, ...alone.cards] })
      ports.latest().handlers.data(bytes)
      await vi.advanceTimersByTimeAsync(longSilence)
      expect({ split, last: read.at(-1) }).toEqual({ split, last: identity })
      await readers.close()
    }
  })
})

describe('a MiB of garbage', () => {
  const firstOfKind = new Map(knownFrames.map((known) => [known.name.split(':')[0]?.replace(/^OSDP.*/, 'OSDP'), known]))

  it.each([...firstOfKind.values()])('leaves nothing behind, and the next card is read: $name', (known) => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const anything = (at: number): number => Math.imul(at, 2_654_435_761) >>> 13
    const noDigits = (at: number): number => [0xff, 0x00, 0x80, 0x7f][at % 4] ?? 0
    const garbage = Uint8Array.from({ length: 1 << 20 }, (_, at) =>
      known.checked && known.begins ? anything(at) : noDigits(at),
    )
    const listener = known.listen()
    collect()
    const before = process.memoryUsage()
    for (let at = 0; at < garbage.length; at += 64) listener.hear(garbage.subarray(at, at + 64))
    collect()
    const now = process.memoryUsage()
    listener.hear(known.bytes, longSilence)
    listener.rest()
    expect(listener.cards).toEqual([known.identity])
    expect(now.heapUsed + now.arrayBuffers - before.heapUsed - before.arrayBuffers).toBeLessThan(512 * 1024)
  })
})
