import { describe, expect, it } from 'vitest'
import { createEm18Framer } from '../../../../../electron/reader/framing/em18.ts'
import { bytesOf } from '../../../../fixtures/em4100-vectors.ts'
import { ascii, flood, fuzz } from '../../../../fixtures/reader-fuzz.ts'

const known = bytesOf('343530304335443145394238')

describe('the framing of EM-18 readers', () => {
  it('reads the known frame once silence has ended it, split at every byte', () => {
    for (let split = 0; split <= known.length; split += 1) {
      const framer = createEm18Framer()
      expect([...framer.push(known.subarray(0, split), 0), ...framer.push(known.subarray(split), 20)]).toEqual([])
      expect(framer.restAfterMs).toBe(21)
      expect(framer.rest?.()).toEqual(['4500C5D1E9'])
      expect(framer.restAfterMs).toBeNull()
    }
  })

  it('reads a frame when the next one comes after a silence', () => {
    const framer = createEm18Framer()
    framer.push(known, 0)
    expect(framer.push(known, 21)).toEqual(['4500C5D1E9'])
  })

  it.each(['4500C5D1E9B9', '4500C5D1E9B', '4500C5D1E9B80', '4500C5D1EGB8', '4500C5\r\nD1E9B8'])(
    'reads no card from %j, and the next one well',
    (text) => {
      const framer = createEm18Framer()
      framer.push(ascii(text), 0)
      expect(framer.rest?.()).toEqual([])
      expect(framer.rejected).toBe(1)
      framer.push(known, 100)
      expect(framer.rest?.()).toEqual(['4500C5D1E9'])
    },
  )

  it('loses no frame and invents none in noise, aborted frames and chunks of any size', () => {
    const { seed, wrong } = fuzz({
      create: createEm18Framer,
      frame(random) {
        const bytes = random.bytes(5)
        const sum = bytes.reduce((xor, byte) => xor ^ byte, 0)
        const frame = Buffer.from(bytes).toString('hex').toUpperCase()
        return { frame, bytes: ascii(frame + sum.toString(16).padStart(2, '0')) }
      },
      silence: 21,
    })
    expect({ seed, wrong }).toEqual({ seed, wrong: [] })
  })

  it('keeps at most one frame of a MiB of digits without a pause', () => {
    const framer = createEm18Framer()
    expect(flood(framer, () => 0x41)).toBe(0)
    framer.push(known, 100)
    expect(framer.rest?.()).toEqual(['4500C5D1E9'])
  })
})
