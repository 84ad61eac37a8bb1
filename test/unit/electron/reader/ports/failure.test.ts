import { describe, expect, it } from 'vitest'
import { explainFailure } from '../../../../../electron/reader/ports/failure.ts'
import { PortError } from '../../../../../electron/reader/ports/port.ts'

const serial = { kind: 'serial', path: '/dev/ttyUSB0' } as const
const box = { kind: 'tcp', host: '10.0.0.9', port: 4001 } as const
const coded = (code: string, message = code) => Object.assign(new Error(message), { code })

describe('what an error from opening a port means', () => {
  it.each([
    [new Error('Error: No such file or directory, cannot open /dev/ttyUSB0'), 'missing', 'unplugged'],
    [new Error('Error: No such device or address, cannot open /dev/ttyUSB0'), 'missing', 'unplugged'],
    [new Error('Opening COM3: File not found'), 'missing', 'unplugged'],
    [coded('ENOENT', 'ENOENT: no such file or directory, stat'), 'missing', 'unplugged'],
    [new Error('Error: Permission denied, cannot open /dev/ttyUSB0'), 'permission', 'refused'],
    [new Error('Error Resource temporarily unavailable Cannot lock port'), 'busy', 'refused'],
    [new Error('Error: Device or resource busy, cannot open /dev/ttyUSB0'), 'busy', 'refused'],
    [new Error('Opening COM3: Access denied'), 'busy', 'refused'],
    [new Error('Error: Inappropriate ioctl for device setting custom baud rate of 9600'), 'not_serial', 'refused'],
    [new Error('Error: Is a directory, cannot open /dev'), 'not_serial', 'refused'],
    [new PortError('not_serial', 'not a device'), 'not_serial', 'refused'],
    [new Error('Input/output error'), 'other', 'refused'],
    ['something thrown that is no error', 'other', 'refused'],
  ] as const)('%s is %s', (error, failure, state) => {
    const explained = explainFailure(error, serial, 'linux')
    expect(explained).toMatchObject({ failure, state })
    expect(explained.message).toMatch(/^[^.]*\/dev\/ttyUSB0[^.]*\.$/)
  })

  it.each(['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'ECONNRESET'])(
    '%s is a box that is away',
    (code) => {
      const explained = explainFailure(coded(code), box)
      expect(explained).toMatchObject({ failure: 'unanswered', state: 'unplugged' })
      expect(explained.message).toContain('10.0.0.9:4001')
    },
  )

  it('names the command that mends a missing permission on Linux', () => {
    const { message } = explainFailure(new Error('Permission denied, cannot open'), serial, 'linux')
    expect(message).toContain('sudo usermod -aG dialout $USER')
    expect(message).toContain('sign out and in again')
  })

  it('names the group that owns the device where that is another one', () => {
    const error = new PortError('permission', 'Permission denied', 'uucp')
    expect(explainFailure(error, serial, 'linux').message).toContain('sudo usermod -aG uucp $USER')
  })

  it('asks for nothing but a new sign-in where the group was given already', () => {
    const { failure, message } = explainFailure(new PortError('stale_login', 'Permission denied', 'dialout'), serial)
    expect(failure).toBe('stale_login')
    expect(message).toMatch(/sign out and in again\.$/)
    expect(message).not.toContain('usermod')
  })

  it('names no Linux command elsewhere', () => {
    const { message } = explainFailure(new Error('Permission denied'), serial, 'darwin')
    expect(message).not.toContain('usermod')
  })
})
