import { expect, it } from 'vitest'
import { checksum, createEm4100Reader, encodeFrame } from '../../../../../simulator/hardware/badge-readers/em4100.ts'
import { EM4100 } from './goldens.ts'

it.each(EM4100)('knows the checksum of $id', ({ id, sum }) => {
  expect(checksum(id)).toBe(sum)
})

const frames = EM4100.flatMap((card) =>
  (['rdm6300', 'id12', 'em18', 'parallax'] as const).flatMap((reader) =>
    reader in card ? [{ reader, id: card.id, frame: (card as Record<string, unknown>)[reader] as string }] : [],
  ),
)
it.each(frames)('sends $id as a reader $reader does, to the byte', ({ reader, id, frame }) => {
  const bytes = createEm4100Reader(reader).read({ kind: 'em4100', tag: id })
  expect(bytes?.toString('hex').toUpperCase()).toBe(frame)
})

it('has a frame of every one of the four readers to compare with', () => {
  expect(new Set(frames.map(({ reader }) => reader)).size).toBe(4)
})

it('repeats its frame as an RDM6300 only', () => {
  expect(createEm4100Reader('rdm6300').repeatMilliseconds).toBe(65)
  expect(createEm4100Reader('id12').repeatMilliseconds).toBeUndefined()
})

it.each(['', '3C00CE754', '3c00ce754c', 'XYZXYZXYZX'])('refuses "%s", which is no card number', (tag) => {
  expect(() => encodeFrame('rdm6300', tag)).toThrow(RangeError)
})

it('sees nothing of a card of another kind', () => {
  expect(createEm4100Reader('id12').read({ kind: 'uid', hex: '04A1B2C3' })).toBeNull()
})
