import { realpath } from 'node:fs/promises'
import type { ListedPort, ListFunction } from './list.ts'

/** What tells a USB device from others: all there is to know it by when its port has another name. Hex in lower case. */
export interface UsbDevice {
  vendorId: string
  productId: string
  /** Null for devices without one, which cannot be told from others of their kind. */
  serialNumber: string | null
}

/** The device behind a port; null for what is not on USB, such as on-board ports and ptys. */
export function deviceOf({ vendorId, productId, serialNumber }: ListedPort): UsbDevice | null {
  if (vendorId === undefined || productId === undefined) return null
  return {
    vendorId: vendorId.toLowerCase(),
    productId: productId.toLowerCase(),
    serialNumber: serialNumber === undefined || serialNumber === '' ? null : serialNumber,
  }
}

/** macOS lists the dial-in side, which waits for a carrier that readers do not raise; the call-out side does not. */
export function callOutPath(path: string, platform: NodeJS.Platform = process.platform): string {
  return platform === 'darwin' ? path.replace(/^\/dev\/tty\./, '/dev/cu.') : path
}

export function isSameDevice(one: UsbDevice | null, other: UsbDevice | null): boolean {
  return (
    one !== null &&
    other !== null &&
    one.vendorId === other.vendorId &&
    one.productId === other.productId &&
    one.serialNumber === other.serialNumber
  )
}

/** Where readers are now: the port that a device is on may have another name after each plugging in. */
export interface Whereabouts {
  /** The device at a path, or null when it is not on USB or the system does not say. */
  deviceAt(path: string): Promise<UsbDevice | null>
  /**
   * The path of a device: where it was when it still is there, else the only port with such a device that no other reader
   * holds. Null when there is none, or more than one that it could be. Without a list of ports: where it was.
   */
  find(device: UsbDevice, lastPath: string): Promise<string | null>
  /** A path is a reader's from now on, until what this returns is called. */
  hold(path: string): () => void
}

/** One for all readers of a desk, so that none takes another's device for its own. */
export function createWhereabouts(list: ListFunction): Whereabouts {
  const held = new Map<symbol, string>()
  let looking: Promise<ListedPort[]> | null = null
  /** Readers that look at the same time share a look: on Linux each runs a program. */
  const look = (): Promise<ListedPort[]> => {
    looking ??= list()
      .then((ports) => ports.map((port) => ({ ...port, path: callOutPath(port.path) })))
      .finally(() => {
        looking = null
      })
    return looking
  }
  /** A link such as those in `/dev/serial/by-id` leads to a listed path. */
  const real = (path: string): Promise<string> => realpath(path).catch(() => path)
  const isHeld = (path: string): boolean => [...held.values()].includes(path)

  return {
    async deviceAt(path) {
      try {
        const [target, ports] = await Promise.all([real(path), look()])
        const port = ports.find((listed) => listed.path === target || listed.path === path)
        return port === undefined ? null : deviceOf(port)
      } catch {
        return null
      }
    },
    async find(device, lastPath) {
      try {
        const [target, ports] = await Promise.all([real(lastPath), look()])
        const fitting = ports.filter((listed) => isSameDevice(deviceOf(listed), device))
        if (fitting.some(({ path }) => path === target || path === lastPath)) return lastPath
        const free = fitting.map(({ path }) => path).filter((path) => !isHeld(path))
        const [only] = free
        return free.length === 1 && only !== undefined ? only : null
      } catch {
        return lastPath
      }
    },
    hold(path) {
      const key = Symbol(path)
      held.set(key, path)
      return () => held.delete(key)
    },
  }
}
