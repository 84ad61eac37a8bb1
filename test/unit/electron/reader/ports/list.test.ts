import { describe, expect, it } from 'vitest'
import { createPortList } from '../../../../../electron/reader/ports/list.ts'
import type { ListedPort } from '../../../../../electron/reader/ports/list.ts'
import { createRecordingLog } from '../../../../fixtures/recording-log.ts'

const listOf = (ports: ListedPort[], platform: NodeJS.Platform = 'linux') =>
  createPortList({ list: async () => ports, log: createRecordingLog(), platform })()

describe('the list of ports', () => {
  it('hides on-board ports that nothing is known about', async () => {
    expect(await listOf([{ path: '/dev/ttyS0' }, { path: '/dev/ttyS31' }])).toEqual([])
  })

  it('shows an on-board port of a card with ids', async () => {
    expect(await listOf([{ path: '/dev/ttyS4', vendorId: '1c00', productId: '3253' }])).toEqual([
      {
        path: '/dev/ttyS4',
        name: '/dev/ttyS4',
        likelyReader: false,
        suggests: null,
        device: { vendorId: '1c00', productId: '3253', serialNumber: null },
      },
    ])
  })

  it.each([
    ['0403', '6001', true],
    ['10C4', 'EA60', true],
    ['10c4', 'ea60', true],
    ['1a86', '7523', true],
    ['09D8', '0420', true],
    ['0C2E', '0B61', true],
    ['2341', '0043', false],
    ['1546', '01a7', false],
  ])('says of %s:%s whether readers commonly have it: %s', async (vendorId, productId, likelyReader) => {
    expect(await listOf([{ path: '/dev/ttyUSB0', vendorId, productId }])).toMatchObject([{ likelyReader }])
  })

  it('names a port by its manufacturer, else by its family, else by its path', async () => {
    const names = (
      await listOf([
        { path: '/dev/ttyUSB0', manufacturer: 'QinHeng', vendorId: '1a86', productId: '7523' },
        { path: '/dev/ttyUSB1', vendorId: '1a86', productId: '7523' },
        { path: '/dev/ttyACM0', vendorId: '2341', productId: '0043' },
      ])
    ).map((port) => port.name)
    expect(names).toEqual(['QinHeng', 'WCH USB serial', '/dev/ttyACM0'])
  })

  it('names a reader by its own ids rather than by the maker of its chip, and says what kind it is', async () => {
    const ports = await listOf([
      { path: '/dev/ttyACM0', manufacturer: 'OEM', vendorId: '09D8', productId: '0420', serialNumber: '7' },
      { path: '/dev/ttyACM1', vendorId: '05e0', productId: '1701' },
      { path: '/dev/ttyACM2', vendorId: '1546', productId: '01a8' },
      { path: '/dev/ttyUSB0', vendorId: '0403', productId: '6001' },
    ])
    expect(ports.map(({ name, suggests }) => [name, suggests])).toEqual([
      ['ELATEC reader', 'twn4'],
      ['Zebra scanner', 'scanner'],
      ['FTDI USB serial', null],
      ['GPS receiver (u-blox)', null],
    ])
    expect(ports[0]?.device).toEqual({ vendorId: '09d8', productId: '0420', serialNumber: '7' })
  })

  it('puts likely readers first', async () => {
    const ports = await listOf([
      { path: '/dev/ttyACM0', vendorId: '2341', productId: '0043' },
      { path: '/dev/ttyUSB0', vendorId: '0403', productId: '6001' },
    ])
    expect(ports.map((port) => port.path)).toEqual(['/dev/ttyUSB0', '/dev/ttyACM0'])
  })

  it('offers the call-out side on macOS, once', async () => {
    const ports = await listOf(
      [
        { path: '/dev/tty.usbserial-1410', vendorId: '0403', productId: '6001' },
        { path: '/dev/cu.usbserial-1410', vendorId: '0403', productId: '6001' },
        { path: '/dev/tty.Bluetooth-Incoming-Port' },
      ],
      'darwin',
    )
    expect(ports.map((port) => port.path)).toEqual(['/dev/cu.usbserial-1410'])
  })

  it('survives a system that cannot list its ports', async () => {
    const log = createRecordingLog()
    const fails = () => Promise.reject(new Error('spawn udevadm ENOENT'))
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      expect(await createPortList({ list: fails, log, platform })()).toBeInstanceOf(Array)
    }
    expect(log.entries.map((entry) => entry.event)).toContain('reader.list_failed')
  })

  it('shares one look among calls at the same time, and looks again later', async () => {
    let looks = 0
    const list = async (): Promise<ListedPort[]> => {
      looks += 1
      return []
    }
    const ports = createPortList({ list, log: createRecordingLog() })
    await Promise.all([ports(), ports(), ports()])
    expect(looks).toBe(1)
    await ports()
    expect(looks).toBe(2)
  })
})
