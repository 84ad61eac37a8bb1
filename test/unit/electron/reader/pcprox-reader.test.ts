import { describe, expect, it } from 'vitest'
import { createProfile } from '../../../../electron/reader/profile.ts'
import { createManualClock } from '../../../fixtures/manual-clock.ts'
import { ascii } from '../../../fixtures/reader-fuzz.ts'

/** A reader that answers each whole command with its prompt, or never. */
function setUp(answers: boolean) {
  const clock = createManualClock()
  const typed: { at: number; character: string }[] = []
  const cards: string[] = []
  const talk = createProfile({ kind: 'pcprox', base: 'hex', formats: ['uid'] }).createConversation({
    timers: clock,
    write(bytes) {
      for (const byte of bytes) typed.push({ at: clock.monotonic(), character: String.fromCharCode(byte) })
      if (answers && bytes.at(-1) === 0x0d)
        clock.after(2, () => void talk.push(ascii('\r\nRF IDeas>'), clock.monotonic()))
    },
    onCard: (card) => cards.push(card.identity),
    onKeys: () => undefined,
    onTrouble: () => undefined,
  })
  /** Time passes with a turn for whatever waits for it. */
  const pass = async (milliseconds: number): Promise<void> => {
    for (let at = 0; at < milliseconds; at += 1) {
      clock.advance(1)
      for (let turn = 0; turn < 4; turn += 1) await Promise.resolve()
    }
  }
  const text = (): string => typed.map(({ character }) => character).join('')
  return { clock, talk, typed, cards, pass, text }
}

describe('the beeps of an rf IDEAS reader', () => {
  it.each([
    ['granted', 1],
    ['denied', 3],
  ] as const)('are for %s: %i', async (what, times) => {
    const { talk, pass, text } = setUp(true)
    const done = talk.signal(what)
    await pass(2000)
    expect(await done).toBe(true)
    expect(text()).toBe('rfid:beep.now\r'.repeat(times))
  })

  it('are asked for one character at a time, since its buffer is small', async () => {
    const { talk, pass, typed } = setUp(true)
    void talk.signal('granted')
    await pass(200)
    const pauses = typed.slice(1).map(({ at }, index) => at - (typed[index]?.at ?? 0))
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(5)
  })

  it('do not mix when two are asked for at once', async () => {
    const { talk, pass, text } = setUp(true)
    const done = Promise.all([talk.signal('granted'), talk.signal('granted')])
    await pass(1000)
    expect(await done).toEqual([true, true])
    expect(text()).toBe('rfid:beep.now\r'.repeat(2))
  })

  it('are not claimed when the reader does not answer, nor after the connection is gone', async () => {
    const { talk, pass } = setUp(false)
    const done = talk.signal('granted')
    await pass(1000)
    expect(await done).toBe(false)
    const late = talk.signal('denied')
    talk.close()
    await pass(10)
    expect(await late).toBe(false)
  })

  it('cost no card that comes right after the prompt', async () => {
    const { talk, pass, cards, clock } = setUp(true)
    void talk.signal('granted')
    await pass(80)
    talk.push(ascii('04A1B2C3\r'), clock.monotonic())
    expect(cards).toEqual(['uid:04A1B2C3'])
  })
})
