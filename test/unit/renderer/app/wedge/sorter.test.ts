import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TypingPattern } from '../../../../../renderer/app/wedge/pattern.ts'
import { codeOf, press, tenDigits, typed, type Stroke } from './stage.ts'

const card = fc.stringMatching(/^[0-9]{10}$/).filter((digits) => new Set(digits).size > 1)

/** A person at up to 25 keys a second and faster where fingers roll: a finger stays on its key for 50 ms or more. */
const person = (keys: string, longest = 40): fc.Arbitrary<Stroke[]> =>
  fc
    .array(
      fc.record({
        key: fc.constantFrom(...keys),
        gap: fc.oneof(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 40, max: 400 })),
        dwell: fc.integer({ min: 50, max: 140 }),
      }),
      { maxLength: longest },
    )
    .map((presses) => {
      let at = 0
      const free = new Map<string, number>()
      return presses.map(({ key, gap, dwell }, index) => {
        // Digits of a person are those of the number pad: two keyboards pressing one key cannot be told apart.
        const code = /\d/.test(key) ? `Numpad${key}` : codeOf(key)
        at = Math.max(at + gap, (free.get(code) ?? 0) + 1)
        free.set(code, at + dwell)
        return { key, code, at: at + index / 1000, up: at + dwell + index / 1000 }
      })
    })

const written = (strokes: readonly Stroke[]): string => strokes.map(({ key }) => key).join('')

describe('what people type', () => {
  it('reaches the page whole and in order, and no key more than 36 ms late', () => {
    fc.assert(
      fc.property(person('0123456789abcé;'), (strokes) => {
        const outcome = press(strokes)
        expect(outcome.page).toBe(written(strokes))
        expect(outcome.cards).toEqual([])
        expect(outcome.longest).toBeLessThanOrEqual(36.1)
      }),
      { numRuns: 2000 },
    )
  })

  it('is not kept back at all where the reader never writes it', () => {
    const strokes = [...'meeting with Amara'].map((key, index) => {
      return { key, code: codeOf(key), at: index * 45, up: index * 45 + 70 }
    })
    expect(press(strokes)).toMatchObject({ page: 'meeting with Amara', longest: 0 })
  })

  it('reaches the page when fingers are told by pauses alone', () => {
    const loose: TypingPattern = { ...tenDigits, pauseMs: 35, releases: false }
    const digits = [...'12345678901234567890'].map((key, index) => {
      return { key, code: codeOf(key), at: index * 40, up: index * 40 + 60 }
    })
    const outcome = press([...digits, { key: 'Enter', code: 'Enter', at: 800, up: 850 }], [loose])
    expect(outcome).toMatchObject({ page: '12345678901234567890\n', cards: [] })
  })

  it('keeps its Enter, however quickly it follows', () => {
    expect(press(typed('42', 0, 10)).page).toBe('42\n')
    expect(press([{ key: 'Enter', code: 'Enter', at: 0, up: 60 }]).page).toBe('\n')
  })

  it('is a card at no pace when it is one key again and again', () => {
    expect(press(typed('0000000000', 0))).toMatchObject({ page: '0000000000\n', cards: [] })
  })
})

