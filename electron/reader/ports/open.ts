import { openPcscPort } from './pcsc.ts'
import type { OpenPortFunction } from './port.ts'
import type { PresenceFunction } from './presence.ts'
import { openSerialPort } from './serial.ts'
import { openTcpPort } from './tcp.ts'

export interface OpenSettings {
  present: PresenceFunction
  beltMs: number
  connectTimeoutMs: number
}

/** Picks the wire by the kind of address. */
export function createOpenPort(settings: OpenSettings): OpenPortFunction {
  return (address, line, handlers) => {
    switch (address.kind) {
      case 'serial':
        return openSerialPort(address.path, { ...line, ...settings }, handlers)
      case 'tcp':
        return openTcpPort(address.host, address.port, settings, handlers)
      case 'pcsc':
        return openPcscPort(address.name, settings, handlers)
    }
  }
}
