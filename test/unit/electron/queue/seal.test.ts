import { createHmac } from 'node:crypto'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createSeal, newSealKey } from '../../../../electron/queue/seal.ts'
import { openSealKey } from '../../../../electron/queue/seal-key.ts'
import { temporaryFolder } from '../../../fixtures/store.ts'

describe('a seal', () => {
  it('is HMAC-SHA256 cut to 16 bytes, also for texts beyond ASCII and of any length', () => {
    for (let length = 0; length < 300; length += 7) {
      const key = newSealKey()
      const text = 'Nguyễn Thị 😀 '.repeat(40).slice(0, length)
      expect(createSeal(key)(text)).toBe(createHmac('sha256', key).update(text).digest('hex').slice(0, 32))
    }
  })

  it('takes no key of another form', () => {
    expect(() => createSeal('short')).toThrow('64 hexadecimal digits')
  })
})

describe('the key of the seals', () => {
  it('is made once, in a file that only this user can read', () => {
    const file = join(temporaryFolder(), 'data', 'queue.key')
    const key = openSealKey(file)
    expect(openSealKey(file)).toBe(key)
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('outlives any single flipped bit in its file', () => {
    const file = join(temporaryFolder(), 'queue.key')
    const key = openSealKey(file)
    const bytes = readFileSync(file)
    for (let bit = 0; bit < bytes.length * 8; bit += 5) {
      const flipped = Buffer.from(bytes)
      flipped[bit >> 3]! ^= 1 << (bit & 7)
      writeFileSync(file, flipped)
      expect(openSealKey(file)).toBe(key)
    }
  })

  it('is made anew when the file is gone', () => {
    const file = join(temporaryFolder(), 'queue.key')
    const key = openSealKey(file)
    rmSync(file)
    expect(openSealKey(file)).not.toBe(key)
  })
})