describe('what a reader types', () => {
  it('is one card and nothing of it reaches the page', () => {
    fc.assert(
      fc.property(card, fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 11, maxLength: 11 }), (digits, gaps) => {
        const outcome = press(typed(digits, 100, () => gaps.shift() ?? 8))
        expect(outcome).toMatchObject({ page: '', cards: [digits] })
      }),
      { numRuns: 1000 },
    )
  })

  it('is a card also while somebody types, and both are whole', () => {
    fc.assert(
      fc.property(
        person('abcdefgh0123456789'),
        card,
        fc.integer({ min: 0, max: 3000 }),
        fc.integer({ min: 3, max: 15 }),
        (strokes, digits, at, gap) => {
          const outcome = press([...strokes, ...typed(digits, at + 0.5, gap)])
          expect(outcome.cards).toEqual([digits])
          expect(outcome.page).toBe(written(strokes))
        },
      ),
      { numRuns: 5000 },
    )
  })

  it('is a card also where a busy machine brings its keys late, and no more of it is seen than the wait was too short for', () => {
    const late = (from: number, by: number): Stroke[] =>
      typed('0013530444', 0).map((stroke, index) => (index < from ? stroke : { ...stroke, late: by }))
    expect(press(late(0, 500))).toMatchObject({ page: '', cards: ['0013530444'] })
    expect(press(late(4, 100))).toMatchObject({ page: '', cards: ['0013530444'] })
    expect(press(late(1, 60))).toMatchObject({ page: '0', cards: ['0013530444'] })
    expect(press(late(10, 400))).toMatchObject({ page: '0013530444', cards: ['0013530444'] })
  })

  it('takes its second Enter along, and leaves the next one to people', () => {
    const twice = [...typed('0013530444', 0), { key: 'Enter', code: 'Enter', at: 90, up: 92 }]
    expect(press(twice).page).toBe('')
    expect(press([...twice, { key: 'Enter', code: 'Enter', at: 200, up: 260 }]).page).toBe('\n')
  })

  it('is two cards when they come quickly after one another', () => {
    const outcome = press([...typed('0013530444', 0), ...typed('0008844356', 96)])
    expect(outcome).toMatchObject({ page: '', cards: ['0013530444', '0008844356'] })
  })

  it('ends with silence where the reader presses nothing at the end', () => {
    const silent: TypingPattern = { ...tenDigits, end: 'none' }
    expect(press(typed('0013530444', 0, 8, ''), [silent])).toMatchObject({ page: '', cards: ['0013530444'] })
  })

  it('is read by the places of its keys where the layout writes something else', () => {
    const french: TypingPattern = { ...tenDigits, by: 'code' }
    const row = 'à&é"\'(-è_ç'
    const strokes = typed('0013530444', 0).map((stroke) => {
      return stroke.key === 'Enter' ? stroke : { ...stroke, key: row[Number(stroke.key)]! }
    })
    expect(press(strokes, [french])).toMatchObject({ page: '', cards: ['0013530444'] })
    // The same keys under a person's fingers write what the layout says.
    const slow = strokes.map((stroke, index) => ({ ...stroke, at: index * 90, up: index * 90 + 70 }))
    expect(press(slow, [french])).toMatchObject({ page: "àà&\"(\"à'''\n", cards: [] })
  })

  it('holds nothing of typing back when its cards begin with a sign of their own', () => {
    const marked: TypingPattern = { ...tenDigits, prefix: ';', suffix: '?' }
    expect(press(typed(';0013530444?', 0), [marked])).toMatchObject({ page: '', cards: ['0013530444'] })
    const digits = [...'2026'].map((key, index) => ({ key, code: codeOf(key), at: index * 60, up: index * 60 + 80 }))
    expect(press(digits, [marked])).toMatchObject({ page: '2026', longest: 0 })
  })

  it('of two kinds is told apart by what each writes', () => {
    const hex: TypingPattern = { ...tenDigits, alphabet: 'hex', shortest: 8, longest: 8, end: 'Tab' }
    const outcome = press([...typed('04a1b2c3', 0, 8, 'Tab'), ...typed('0013530444', 500)], [tenDigits, hex])
    expect(outcome).toMatchObject({ page: '', cards: ['04A1B2C3', '0013530444'] })
  })
})

describe('what another scanner or program types', () => {
  it('reaches the page whole and in order when it is not shaped like a card of this reader', () => {
    const other = fc
      .string({ unit: fc.constantFrom(...'0123456789ABC-]'), minLength: 1, maxLength: 24 })
      .filter((text) => !(/^\d{10}$/.test(text) && new Set(text).size > 1))
    fc.assert(
      fc.property(other, fc.integer({ min: 1, max: 16 }), fc.constantFrom('Enter', 'Tab', ''), (text, gap, end) => {
        const outcome = press(typed(text, 0, gap, end))
        expect(outcome.page).toBe(text + { Enter: '\n', Tab: '\t', '': '' }[end])
        expect(outcome.cards).toEqual([])
      }),
      { numRuns: 3000 },
    )
  })

  it('keeps ten digits at its end that would have been a card alone', () => {
    expect(press(typed(']C10013530444', 0))).toMatchObject({ page: ']C10013530444\n', cards: [] })
    expect(press(typed('joris@example.com', 0, 2, 'Tab'))).toMatchObject({ page: 'joris@example.com\t' })
  })
})
