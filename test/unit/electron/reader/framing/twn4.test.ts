import { describe, expect, it } from 'vitest'
import { createTwn4AnswerFramer, tagIn, twn4Requests } from '../../../../../electron/reader/framing/twn4-simple.ts'
import { createTwn4Framer } from '../../../../../electron/reader/framing/twn4.ts'
import { ascii, flood, fuzz } from '../../../../fixtures/reader-fuzz.ts'

const one = (text: string) => createTwn4AnswerFramer().push(ascii(text), 0)[0] ?? { status: -1, data: '' }

describe('the framing of ELATEC readers with their standard firmware', () => {
  it('reads lines, and does not take the version for a card', () => {
    const framer = createTwn4Framer()
    expect(framer.push(ascii('TWN4/B1.64/NKF4.64/PRS1.04\r04A1B2C3\r'), 0)).toEqual(['04A1B2C3'])
  })
})

describe('ELATEC’s Simple Protocol', () => {
  it('asks as the manual has it', () => {
    expect(Buffer.from(twn4Requests.searchTag).toString()).toBe('0500FF\r')
    expect(Buffer.from(twn4Requests.beep).toString()).toBe('040764600964000000\r')
    expect(Buffer.from(twn4Requests.version).toString()).toBe('0004FF\r')
    expect(Buffer.from(twn4Requests.lampOn(2)).toString()).toBe('041102\r')
  })

  it('finds the known tag', () => {
    expect(tagIn(one('0001802004DEADBEEF\r'))).toEqual({
      type: 0x80,
      bits: '11011110101011011011111011101111',
      hex: 'DEADBEEF',
    })
  })

  it('finds the bits of an HID card, as many as the reader counts', () => {
    expect(tagIn(one('0001491A04BD88EB80\r'))).toMatchObject({ type: 0x49, bits: '10111101100010001110101110' })
  })

  it('finds no tag where there is none, and does not take other answers for one', () => {
    expect(tagIn(one('0000\r'))).toBeNull()
    for (const text of [
      '00\r',
      '01\r',
      '0101802004DEADBEEF\r',
      '0001802005DEADBEEF\r',
      '0001802104DEADBEEF\r',
      '000180\r',
    ]) {
      expect(tagIn(one(text))).toBeUndefined()
    }
  })

  it.each(['0\r', '00G0\r', 'TWN4\r', '\r', `${'00'.repeat(400)}\r`])('takes %j for no answer', (text) => {
    expect(createTwn4AnswerFramer().push(ascii(text), 0)).toEqual([])
  })

  it('loses no answer and invents no tag in noise, aborted answers and chunks of any size', () => {
    const { seed, wrong } = fuzz({
      create: () => {
        const framer = createTwn4AnswerFramer()
        const tags = (answers: { status: number; data: string }[]) =>
          answers.map(tagIn).filter((tag) => tag !== null && tag !== undefined)
        return { push: (bytes, at) => tags(framer.push(bytes, at)), rejected: 0 }
      },
      frame(random) {
        const hex = Buffer.from(random.bytes(7)).toString('hex').toUpperCase()
        const bits = BigInt(`0x${hex}`).toString(2).padStart(56, '0')
        return { frame: { type: 0x80, bits, hex }, bytes: ascii(`0001803807${hex}\r`) }
      },
      silence: 501,
    })
    expect({ seed, wrong }).toEqual({ seed, wrong: [] })
  })

  it('keeps at most one answer of a MiB of digits', () => {
    const framer = createTwn4AnswerFramer()
    expect(flood(framer, () => 0x30)).toBe(0)
    expect(framer.push(ascii('\r0000\r'), 0)).toEqual([{ status: 0, data: '00' }])
  })
})
