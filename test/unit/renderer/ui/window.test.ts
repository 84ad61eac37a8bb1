import { describe, expect, it } from 'vitest'
import { isLetter } from '../../../../renderer/ui/window.ts'

const pressed = (key: string, code: string): KeyboardEvent => ({ key, code }) as KeyboardEvent

describe('a letter key', () => {
  it('is the one with the letter on it, in either case', () => {
    expect(isLetter(pressed('n', 'KeyN'), 'n')).toBe(true)
    expect(isLetter(pressed('N', 'KeyN'), 'n')).toBe(true)
    expect(isLetter(pressed('m', 'KeyM'), 'n')).toBe(false)
  })

  it('is found by its place where the keyboard writes Cyrillic, Greek or Arabic', () => {
    expect(isLetter(pressed('т', 'KeyN'), 'n')).toBe(true)
    expect(isLetter(pressed('ى', 'KeyN'), 'n')).toBe(true)
    expect(isLetter(pressed('л', 'KeyK'), 'n')).toBe(false)
  })

  it('follows the letters and not the places where they are Latin but elsewhere', () => {
    expect(isLetter(pressed('b', 'KeyN'), 'n')).toBe(false)
    expect(isLetter(pressed('n', 'KeyL'), 'n')).toBe(true)
  })
})
