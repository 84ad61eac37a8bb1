import { describe, expect, it } from 'vitest'
import { longestPause, measure, unmeasured } from '../../../../../renderer/app/wedge/measure.ts'
import { codeOf, press, typed, type Stroke } from './stage.ts'

/** The cards as the set-up page hears them, before anything is known of the reader. */
function measured(...cards: Stroke[][]) {
  const { bursts } = press(cards.flat(), [unmeasured])
  expect(bursts).toHaveLength(cards.length)
  return measure(bursts)
}

describe('a reader that types, from the cards tapped on it', () => {
  it('has the pace, the end and the digits that were seen', () => {
    const { pattern, fastEnough, seenMs } = measured(typed('0013530444', 0), typed('0008844356', 1000))
    expect(pattern).toEqual({
      prefix: '',
      suffix: '',
      alphabet: 'decimal',
      shortest: 10,
      longest: 10,
      end: 'Enter',
      by: 'key',
      pauseMs: 16,
      releases: true,
    })
    expect(fastEnough).toBe(true)
    expect(seenMs).toBe(8)
  })

  it('hears its next card by what was measured', () => {
    const { pattern } = measured(typed('04a1b2c3', 0, 6, 'Tab'))
    expect(press(typed('7186a61e', 0, 7, 'Tab'), [pattern])).toMatchObject({ page: '', cards: ['7186A61E'] })
    expect(press(typed('04a1b2c3d4e5f6', 0, 5, 'Tab'), [pattern])).toMatchObject({ cards: ['04A1B2C3D4E5F6'] })
  })

  it('keeps the signs around its cards', () => {
    expect(measured(typed(';0013530444?', 0)).pattern).toMatchObject({ prefix: ';', suffix: '?', alphabet: 'decimal' })
  })

  it('takes shorter numbers where they are not filled up with zeros', () => {
    expect(measured(typed('13530444', 0)).pattern).toMatchObject({ shortest: 4, longest: 20 })
  })

  it('is read by the places of its keys when only they make a card', () => {
    const french = typed('0013530444', 0).map((stroke) => {
      return stroke.key === 'Enter' ? stroke : { ...stroke, key: 'à&é"\'(-è_ç'[Number(stroke.key)]! }
    })
    expect(measured(french).pattern).toMatchObject({ by: 'code', alphabet: 'decimal', shortest: 10 })
  })

  it('that writes codes may write anything', () => {
    expect(measured(typed('FD-7F3K9-Q', 0)).pattern).toMatchObject({ alphabet: 'text', end: 'Enter', by: 'key' })
  })

  it('is too slow when a person types as fast', () => {
    const { pattern, fastEnough, seenMs } = measured(typed('0013530444', 0, 40))
    expect({ fastEnough, seenMs, pauseMs: pattern.pauseMs }).toEqual({
      fastEnough: false,
      seenMs: 40,
      pauseMs: longestPause,
    })
  })

  it('whose keys overlap is told by its pauses alone', () => {
    const overlapping = [...'0013530444'].map((key, index) => {
      return { key, code: codeOf(key), at: index * 8, up: index * 8 + 12 }
    })
    expect(measured([...overlapping, { key: 'Enter', code: 'Enter', at: 80, up: 90 }]).pattern.releases).toBe(false)
  })
})
