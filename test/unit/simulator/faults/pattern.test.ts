import { expect, it } from 'vitest'
import { fits } from '../../../../simulator/faults/pattern.ts'

it.each([
  ['/locks/*/unlock', '/locks/1/unlock', true],
  ['/locks/*/unlock', '/locks/1/unlock/more', false],
  ['/locks/*/unlock', '/locks//unlock', true],
  ['/gu*', '/guests', true],
  ['/guests', '/guests/1', false],
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['/a.b(c)*', '/a.b(c)/d', true],
  ['/a.b(c)*', '/aXb(c)', false],
  ['*ab*ab', 'abab', true],
  ['*ab*ab', 'aab', false],
  ['/*/*', '/locks', false],
])('%s fits %s: %s', (pattern, text, fitting) => {
  expect(fits(pattern, text)).toBe(fitting)
})

it('gives up quickly on a pattern made to be slow', () => {
  expect(fits('*a'.repeat(60) + 'b', 'a'.repeat(15_000))).toBe(false)
})
