import { expect, it } from 'vitest'
import { qrImage } from '../../../../simulator/api/qr-image.ts'
import { readQr } from '../../../fixtures/qr-decoder.ts'

it.each(['a', 'https://visit.example/i/7', '8f3c0b5e7a1d2c4b6e9f8a7d5c3b1e0f2a4c6e80'])(
  'draws a code that says %s',
  (text) => {
    expect(readQr(qrImage(text))).toBe(text)
  },
)
