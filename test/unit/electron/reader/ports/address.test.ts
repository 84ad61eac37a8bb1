import { describe, expect, it } from 'vitest'
import { parseAddress } from '../../../../../electron/reader/ports/address.ts'

describe('what may be named as a reader’s port', () => {
  it.each([
    ['/dev/ttyUSB0', 'linux'],
    ['/dev/serial/by-id/usb-1a86_USB2.0-Serial-if00-port0', 'linux'],
    ['/dev/cu.usbserial-1410', 'darwin'],
  ] as const)('takes %s on %s', (path, platform) => {
    expect(parseAddress(path, platform)).toEqual({ ok: true, address: { kind: 'serial', path } })
  })

  it.each([
    ['COM3', 'COM3'],
    ['com12', 'COM12'],
    ['\\\\.\\COM10', 'COM10'],
  ])('takes %s on Windows', (text, path) => {
    expect(parseAddress(text, 'win32')).toEqual({ ok: true, address: { kind: 'serial', path } })
  })

  it.each([
    ['tcp://192.168.1.50:4001', '192.168.1.50', 4001],
    ['tcp://reader-box.example:23', 'reader-box.example', 23],
    ['TCP://localhost:65535/', 'localhost', 65535],
    ['tcp://[::1]:4001', '::1', 4001],
  ])('takes %s anywhere', (text, host, port) => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      expect(parseAddress(text, platform)).toEqual({ ok: true, address: { kind: 'tcp', host, port } })
    }
  })

  it.each([
    '',
    '   ',
    'ttyUSB0',
    './ttyUSB0',
    '/dev/../etc/passwd',
    '/dev/',
    '/',
    'COM3',
    'hello',
    '<script>',
    '/dev/tty\n0',
    '/dev/tty\u0000',
    `/dev/${'a'.repeat(400)}`,
    'http://192.168.1.50:4001',
    'file:///dev/ttyUSB0',
    'tcp:/box:1',
    'tcp://',
    'tcp://box',
    'tcp://:4001',
    'tcp://box:',
    'tcp://box:0',
    'tcp://box:65536',
    'tcp://box:99999999',
    'tcp://box:4001/path',
    'tcp://box:4001?x',
    'tcp://user:secret@box:4001',
    'tcp://two words:4001',
    'tcp://::1:4001',
    'tcp://[box]:4001',
    'tcp://300.1.1.1:4001',
    'tcp://-box:4001',
    'tcp://b\u00fccher:4001',
  ])('refuses %j with one sentence', (text) => {
    const parsed = parseAddress(text, 'linux')
    expect(parsed.ok).toBe(false)
    const message = parsed.ok ? '' : parsed.message
    expect(message).toMatch(/^[A-Z].*\.$/)
    expect(message).not.toContain('secret')
  })

  it.each(['COM0', 'COM1234', 'COM', '/dev/ttyUSB0', 'C:\\temp\\x', 'COM3:'])('refuses %j on Windows', (text) => {
    expect(parseAddress(text, 'win32').ok).toBe(false)
  })
})
