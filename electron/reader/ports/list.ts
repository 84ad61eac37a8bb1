import { readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Log } from '../services.ts'
import type { PortDescription } from '../types.ts'
import { callOutPath, deviceOf } from './device.ts'
import { familyOf } from './families.ts'

/** What serialport says about a port; only `path` is sure. */
export interface ListedPort {
  path: string
  manufacturer?: string
  vendorId?: string
  productId?: string
  serialNumber?: string
}

export type ListFunction = () => Promise<ListedPort[]>

/** On-board serial ports that are not wired to anything, and what macOS offers besides serial devices. */
const phantom = /^(ttyS\d+|(tty|cu)\.(Bluetooth-Incoming-Port|debug-console|wlan-debug))$/
/** Names that Linux gives to serial devices on USB. */
const usbName = /^tty(USB|ACM|WCH|XRUSB)\d+$/

/** serialport's list. It runs `udevadm` on Linux. */
export const listSerialPorts: ListFunction = async () => {
  const { SerialPort } = await import('serialport')
  return SerialPort.list()
}

/**
 * Describes the ports a reader could be on, likely readers first. Where the system's list is not to be had (containers
 * without udevadm) USB serial devices are found by their names in `/dev`. Calls at the same time share one look.
 */
export function createPortList(options: { list: ListFunction; log: Log; platform?: NodeJS.Platform }) {
  const { list, log, platform = process.platform } = options
  let looking: Promise<PortDescription[]> | null = null

  const look = async (): Promise<PortDescription[]> => {
    let found: ListedPort[]
    try {
      found = await list()
    } catch (error) {
      log.warn('reader.list_failed', { reason: error instanceof Error ? error.message : 'unknown' })
      found = platform === 'linux' ? await listByName() : []
    }
    const described = new Map<string, PortDescription>()
    for (const port of found) {
      if (port.vendorId === undefined && phantom.test(basename(port.path))) continue
      const description = describe(port, platform)
      described.set(description.path, description)
    }
    return [...described.values()].sort((a, b) => Number(b.likelyReader) - Number(a.likelyReader))
  }

  return (): Promise<PortDescription[]> => {
    looking ??= look().finally(() => {
      looking = null
    })
    return looking
  }
}

function describe(port: ListedPort, platform: NodeJS.Platform): PortDescription {
  const path = callOutPath(port.path, platform)
  const family = familyOf(port.vendorId, port.productId)
  // A reader's own ids say more than its chip's manufacturer; a bridge's say less.
  const name = (family?.own ? family.name : port.manufacturer || family?.name) || path
  return {
    path,
    name,
    likelyReader: family?.reader ?? false,
    suggests: family?.suggests ?? null,
    device: deviceOf(port),
  }
}

async function listByName(): Promise<ListedPort[]> {
  const names = await readdir('/dev').catch(() => [])
  return names.filter((name) => usbName.test(name)).map((name) => ({ path: `/dev/${name}` }))
}
