import { readFile, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { hardenBinding } from './hardened-binding.ts'
import { PortError } from './port.ts'
import type { LineSettings, OpenPort, PortHandlers } from './port.ts'
import type { PresenceFunction } from './presence.ts'

/** Milliseconds after which a write that the device does not take counts as a lost port. */
const writeTimeoutMs = 1000
/** The stream's buffer: what may wait unread for one port. */
const bufferBytes = 4096

export interface SerialSettings extends LineSettings {
  present: PresenceFunction
  /** Milliseconds between two looks whether the device is still there. */
  beltMs: number
}

/**
 * Opens a serial device with serialport 13, locked for this program, 8N1, and reports its loss at any byte: by the
 * hardened read, by the stream's own events, and by a belt check that the path still stands for the same device.
 * serialport is loaded on first use, so that starting the desk does not wait for its native part.
 */
export async function openSerialPort(
  path: string,
  settings: SerialSettings,
  handlers: PortHandlers,
): Promise<OpenPort> {
  if (process.platform !== 'win32') await requireDevice(path)
  const { SerialPort } = await import('serialport')
  // SerialPort's type leaves `binding` out, though its constructor takes one; hence an object with a name.
  const options = {
    path,
    baudRate: settings.baudRate,
    dataBits: 8,
    stopBits: 1,
    parity: 'none',
    lock: true,
    autoOpen: false,
    highWaterMark: bufferBytes,
    binding: hardenBinding(SerialPort.binding),
  } as const
  const port = new SerialPort(options)

  let open = false
  let closing: Promise<void> | null = null
  let belt: NodeJS.Timeout | undefined

  const close = (): Promise<void> => {
    open = false
    clearInterval(belt)
    closing ??= new Promise((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()))
    return closing
  }
  const lose = (reason: string): void => {
    if (!open) return
    void close()
    handlers.lost(reason)
  }

  port.on('data', (bytes: Buffer) => {
    if (closing === null) handlers.data(bytes)
  })
  port.on('error', (error: Error) => lose(error.message))
  port.on('close', (error: Error | null | undefined) => lose(error?.message ?? 'closed'))
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error === null ? resolve() : reject(error)))
  }).catch(async (error: unknown) => {
    throw await withGroup(error, path)
  })
  open = true
  // A hang-up between the open and this line has closed the port already, with nobody listening.
  if (!port.isOpen) throw new PortError('missing', 'the device hung up while it was opened')

  const opened = await settings.present(path)
  const look = async (): Promise<void> => {
    if ((await settings.present(path)) !== opened) lose('the path no longer leads to the device')
  }
  if (port.isOpen) belt = setInterval(() => void look().catch(() => undefined), settings.beltMs)

  return {
    close,
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (!open) return reject(new PortError('missing', 'the port is closed'))
        const patience = setTimeout(() => {
          reject(new PortError('other', 'the device takes no bytes'))
          lose('a write was not taken')
        }, writeTimeoutMs)
        port.write(Buffer.from(bytes), (error) => {
          clearTimeout(patience)
          if (error) reject(new PortError('missing', error.message))
          else resolve()
        })
      }),
  }
}

/** Files, folders and pipes are told apart before they are opened: opening some of them does things, or blocks. */
async function requireDevice(path: string): Promise<void> {
  const status = await stat(path)
  if (!status.isCharacterDevice()) throw new PortError('not_serial', `${path} is not a character device`)
}

/** Adds the group that owns the device, which is `dialout` on Debian but `uucp` or `plugdev` elsewhere. */
async function withGroup(error: unknown, path: string): Promise<unknown> {
  if (!(error instanceof Error) || !/permission denied/i.test(error.message) || process.platform !== 'linux')
    return error
  try {
    const { gid } = await stat(path)
    const owner = groupIn(await readFile('/etc/group', 'utf8'), gid)
    if (gid === 0 || owner === null) return new PortError('permission', error.message)
    const given = owner.members.includes(userInfo().username) && !(process.getgroups?.() ?? []).includes(gid)
    return new PortError(given ? 'stale_login' : 'permission', error.message, owner.name)
  } catch {
    return error
  }
}

/** A group and its members out of the text of `/etc/group` (group(5)). */
export function groupIn(text: string, gid: number): { name: string; members: string[] } | null {
  const fields = text.split('\n').map((line) => line.split(':'))
  const [name, , , members = ''] = fields.find((group) => Number(group[2]) === gid && group.length === 4) ?? []
  return name === undefined ? null : { name, members: members.split(',') }
}
