import { describe, expect, it } from 'vitest'
import { createTrouble } from '../../../../electron/reader/trouble.ts'
import { ascii } from '../../../fixtures/reader-fuzz.ts'

function setUp() {
  const said: (string | null)[] = []
  const trouble = createTrouble(9600, (message) => said.push(message))
  return { trouble, said }
}
const noise = Uint8Array.of(0xf8, 0x00, 0x9e, 0x06)

describe('what is said of a reader that makes no sense', () => {
  it('is that its speed is wrong, after three taps of noise', () => {
    const { trouble, said } = setUp()
    trouble.heard(noise, 0, 0)
    trouble.heard(noise, 0, 1000)
    trouble.heard(noise, 0, 1010)
    expect(said).toEqual([])
    trouble.heard(noise, 0, 2000)
    expect(said).toEqual([expect.stringMatching(/noise and no badge.*find its speed.*not to be 9600 baud\.$/)])
  })

  it('is taken back with the first card', () => {
    const { trouble, said } = setUp()
    for (const at of [0, 1000, 2000]) trouble.heard(noise, 0, at)
    trouble.heard(ascii('a card'), 1, 3000)
    trouble.heard(noise, 0, 4000)
    expect(said).toEqual([expect.any(String), null])
  })

  it('is nothing about a few lines of text that are no card', () => {
    const { trouble, said } = setUp()
    for (const at of [0, 1000, 2000]) trouble.heard(ascii('TWN4 ready\r\n'), 0, at)
    expect(said).toEqual([])
  })

  it('is that it is no badge reader, when text goes on and on', () => {
    const { trouble, said } = setUp()
    for (let at = 0; at < 10_000; at += 500) trouble.heard(ascii('temperature 21.5\r\n'), 0, at)
    expect(said).toEqual([expect.stringMatching(/no badge.*set to 9600 baud\.$/)])
  })

  it('is that it is a GPS receiver, after two of its sentences in any pieces', () => {
    const { trouble, said } = setUp()
    const sentence = ascii('$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A\r\n')
    trouble.heard(sentence, 0, 0)
    expect(said).toEqual([])
    for (const byte of sentence) trouble.heard(Uint8Array.of(byte), 0, 1000)
    expect(said.at(-1)).toBe('This is a GPS receiver and no badge reader: choose another port.')
  })

  it('is what the conversation says first, and the rest once that is over', () => {
    const { trouble, said } = setUp()
    trouble.told('The reader’s housing is open.')
    for (const at of [0, 1000, 2000]) trouble.heard(noise, 0, at)
    trouble.told(null)
    expect(said).toEqual(['The reader’s housing is open.', expect.stringContaining('noise')])
  })
})
