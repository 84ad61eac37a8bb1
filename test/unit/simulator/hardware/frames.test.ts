import { expect, it } from 'vitest'
import { checksum, encodeFrame } from '../../../../simulator/hardware/frames.ts'

// Known-good frames of the badge-reader reference, 2.2.
it.each([
  ['3C00CE754C', 0xcb, '0233433030434537353443434203'],
  ['100086F444', 0x26, '0231303030383646343434323603'],
  ['0F0368568B', 0xb9, '0230463033363835363842423903'],
  ['5800856402', 0xbb, '0235383030383536343032424203'],
])('encodes %s as an RDM6300 does', (tag, sum, frame) => {
  expect(checksum(tag)).toBe(sum)
  expect(encodeFrame('rdm6300', tag).toString('hex')).toBe(frame)
})

it('ends an ID-12 frame with CR, LF and ETX', () => {
  expect(encodeFrame('id12', '3C00CE754C').toString('hex')).toBe('02334330304345373534434342' + '0d0a03')
})

it.each(['', '3C00CE754', '3c00ce754c', 'XYZXYZXYZX'])('refuses "%s", which is no card number', (tag) => {
  expect(() => encodeFrame('rdm6300', tag)).toThrow(RangeError)
})
