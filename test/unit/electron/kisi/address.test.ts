import { describe, expect, it } from 'vitest'
import { parseKisiAddress, parseKisiKey } from '../../../../electron/kisi/address.ts'
import { KisiError } from '../../../../electron/kisi/error.ts'

function refusal(work: () => unknown): KisiError {
  try {
    work()
  } catch (error) {
    if (error instanceof KisiError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('a Kisi address', () => {
  it.each([
    ['https://api.kisi.io', 'https://api.kisi.io'],
    ['  https://api.kisi.io///  ', 'https://api.kisi.io'],
    ['https://proxy.example/kisi/', 'https://proxy.example/kisi'],
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
    ['http://localhost:4000/', 'http://localhost:4000'],
    ['http://[::1]:4000', 'http://[::1]:4000'],
  ])('takes %j', (text, base) => {
    expect(parseKisiAddress(text).base).toBe(base)
  })

  it.each([
    '',
    'api.kisi.io',
    'http://api.kisi.io',
    'http://127.0.0.1.example.com',
    'ftp://api.kisi.io',
    'javascript:alert(1)',
    'https://',
    'https://api.kisi.io/?a=b',
    'https://api.kisi.io/#x',
    '😀',
  ])('refuses %j in one sentence, as something that never left', (text) => {
    const error = refusal(() => parseKisiAddress(text))
    expect(error).toMatchObject({ kind: 'network', reached: false })
    expect(error.message).toMatch(/^The Kisi address .+\.$/)
  })

  it('never repeats credentials that someone put into the address', () => {
    const error = refusal(() => parseKisiAddress('https://anna:geheim@api.kisi.io'))
    expect(error.message).not.toMatch(/anna|geheim/)
  })
})

describe('an API key', () => {
  it('loses the blanks that copying adds', () => {
    expect(parseKisiKey(' abc123\n')).toBe('abc123')
  })

  it.each(['', '   ', 'two words', 'line\nbreak', 'schlüssel', '\u0000'])(
    'is refused as %j without being repeated',
    (text) => {
      const error = refusal(() => parseKisiKey(text))
      expect(error).toMatchObject({ kind: 'unauthorized', reached: false })
      if (text.trim() !== '') expect(error.message).not.toContain(text)
    },
  )
})
