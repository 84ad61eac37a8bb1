import { expect, it } from 'vitest'
import { fits, totp } from '../../../../simulator/api/totp.ts'

// The secret of RFC 6238, appendix B ("12345678901234567890"), in Base32; its codes end in these six digits.
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'

it.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_234_567_890, '005924'],
  [20_000_000_000, '353130'],
])('gives the code of RFC 6238 for second %d', (seconds, code) => {
  expect(totp(SECRET, seconds * 1000)).toBe(code)
})

it('takes the code of the step before and after, with its leading zeros lost, and no other', () => {
  expect(fits(SECRET, '5924', 1_234_567_890_000)).toBe(true)
  expect(fits(SECRET, '005924', 1_234_567_890_000 + 30_000)).toBe(true)
  expect(fits(SECRET, '005924', 1_234_567_890_000 + 90_000)).toBe(false)
})
