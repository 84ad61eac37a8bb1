import { expect, it } from 'vitest'
import { usCharacter } from '../../../../../renderer/app/wedge/us-layout.ts'

it('a key writes what stands on it on a US keyboard', () => {
  const written = (codes: string, shift = false): string =>
    codes
      .split(' ')
      .map((code) => usCharacter(code, shift))
      .join('')
  expect(written('Digit0 Digit9 KeyA KeyF Numpad7 Semicolon Slash')).toBe('09af7;/')
  expect(written('Digit5 KeyA Slash Semicolon Numpad7', true)).toBe('%A?:7')
  expect(usCharacter('F5', false)).toBeNull()
  expect(usCharacter('Enter', false)).toBeNull()
})
