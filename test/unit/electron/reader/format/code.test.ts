import { describe, expect, it } from 'vitest'
import { decodeCode, decodeDataBlock } from '../../../../../electron/reader/format/code.ts'

describe('codes before a scanner', () => {
  it('takes the AIM identifier off and keeps what it says', () => {
    expect(decodeCode(']Q1https://visit.example/i/7F3K9')).toMatchObject({
      identity: 'qr:https://visit.example/i/7F3K9',
      number: 'https://visit.example/i/7F3K9',
      readings: [{ format: 'qr' }],
    })
    expect(decodeCode(']C0ABC-123')?.identity).toBe('barcode:ABC-123')
  })

  it('does not know the kind of a code without an identifier', () => {
    expect(decodeCode('ABC-123')?.identity).toBe('code:ABC-123')
  })

  it('leaves a bracket that is no identifier alone', () => {
    expect(decodeCode(']?1ABC')?.identity).toBe('code:]?1ABC')
    expect(decodeCode(']B1ABC')?.identity).toBe('code:]B1ABC')
  })

  it('drops control characters, and keeps tabs, line breaks and every script', () => {
    expect(decodeCode('a\u0000b\u001b[31m\tc\nd\u007f\u0085\u00e9\u4e2d')?.number).toBe('ab[31m\tc\nd\u00e9\u4e2d')
  })

  it.each(['', ' \n', ']Q1', '\u0000\u0001', 'x'.repeat(2001)])('reads no code from %j', (text) => {
    expect(decodeCode(text)).toBeNull()
  })

  it('takes two thousand characters, as Kisi does', () => {
    expect(decodeCode('x'.repeat(2000))?.number).toHaveLength(2000)
  })
})

describe('the content of a MIFARE Classic block', () => {
  it('is kept as it is', () => {
    expect(decodeDataBlock('Ab01')).toMatchObject({ identity: 'data_block:Ab01', readings: [{ format: 'data_block' }] })
  })

  it.each(['', 'a b', 'a\n', '\u00e9', 'x'.repeat(65)])('is not %j', (text) => {
    expect(decodeDataBlock(text)).toBeNull()
  })
})
