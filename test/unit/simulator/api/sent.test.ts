import { expect, it } from 'vitest'
import { listOf, sentOf } from '../../../../simulator/api/sent.ts'

it('is the UTF-8 of the JSON, a byte a character', () => {
  const values = [{ name: 'plain' }, { name: 'José' }, { name: 'Žofie 😀' }]
  const sent = listOf(values.map(sentOf))
  expect(Buffer.from(sent, 'latin1')).toEqual(Buffer.from(JSON.stringify(values)))
  expect(sent.length).toBe(Buffer.byteLength(JSON.stringify(values)))
})
