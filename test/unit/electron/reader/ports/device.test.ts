import { describe, expect, it } from 'vitest'
import { callOutPath, createWhereabouts } from '../../../../../electron/reader/ports/device.ts'
import type { ListedPort } from '../../../../../electron/reader/ports/list.ts'
import { groupIn } from '../../../../../electron/reader/ports/serial.ts'

const wch = { vendorId: '1a86', productId: '7523', serialNumber: null }
const at = (...paths: string[]): ListedPort[] => paths.map((path) => ({ path, vendorId: '1A86', productId: '7523' }))
const where = (ports: ListedPort[]) => createWhereabouts(async () => ports)

describe('where a USB device is', () => {
  it('is where it was, also when others of its kind are there', async () => {
    expect(await where(at('/dev/none-0', '/dev/none-1')).find(wch, '/dev/none-1')).toBe('/dev/none-1')
  })

  it('is the only other port with such a device', async () => {
    expect(await where(at('/dev/none-5')).find(wch, '/dev/none-1')).toBe('/dev/none-5')
  })

  it('is not known when there are two that it could be', async () => {
    expect(await where(at('/dev/none-5', '/dev/none-6')).find(wch, '/dev/none-1')).toBeNull()
  })

  it('is never where another reader of this desk is', async () => {
    const whereabouts = where(at('/dev/none-5', '/dev/none-6'))
    const letGo = whereabouts.hold('/dev/none-5')
    expect(await whereabouts.find(wch, '/dev/none-1')).toBe('/dev/none-6')
    letGo()
    expect(await whereabouts.find(wch, '/dev/none-1')).toBeNull()
  })

  it('is nowhere when only a device with another serial number is there', async () => {
    expect(await where(at('/dev/none-1')).find({ ...wch, serialNumber: '1' }, '/dev/none-1')).toBeNull()
  })

  it('is asked of the system once by readers that ask at the same time', async () => {
    let looks = 0
    const whereabouts = createWhereabouts(async () => {
      looks += 1
      return at('/dev/none-1')
    })
    await Promise.all([1, 2, 3].map(() => whereabouts.find(wch, '/dev/none-1')))
    expect(looks).toBe(1)
  })

  it('is learnt from the path, and unknown for what is not on USB', async () => {
    const whereabouts = where([...at('/dev/none-1'), { path: '/dev/none-2' }])
    expect(await whereabouts.deviceAt('/dev/none-1')).toEqual(wch)
    expect(await whereabouts.deviceAt('/dev/none-2')).toBeNull()
    expect(await whereabouts.deviceAt('/dev/none-3')).toBeNull()
  })

  it('is on the call-out side on macOS', () => {
    expect(callOutPath('/dev/tty.usbserial-1410', 'darwin')).toBe('/dev/cu.usbserial-1410')
    expect(callOutPath('/dev/tty.usbserial-1410', 'linux')).toBe('/dev/tty.usbserial-1410')
  })
})

describe('the group that owns a device', () => {
  const text = 'root:x:0:\ndialout:x:20:anna,ben\nempty:x:21:\n'
  it('is read with its members', () => {
    expect(groupIn(text, 20)).toEqual({ name: 'dialout', members: ['anna', 'ben'] })
    expect(groupIn(text, 7)).toBeNull()
  })
})
