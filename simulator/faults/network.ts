import type { Socket } from 'node:net'

/** The line between the desk and the cloud. The building's own wiring does not run over it. */
export interface Network {
  broken(): boolean
  /** Breaking it also tears the connections that stand, whatever they were in the middle of. */
  break(): void
  heal(): void
  /** Remembers that this connection carries calls of the API. */
  carry(socket: Socket): void
}

export function createNetwork(): Network {
  const sockets = new Set<Socket>()
  let broken = false
  return {
    broken: () => broken,
    break() {
      broken = true
      for (const socket of sockets) socket.resetAndDestroy()
    },
    heal() {
      broken = false
    },
    carry(socket) {
      if (sockets.has(socket)) return
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    },
  }
}
