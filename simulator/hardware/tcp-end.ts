import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { SerialEnd } from './serial-end.ts'

/**
 * A serial line over TCP, as serial-to-Ethernet boxes offer it: for machines without ptys. Loopback only. The port is
 * chosen when it is first plugged in.
 */
export function createTcpEnd(): SerialEnd {
  const sockets = new Set<Socket>()
  let heard: (bytes: Buffer) => void = () => undefined
  let server: Server | null = null
  let port = 0

  return {
    get path() {
      return `tcp://127.0.0.1:${port}`
    },
    async plug() {
      if (server) return
      const listening = createServer((socket) => {
        sockets.add(socket)
        socket.setNoDelay(true)
        socket.on('data', (bytes: Buffer) => heard(bytes))
        socket.on('error', () => undefined)
        socket.on('close', () => sockets.delete(socket))
      })
      await new Promise<void>((resolve, reject) => {
        listening.once('error', reject)
        listening.listen(port, '127.0.0.1', resolve)
      })
      server = listening
      port = (listening.address() as AddressInfo).port
    },
    unplug() {
      server?.close()
      server = null
      for (const socket of sockets) socket.destroy()
    },
    write(bytes) {
      for (const socket of sockets) socket.write(bytes)
    },
    onBytes(listener) {
      heard = listener
    },
  }
}
